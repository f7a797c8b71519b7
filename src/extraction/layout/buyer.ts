import { type Block, blockFrom } from "./blocks.ts";
import { datesIn } from "./dates.ts";
import type { Found } from "./found.ts";
import { type Label, hasKey, isPhrase } from "./labels.ts";
import { type Layout, labelsWith, languageOf } from "./layout.ts";
import { arePhrases, hasLegalForm, isToPerson, nameIn } from "./names.ts";
import { hasCity } from "./places.ts";
import { phraseKey } from "./normalise.ts";
import { type Span, heightOf, overlapX } from "./text-lines.ts";
import { isLabelled, rightOf } from "./values-near.ts";
import type { LabelKey } from "./vocabulary/vocabulary.ts";

/** A party found on the page: its name and the block it stands in. */
export type PartyPlace = { readonly name: Found<string> & Span; readonly block: Block };

/** Lines below the label of a party that are searched for it. */
const linesBelowMax = 7;

/** The party's first line is at most this many label heights below its label. */
const heightsBelowMax = 6;

/** Lines of a block searched for the name of a company below the name of a person. */
const companyLinesMax = 3;

/** Confidence in a name behind or below the label of a party. */
const labelledWeight = 0.92;

/** The parties a label announces (`Bill to`, `Verkäufer`), best first. */
export function labelledParties(layout: Layout, keys: readonly LabelKey[]): PartyPlace[] {
  return labelsWith(layout, ...keys)
    .filter(
      (label) =>
        isPartyLabel(layout, label) && !isClerkColumn(layout, label) && !isRoute(layout, label),
    )
    .flatMap((label) => {
      const place = partyAt(layout, label);
      return place === undefined ? [] : [place];
    })
    .toSorted((a, b) => b.name.confidence - a.name.confidence);
}

/** Letters of a word that says little by itself, and the part of the first page where it announces a party all the same. */
const shortMax = 3;
const shortDepthMax = 0.5;

/** Letters of a word that says something else in another language. */
const foreignMax = 4;

/** `Till: 04` on an English slip is no Swedish `to`: short words count in English and in the language of the document. */
function isForeignWord(layout: Layout, { text, languages }: Label): boolean {
  if (phraseKey(text).length > foreignMax || languages.has("en")) return false;
  const language = languageOf(layout);
  return language !== undefined && !languages.has(language);
}

/** Short words (`An`, `De`) announce a party only with a colon, or alone in their line in the upper part of the first page, and in capitals. */
function isPartyLabel(layout: Layout, label: Label): boolean {
  if (!label.isAtStart && !(label.hasColon && label.text.length > 6)) return false;
  if (isForeignWord(layout, label)) return false;
  const line = layout.lines[label.segment.line];
  const isHead = line?.page === 1 && line.depth < shortDepthMax;
  const isHeading = isHead && /^\p{Lu}/u.test(label.text);
  return (
    label.hasColon ||
    ((label.rest === undefined || isSaidTwice(label.rest.text)) &&
      (label.text.length > shortMax || isHeading)) ||
    (label.text.length >= 8 && hasKey(label, "buyerName"))
  );
}

/** Columns beside `Vendeur` or `Sold by` that make it the column of who served the customer. */
const clerkNeighboursMin = 2;

/** `Date | Invoice no. | Due date | Seller`: heads a row of details, with the name of a clerk below. */
function isClerkColumn(layout: Layout, label: Label): boolean {
  if (!hasKey(label, "seller") || label.rest !== undefined) return false;
  const neighbours = (layout.labelsByLine[label.segment.line] ?? []).filter(
    (other) =>
      other.segment !== label.segment &&
      other.rest === undefined &&
      hasKey(other, "date", "issueDate", "paymentDueDate", "invoiceNumber", "currency"),
  );
  return new Set(neighbours.map(({ segment }) => segment)).size >= clerkNeighboursMin;
}

/** Columns of a timetable. */
const routeColumnsMin = 5;

/** `Flight | From | To | Date | Class`: where a journey begins and ends. */
const isRoute = (layout: Layout, { segment, rest, hasColon }: Label): boolean =>
  rest === undefined &&
  !hasColon &&
  (layout.lines[segment.line]?.segments.length ?? 0) >= routeColumnsMin;

/** `Buyer (Bill to)` says twice who stands below. */
const isSaidTwice = (text: string): boolean => /^[(/].*\)?$/.test(text) && isPhrase(text);

function partyAt(layout: Layout, found: Label): PartyPlace | undefined {
  const label = isSaidTwice(found.rest?.text ?? "") ? { ...found, rest: undefined } : found;
  const weight = hasKey(label, "buyerName") ? 0.97 : labelledWeight;
  if (label.rest !== undefined) {
    // `Sold to: 40021   Ada Quill` has the number of who stands beside it.
    const beside = /^\d+$/.test(label.rest.text) ? rightOf(layout, label) : label.rest;
    return beside === undefined ? undefined : placeFrom(layout, beside, weight, false);
  }
  const sub = nameBelow(layout, label);
  if (sub !== undefined) return placeFrom(layout, sub, weight, false);
  const below = firstBelow(layout, label);
  const right = rightOf(layout, label);
  if (right !== undefined && (below === undefined || !isOwnColumn(label, right))) {
    return placeFrom(layout, right, weight, true);
  }
  return below === undefined ? undefined : placeFrom(layout, below, weight, true);
}

