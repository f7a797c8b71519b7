import { type Block, addressBlocks, blockFrom, isBeside } from "./blocks.ts";
import { type PartyPlace, labelledParties, placeFrom } from "./buyer.ts";
import type { Found } from "./found.ts";
import { type Label, hasKey } from "./labels.ts";
import { type Layout, labelsWith } from "./layout.ts";
import { hasLegalForm, isSameName, nameIn } from "./names.ts";
import { cityLineOf, partsOf } from "./places.ts";
import type { Span } from "./text-lines.ts";
import { isTillSlip, shopOfTillSlip } from "./till-slip.ts";
import { type Candidate, pageFeet, pageHeads } from "./seller-in-head-and-foot.ts";
import { isLabelled } from "./values-near.ts";
import type { VatId } from "./vat-ids.ts";

/** The part of the first page where letterheads stand. */
const headDepth = 0.3;

/** A name must be supported this much to be given. */
const scoreMin = 0.6;

/** Each further place with the same name makes it surer. */
const repetitionBonus = 0.25;

/** Who is paid is usually who sells, but may be a factor: it needs another sign. */
const payeeScore = 0.5;

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
  const candidates = [
    ...labelledSellers(layout).map((place) => ({ ...place, score: 0.95 })),
    ...labelledParties(layout, ["payee"]).map((place) => ({ ...place, score: payeeScore })),
    ...senderCandidates(layout),
    ...letterheads(layout, buyer),
    ...pageHeads(layout, buyer),
    ...topName(layout),
    ...shopName(layout, buyer),
    ...pageFeet(layout),
    ...companyDetails(layout, vatIds),
    ...soldBy(layout),
  ]
    .slice(0, candidatesMax)
    .filter(({ name, block }) => buyer === undefined || !isBuyer(buyer, name, block));
  const best = candidates
    .map((candidate) => ({ ...candidate, score: supportOf(candidate, candidates) }))
    .toSorted((a, b) => b.score - a.score)[0];
  if (best === undefined || best.score < scoreMin) return undefined;
  if (buyer === undefined && isOneOfTwo(layout, best, candidates)) return undefined;
  return {
    block: best.block,
    name: { ...best.name, confidence: Math.min(0.5 + best.score * 0.4, 0.96) },
  };
}

/** On the slip of a till, `Vendeur: Ana` names who served, not whose shop it is. */
function labelledSellers(layout: Layout): PartyPlace[] {
  const places = labelledParties(layout, ["seller"]);
  return isTillSlip(layout) ? places.filter(({ name }) => hasLegalForm(name.value)) : places;
}

/** Two addresses side by side that nothing tells apart, no label, contact, second mention or legal form: either may be the seller's. */
function isOneOfTwo(layout: Layout, best: Candidate, candidates: readonly Candidate[]): boolean {
  const blocks = addressBlocks(layout, 1, headDepth).filter(
    (block) => ownerOf(layout, block) === undefined,
  );
  const own = blocks.find(
    ({ spans }) =>
      spans.some(({ line }) => line === best.name.line) &&
      spans.some(({ text }) => text === best.name.text),
  );
  const isRepeated = candidates.some(
    ({ name }) => name.line !== best.name.line && isSameName(name.value, best.name.value),
  );
  if (own === undefined || isRepeated || hasContact(own)) return false;
  const isCompany = hasLegalForm(best.name.value);
  return blocks.some(
    (block) =>
      block !== own &&
      isBeside(block, own) &&
      (!isCompany || block.spans.some(({ text }) => hasLegalForm(text))),
  );
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

/** Address blocks in the head of the first page that no label gives to somebody else. */
function letterheads(layout: Layout, buyer: PartyPlace | undefined): Candidate[] {
  const blocks = addressBlocks(layout, 1, headDepth + 0.15).filter(
    (block) => ownerOf(layout, block) === undefined,
  );
  const hasBuyer =
    buyer !== undefined || labelsWith(layout, "buyer").some((label) => label.isAtStart);
  return blocks.flatMap((block, index) => {
    const [start] = block.spans;
    const place = start === undefined ? undefined : placeFrom(layout, start, 0.7, true);
    if (place === undefined || start === undefined) return [];
    const isFirst = index === 0 && (hasBuyer || blocks.length === 2);
    const isHigh = (layout.lines[start.line]?.depth ?? 1) < 0.16;
    const score =
      0.35 +
      (isFirst ? 0.2 : 0) +
      (isHigh ? 0.15 : 0) +
      (hasContact(block) ? 0.15 : 0) +
      (hasLegalForm(place.name.value) ? 0.15 : 0);
    return [{ ...place, score }];
  });
}

/** The key of the label right above a block, if it names a party. */
export function ownerOf(
  layout: Layout,
  block: Block,
): "buyer" | "seller" | "deliverTo" | undefined {
  const [start] = block.spans;
  if (start === undefined) return undefined;
  for (let step = 0; step <= 2; step += 1) {
    const labels: readonly Label[] = layout.labelsByLine[start.line - step] ?? [];
    for (const label of labels) {
      const isAbove =
        Math.abs(label.box[0] - start.box[0]) < 14 ||
        (step === 0 &&
          label.segment !== start &&
          label.box[0] < start.box[0] &&
          start.box[0] - label.box[2] < 60);
      if (!isAbove || !label.isAtStart || !(label.hasColon || label.rest === undefined)) continue;
      for (const key of ["deliverTo", "buyer", "seller"] as const)
        if (hasKey(label, key)) return key;
      if (hasKey(label, "payer")) return "buyer";
      if (hasKey(label, "payee")) return "seller";
    }
  }
  return undefined;
}

/** Phone, mail, web or tax number: details sellers print of themselves. */
const hasContact = (block: Block): boolean =>
  block.spans.some((span) =>
    /@|www\.|https?:|\b(?:tel|fax|fon|phone|tél|ust|vat|tva|btw|iban|siret|kvk)\b/i.test(span.text),
  );

/** The first words of the page, if they are a name with contact details below: who writes. */
function topName(layout: Layout): Candidate[] {
  const start = layout.lines[0]?.segments[0];
  if (start === undefined || isLabelled(layout, start) || start.words.length > 5) return [];
  const place = placeFrom(layout, start, 0.65, false);
  if (place === undefined || /\d/.test(place.name.value)) return [];
  const isTitled = (layout.labelsByLine[0] ?? []).some(
    (label) => label.segment === start && label.isAtStart,
  );
  return isTitled || !hasContact({ spans: blockFrom(layout, start).spans.slice(0, 3) })
    ? []
    : [{ ...place, score: 0.62 }];
}

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

const contains = (outer: Span, inner: Span): boolean =>
  outer.box[0] <= inner.box[0] + 1 && outer.box[2] >= inner.box[2] - 1;

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
