import type { Word } from "#src/domain/reading.ts";
import type { Found } from "./found.ts";
import { type Layout, labelsWith } from "./layout.ts";
import { digitsMisread } from "./lookalikes.ts";
import { type Span, overlapX, spanOf } from "./text-lines.ts";
import { spansNear } from "./values-near.ts";
import { ibanLengths } from "./vocabulary/iban-lengths.ts";

/** Words an IBAN printed in groups may be cut into. */
const ibanWordsMax = 10;

/** The seller's account: one that is labelled and valid before one that is only one of the two. */
export function findIban(layout: Layout): Found<string> | undefined {
  const labelled = labelsWith(layout, "iban").flatMap((label) =>
    spansNear(layout, label).flatMap(({ span }) => ibansIn(span).slice(0, 1)),
  );
  const valid = labelled.find(({ value }) => isValidIban(value));
  if (valid !== undefined) return { ...valid, confidence: 0.98 };
  const anywhere = layout.lines.flatMap((line) => line.segments.flatMap(ibansIn));
  const unlabelled = anywhere.find(({ value }) => isValidIban(value));
  if (unlabelled !== undefined) return { ...unlabelled, confidence: 0.9 };
  const completed = wrappedIban(layout) ?? polishAccount(layout);
  if (completed !== undefined) return completed;
  return labelled[0] === undefined ? undefined : { ...labelled[0], confidence: 0.5 };
}

/** `Nr konta: 09 1090 ...`: Polish invoices print the account without `PL`; taken only if the check digits are those of the IBAN. */
function polishAccount(layout: Layout): Found<string> | undefined {
  for (const label of labelsWith(layout, "bankAccount")) {
    for (const { span } of spansNear(layout, label)) {
      const words = span.words.slice(0, ibanWordsMax);
      const length =
        words.findIndex((_, index) => polishDigits.test(digitsOf(words, index + 1))) + 1;
      const value = `PL${digitsOf(words, length).replaceAll("-", "")}`;
      const isEnd = !/^\d/.test(span.words[length]?.text ?? "");
      if (length > 0 && isEnd && isValidIban(value))
        return { ...spanOf(words.slice(0, length), span.page, span.line), value, confidence: 0.9 };
    }
  }
  return undefined;
}

/** The digits of a Polish account, check digits first, with or without hyphens between its groups. */
const polishDigits = /^(?:\d{26}|\d{2}(?:-\d{4}){6})$/;

const digitsOf = (words: readonly Word[], length: number): string =>
  words
    .slice(0, length)
    .map(({ text }) => text)
    .join("")
    .replace(/[.,;]$/, "");

/** Lines below the first half of an IBAN in which its rest is looked for: lines of other columns may come between. */
const wrapLinesMax = 3;

/** An IBAN that a narrow column wraps: its start ends one line, its rest begins the line below; only if the checksum confirms it. */
function wrappedIban(layout: Layout): Found<string> | undefined {
  for (const line of layout.lines) {
    for (const segment of line.segments) {
      for (const below of layout.lines.slice(line.index + 1, line.index + 1 + wrapLinesMax)) {
        if (below.page !== line.page) break;
        const next = below.segments.find(({ box }) => overlapX(box, segment.box) > 0);
        if (next === undefined) continue;
        const words = [...segment.words, ...next.words];
        const joined = ibansIn({ ...segment, words }).find(({ value }) => isValidIban(value));
        if (joined !== undefined) return { ...segment, value: joined.value, confidence: 0.9 };
        break;
      }
    }
  }
  return undefined;
}

export function findBic(layout: Layout): Found<string> | undefined {
  for (const label of labelsWith(layout, "bic")) {
    for (const { span } of spansNear(layout, label)) {
      const [word] = span.words;
      const value = word?.text.replace(/[^A-Z0-9]+$/, "") ?? "";
      if (word !== undefined && /^[A-Z]{6}[A-Z0-9]{2}([A-Z0-9]{3})?$/.test(value)) {
        return { ...spanOf([word], span.page, span.line), value, confidence: 0.9 };
      }
    }
  }
  return undefined;
}

/** Account numbers that have the length of an IBAN of their country; the checksum is not looked at. */
function ibansIn(span: Span): Found<string>[] {
  const found: Found<string>[] = [];
  for (const [index, word] of span.words.entries()) {
    const start = /(?:^|[:\s(])([A-Z]{2}(?:[\dOQILSBZ]{2}[A-Z0-9-]*)?)[.,;)]*$/.exec(
      word.text,
    )?.[1];
    if (start === undefined) continue;
    const length = ibanLengths[start.slice(0, 2)];
    if (length === undefined) continue;
    let value = start.replaceAll("-", "");
    let end = index + 1;
    while (value.length < length && end < index + ibanWordsMax) {
      const next = span.words[end]?.text.replace(/[.,;)]+$/, "").replaceAll("-", "") ?? "";
      if (!/^[A-Z0-9]+$/.test(next)) break;
      value += next;
      end += 1;
    }
    const iban = value.length === length ? withCheckDigits(value) : undefined;
    if (iban === undefined) continue;
    const place = spanOf(span.words.slice(index, end), span.page, span.line);
    found.push({ ...place, value: iban, confidence: 0.5 });
  }
  return found;
}

/** `NLSO...` is `NL50...`, for an IBAN has two digits there, but only if these then confirm the number. */
function withCheckDigits(iban: string): string | undefined {
  const printed = iban.slice(2, 4);
  const digits = printed.replaceAll(/[A-Z]/g, (letter) => digitsMisread[letter] ?? letter);
  const value = iban.slice(0, 2) + digits + iban.slice(4);
  if (!/^\d{2}$/.test(digits)) return undefined;
  return digits === printed || isValidIban(value) ? value : undefined;
}

/** ISO 7064 mod 97-10. */
export function isValidIban(iban: string): boolean {
  const digits = (iban.slice(4) + iban.slice(0, 4)).replaceAll(/[A-Z]/g, (letter) =>
    String(letter.charCodeAt(0) - 55),
  );
  let remainder = 0;
  for (const digit of digits) remainder = (remainder * 10 + Number(digit)) % 97;
  return remainder === 1;
}