/** Label heights to the right behind which another column begins. */
const ownColumnHeights = 6;

/** The segment beside a label is far away: it belongs to another column. */
const isOwnColumn = (label: Label, right: Span): boolean =>
  right.box[0] - label.box[2] > ownColumnHeights * heightOf(label.box);

/** A form: `Seller`, and under it `Name: ...`. */
function nameBelow(layout: Layout, label: Label): Span | undefined {
  for (let step = 1; step <= linesBelowMax; step += 1) {
    const labels = layout.labelsByLine[label.segment.line + step] ?? [];
    const name = labels.find(
      (other) => other.isAtStart && other.hasColon && hasKey(other, "partyName"),
    );
    if (name !== undefined && Math.abs(name.box[0] - label.box[0]) < 40)
      return name.rest ?? rightOf(layout, name);
    if (
      labels.some(
        (other) => other.isAtStart && other.rest === undefined && hasKey(other, "buyer", "seller"),
      )
    ) {
      return undefined;
    }
  }
  return undefined;
}

/** The first line below a label, in its column, that is no label itself. */
function firstBelow(layout: Layout, label: Label): Span | undefined {
  const height = Math.max(heightOf(label.box), 7);
  for (let step = 1; step <= linesBelowMax; step += 1) {
    const line = layout.lines[label.segment.line + step];
    if (line === undefined || line.page !== label.segment.page) return undefined;
    if (line.top - label.box[3] > heightsBelowMax * height) return undefined;
    const below = line.segments.find(
      (segment) =>
        Math.abs(segment.box[0] - label.box[0]) <= 14 ||
        (overlapX(segment.box, label.box) > 0 && segment.box[0] > label.box[0] - 30),
    );
    if (below === undefined || isNumbered(layout, below) || isAccount(below)) continue;
    return isLabelled(layout, below) ? undefined : below;
  }
  return undefined;
}

/** `Number: 17` above a party's name: passed over. */
const isNumbered = (layout: Layout, segment: Span): boolean =>
  (layout.labelsByLine[segment.line] ?? []).some(
    (label) =>
      label.segment === segment &&
      label.isAtStart &&
      hasKey(label, "numberMarker", "otherNumber") &&
      !hasKey(label, "seller", "buyer", "deliverTo"),
  );

/** An account stands above the name of who is paid on a payment slip. */
const isAccount = ({ text }: Span): boolean => /^[A-Z]{2}\d{2}(?: ?[A-Z\d]){11,30}$/.test(text);

/** Before somebody within an organisation, which follows. */
const withinCompany = /^(?:Attn|Att|FAO|z\. ?Hd|T\.a\.v|Alla c\.a|c\.a|A\/C)\b/i;

/** The lines of a block without a person who heads it, if a company, with its street below, and not a house follows: `Frau Jule Winter`, `Winter & Partner`. */
function withoutPerson(lines: readonly Span[]): readonly Span[] {
  const [first, second, third] = lines;
  if (first === undefined || second === undefined || !isToPerson(first.text)) return lines;
  const isBehindName = third !== undefined && !hasCity(third.text);
  const isCompany =
    hasLegalForm(second.text) ||
    (isBehindName && (/\d/.test(third.text) || withinCompany.test(first.text)));
  const isName = !/\d/.test(second.text) && nameIn(second.text) !== undefined;
  return isCompany && isName ? lines.slice(1) : lines;
}

/** `Invoice number INV-17` above a name, without a colon: what is labelled is no name. */
const isDetail = (layout: Layout, span: Span): boolean =>
  (layout.labelsByLine[span.line] ?? []).some(
    (label) =>
      label.segment === span &&
      label.isAtStart &&
      /\d/.test(label.rest?.text ?? "") &&
      hasKey(label, ...detailKeys),
  );

const detailKeys = [
  "invoiceNumber",
  "receiptNumber",
  "issueDate",
  "paymentDueDate",
  "otherDate",
  "contact",
] as const;

/** The name in a block: its first line, or the company right below a person. */
export function placeFrom(
  layout: Layout,
  start: Span,
  weight: number,
  isBlock: boolean,
): PartyPlace | undefined {
  const block = blockFrom(layout, start);
  const named = withoutPerson(
    block.spans.filter(
      (span) =>
        !arePhrases(span.text) && datesIn(span.text).length === 0 && !isDetail(layout, span),
    ),
  );
  const lines = isBlock ? named.slice(0, companyLinesMax) : [start];
  const company = lines.find((span) => hasLegalForm(span.text) && nameIn(span.text) !== undefined);
  const isAnnounced = weight >= labelledWeight;
  const span = company ?? lines.find((line) => nameIn(line.text, isAnnounced) !== undefined);
  const value = span === undefined ? undefined : nameIn(span.text, isAnnounced);
  if (span === undefined || value === undefined || (span !== lines[0] && company === undefined))
    return undefined;
  return { name: { ...span, value, confidence: weight }, block };
}
