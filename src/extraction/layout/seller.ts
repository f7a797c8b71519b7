import type { Block } from "./blocks.ts";
import { type PartyPlace, labelledParties, placeFrom } from "./buyer.ts";
import type { Found } from "./found.ts";
import { type Layout, labelsWith } from "./layout.ts";
import { isOneOfTwo, letterheads, topName } from "./letterheads.ts";
import { hasLegalForm, isSameName, nameIn } from "./names.ts";
import { cityLineOf, partsOf } from "./places.ts";
import {
  type Candidate,
  footAddresses,
  namesOnTheWeb,
  pageFeet,
  pageHeads,
} from "./seller-in-head-and-foot.ts";
import { type Span, contains } from "./text-lines.ts";
import { isTillSlip, shopOfTillSlip } from "./till-slip.ts";
import type { VatId } from "./vat-ids.ts";
import { isMadeOf, webNamesOf } from "./web-names.ts";

/** A name must be supported this much to be given. */
const scoreMin = 0.6;

/** Each further place with the same name makes it surer. */
const repetitionBonus = 0.25;

/** Who is paid is usually who sells, but may be a factor: it needs another sign. */
const payeeScore = 0.5;

/** What the own web or mail address adds to a name. */
const webNameBonus = 0.3;

/** Names weighed against each other. */
const candidatesMax = 200;

/** `Fam. Kogler` runs a house that is called otherwise. */
const family = /^(?:Fam\.|Familie)\s/;

/** The line small above the window of an envelope: `Seller GmbH • Street 1 • 12345 City`. */
export function senderLine(layout: Layout): PartyPlace | undefined {
  for (const line of layout.lines) {
    if (line.page !== 1 || line.depth > 0.4) continue;
    for (const segment of line.segments) {
      const parts = partsOf(segment.text);
      const hasCity = parts.slice(1).some((part) => cityLineOf(part) !== undefined);
      const name = nameIn(parts[0] ?? "") ?? nameIn(segment.text);
      const isShort = parts.length < 3 && (parts.length < 2 || !hasLegalForm(segment.text));
      if (isShort || !hasCity || name === undefined || family.test(name)) continue;
      return { name: { ...segment, value: name, confidence: 0.9 }, block: { spans: [segment] } };
    }
  }
  return undefined;
}

/** Who issued the invoice: the name best supported by labels, letterhead, sender line and foot of the page. */
export function findSeller(
  layout: Layout,
  buyer: PartyPlace | undefined,
  vatIds: readonly VatId[],
): PartyPlace | undefined {
  const webNames = webNamesOf(layout).filter(
    (webName) => buyer === undefined || !isMadeOf(webName, buyer.name.value),
  );
  const candidates = [
    ...labelledSellers(layout).map((place) => ({ ...place, score: 0.95 })),
    ...labelledParties(layout, ["payee"]).map((place) => ({ ...place, score: payeeScore })),
    ...senderCandidates(layout),
    ...letterheads(layout, buyer, vatIds),
    ...pageHeads(layout, buyer),
    ...topName(layout),
    ...shopName(layout, buyer),
    ...pageFeet(layout),
    ...footAddresses(layout),
    ...namesOnTheWeb(layout, webNames),
    ...companyDetails(layout, vatIds),
    ...soldBy(layout),
  ]
    .slice(0, candidatesMax)
    .filter(({ name, block }) => buyer === undefined || !isBuyer(buyer, name, block));
  const isOnTheWeb = ownerOfWebName(candidates, webNames);
  const best = candidates
    .map((candidate) => ({
      ...candidate,
      score: supportOf(candidate, candidates) + (isOnTheWeb(candidate) ? webNameBonus : 0),
    }))
    .toSorted((a, b) => b.score - a.score)[0];
  if (best === undefined || best.score < scoreMin) return undefined;
  const isSure = buyer !== undefined || isOnTheWeb(best);
  if (!isSure && isOneOfTwo(layout, best, candidates, vatIds)) return undefined;
  return {
    block: best.block,
    name: { ...best.name, confidence: Math.min(0.5 + best.score * 0.4, 0.96) },
  };
}

