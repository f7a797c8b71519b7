import { vatIdChecksum } from "#src/extraction/model/checksums.ts";
import { type Span, heightOf } from "./text-lines.ts";

/**
 * Languages whose invoices name the number of a taxpayer without its country, and the country. Of Romania no check digits are known here:
 * a `CIF` is Spain's or not read.
 */
const countryByLanguage: { readonly [language: string]: string | undefined } = {
  da: "DK",
  es: "ES",
  it: "IT",
  pl: "PL",
  pt: "PT",
  ro: "RO",
};

/** Words such a number may be cut into: `526 10 40 828`. */
const wordsMax = 4;

export type BareVatId = { readonly value: string; readonly words: Span["words"] };

/**
 * The VAT identifier a span starts with where only its country is left out (`P.IVA 00743110157`): the language of its label
 * tells the country, and its check digits are right.
 *
 * @param languages - Those that have the label, ISO 639-1.
 */
export function bareVatIdIn(span: Span, languages: ReadonlySet<string>): BareVatId | undefined {
  const countries = [...languages].map((language) => countryByLanguage[language]);
  if (countries.includes(undefined)) return undefined;
  for (let used = 1; used <= Math.min(wordsMax, span.words.length); used += 1) {
    const words = span.words.slice(0, used);
    if (!areClose(words)) return undefined;
    const number = words.map(({ text }) => text.replaceAll(/[\s.-]|[,;]$/g, "")).join("");
    if (!/^[A-Z]?\d+[A-Z]?$|^[A-Z]$/.test(number)) return undefined;
    const valid = countries.filter((country) => vatIdChecksum(`${country}${number}`) === "valid");
    if (valid.length === 1) return { value: `${valid[0]}${number}`, words };
  }
  return undefined;
}

const areClose = (words: Span["words"]): boolean =>
  words.every((word, index) => {
    const before = words[index - 1];
    return before === undefined || word.box[0] - before.box[2] < heightOf(word.box);
  });
