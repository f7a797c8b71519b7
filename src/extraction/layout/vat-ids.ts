import { bareVatIdIn } from "./bare-vat-id.ts";
import type { Found } from "./found.ts";
import { type Label, hasKey } from "./labels.ts";
import { type Layout, labelsWith } from "./layout.ts";
import { vatIdMisreadAs } from "./misread-vat-id.ts";
import { type Span, heightOf, spanOf } from "./text-lines.ts";
import { spansNear } from "./values-near.ts";
import { vatFormats } from "./vocabulary/vat-formats.ts";

/** Words a VAT identifier may be cut into: `DE 232 446 240`. */
const vatWordsMax = 5;

/** Prefixes that are everyday words or have few digits behind them: believed only with a label. */
const weakPrefixes = new Set([
  "NO",
  "RO",
  "SE",
  "EL",
  "SI",
  "DK",
  "FI",
  "MT",
  "LU",
  "HU",
  "EU",
  "CY",
  "BG",
]);

export type VatId = Found<string> & {
  readonly span: Span;
  /** Whose it is by its label; undefined if the label does not say. */
  readonly owner: "buyer" | undefined;
  readonly isLabelled: boolean;
};

/** Every VAT identifier on the pages, labelled ones first, each place once. */
export function findVatIds(layout: Layout): VatId[] {
  const found: VatId[] = [];
  const seen = new Set<string>();
  const add = (candidates: readonly VatId[]): void => {
    for (const candidate of candidates) {
      const place = `${candidate.page} ${candidate.box[0].toFixed(1)} ${candidate.box[1].toFixed(1)}`;
      if (!seen.has(place)) found.push(candidate);
      seen.add(place);
    }
  };
  for (const label of labelsWith(layout, "buyerVatId")) {
    for (const { span } of spansNear(layout, label)) add(labelledVatId(span, label, "buyer"));
  }
  for (const label of labelsWith(layout, "vatId", "taxId")) {
    const owner = isAddressed(label) ? "buyer" : undefined;
    for (const { span } of spansNear(layout, label)) add(labelledVatId(span, label, owner));
  }
  for (const line of layout.lines) {
    for (const segment of line.segments) add(vatIdsIn(segment, false));
  }
  return found;
}

/** `Ihre USt-IdNr.`, `your VAT number`: said to the reader, so it is the buyer's. */
const isAddressed = ({ segment, firstWord }: Label): boolean =>
  /^(?:ihre|ihr|your|votre|uw|su|vs|vostra|customer|client|kunden?)$/i.test(
    segment.words[firstWord - 1]?.text.replace(/[.:]$/, "") ?? "",
  );

/** The first VAT identifier of the place a label announces, with its country or without. */
function labelledVatId(span: Span, label: Label, owner?: "buyer"): VatId[] {
  const whole = vatIdsIn(span, true, owner).slice(0, 1);
  const bare =
    whole.length > 0 || hasKey(label, "taxId") ? undefined : bareVatIdIn(span, label.languages);
  if (bare === undefined) return whole;
  const place = spanOf(bare.words, span.page, span.line);
  return [{ ...place, value: bare.value, span: place, isLabelled: true, owner, confidence: 0.9 }];
}

function vatIdsIn(span: Span, isLabelled: boolean, owner?: "buyer"): VatId[] {
  const found: VatId[] = [];
  for (let at = 0; at < span.words.length; at += 1) {
    const [value, used] = vatIdAt(span, at, isLabelled);
    if (value === undefined) continue;
    const place = spanOf(span.words.slice(at, at + used), span.page, span.line);
    found.push({
      ...place,
      value,
      span: place,
      isLabelled,
      owner,
      confidence: isLabelled ? 0.95 : 0.8,
    });
    at += used - 1;
  }
  return found;
}

/** The identifier starting at a word and the words it takes; the longest that has the shape of its country. */
function vatIdAt(span: Span, at: number, isLabelled: boolean): [string | undefined, number] {
  const first = span.words[at]?.text.replace(/^.*[:(]/, "") ?? "";
  const prefix = /^(CHE|[A-Z]{2})/.exec(first)?.[1];
  if (prefix === undefined || vatFormats[prefix] === undefined) return [undefined, 0];
  if (!isLabelled && weakPrefixes.has(prefix)) return [undefined, 0];
  const isRecognized = span.words[at]?.confidence !== undefined;
  let joined = "";
  let best: [string | undefined, number] = [undefined, 0];
  for (let used = 1; used <= vatWordsMax; used += 1) {
    const word = span.words[at + used - 1];
    const before = span.words[at + used - 2];
    if (word === undefined) break;
    const isClose =
      used === 1 || before === undefined || word.box[0] - before.box[2] < heightOf(word.box);
    if (!isClose) break;
    joined += used === 1 ? first : word.text;
    const value = joined.replaceAll(/[\s.\-/]/g, "").replace(/[,;:)*]+$/, "");
    if (value.length > 16) break;
    const body = value.slice(prefix.length);
    const misread = isLabelled && isRecognized ? vatIdMisreadAs(prefix, body) : undefined;
    if (vatFormats[prefix].test(body)) best = [value, used];
    else if (misread !== undefined) best = [prefix + misread, used];
    if (/[,;]$/.test(word.text)) break;
  }
  const isInIban =
    /iban/i.test(span.words[at - 1]?.text ?? "") ||
    /^(?:\d{2,}|[A-Z]{4}$)/.test(span.words[at + best[1]]?.text ?? "");
  if (isInIban && (startsAccount(best[0]) || (!isLabelled && best[1] > 1))) return [undefined, 0];
  return !isLabelled && best[1] > 1 && !/^(?:CHE|\D{2})[\dU]/.test(best[0] ?? "")
    ? [undefined, 0]
    : best;
}

/** `RO11`, with the bank behind it: the first group of an account, no identifier of two digits. */
const startsAccount = (value: string | undefined): boolean => /^[A-Z]{2}\d{2}$/.test(value ?? "");