/** Tells candidates called like a web or mail address on the pages, if they all have one name: two may be both parties. */
function ownerOfWebName(
  candidates: readonly Candidate[],
  webNames: readonly string[],
): (candidate: Candidate) => boolean {
  const named = candidates.filter(({ name }) =>
    webNames.some((webName) => isMadeOf(webName, name.value)),
  );
  const [first] = named;
  const isOne =
    first !== undefined && named.every(({ name }) => isSameName(name.value, first.name.value));
  return ({ name }) => isOne && isSameName(name.value, first.name.value);
}

/** On the slip of a till, `Vendeur: Ana` names who served, not whose shop it is. */
function labelledSellers(layout: Layout): PartyPlace[] {
  const places = labelledParties(layout, ["seller"]);
  return isTillSlip(layout) ? places.filter(({ name }) => hasLegalForm(name.value)) : places;
}

const isBuyer = (buyer: PartyPlace, name: Found<string>, block: Block): boolean =>
  isSameName(buyer.name.value, name.value) ||
  block.spans.some((span) => buyer.block.spans[0] === span);

/** A candidate's own score and a little for every other place that has the same name. */
function supportOf(candidate: Candidate, all: readonly Candidate[]): number {
  const others = all.filter(
    (other) =>
      other.name.box !== candidate.name.box && isSameName(other.name.value, candidate.name.value),
  );
  const bonus = others.length === 0 ? 0 : repetitionBonus * Math.min(others.length, 2);
  return candidate.score + bonus;
}

const senderCandidates = (layout: Layout): Candidate[] => {
  const sender = senderLine(layout);
  return sender === undefined ? [] : [{ ...sender, score: 0.9 }];
};

/** A till prints the name of the shop first, surely so with its legal form, unless that is whom a label names as the buyer. */
function shopName(layout: Layout, buyer: PartyPlace | undefined): Candidate[] {
  const shop = shopOfTillSlip(layout);
  const isBuyers = shop !== undefined && buyer?.block.spans[0]?.line === shop.name.line;
  if (shop === undefined || isBuyers) return [];
  return [{ ...shop, score: hasLegalForm(shop.name.value) ? 0.95 : 0.65 }];
}

/** The first line of the block that holds the seller's own VAT identifier. */
function companyDetails(layout: Layout, vatIds: readonly VatId[]): Candidate[] {
  return vatIds
    .filter(({ owner, isLabelled: labelled }) => owner === undefined && labelled)
    .flatMap(({ span }) => {
      const start = blockTop(layout, span);
      const place = start === undefined ? undefined : placeFrom(layout, start, 0.7, false);
      return place === undefined
        ? []
        : [{ ...place, score: hasLegalForm(place.name.value) ? 0.6 : 0.3 }];
    });
}

/** Climbs from a span to the first line of its column. */
function blockTop(layout: Layout, span: Span): Span | undefined {
  const own = layout.lines[span.line]?.segments.find((segment) => contains(segment, span));
  if (own === undefined) return undefined;
  let top = own;
  for (let index = span.line - 1; index >= Math.max(0, span.line - linesAboveMax); index -= 1) {
    const line = layout.lines[index];
    if (line === undefined || line.page !== span.page) break;
    const above = line.segments.find((segment) => Math.abs(segment.box[0] - own.box[0]) <= 5);
    if (above === undefined) continue;
    if (top.box[1] - above.box[1] > 2 * (top.box[3] - top.box[1])) break;
    top = above;
  }
  return top === own ? undefined : top;
}

/** Lines of company details above a VAT identifier. */
const linesAboveMax = 9;

/** `... are sold by Example Ltd.`: a sentence that says who sells. */
function soldBy(layout: Layout): Candidate[] {
  return labelsWith(layout, "seller")
    .filter((label) => !label.isAtStart && label.text.includes(" ") && label.rest !== undefined)
    .flatMap((label) => {
      const value = label.rest === undefined ? undefined : nameIn(label.rest.text);
      if (label.rest === undefined || value === undefined || !hasLegalForm(value)) return [];
      return [
        {
          name: { ...label.rest, value, confidence: 0.7 },
          block: { spans: [label.rest] },
          score: 0.7,
        },
      ];
    });
}
