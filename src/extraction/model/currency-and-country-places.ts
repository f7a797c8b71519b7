import type { Word } from "#src/domain/reading.ts";
import { amountsIn } from "#src/extraction/layout/amounts.ts";
import { hasUsAddress } from "#src/extraction/layout/places.ts";
import {
  currencyCodes,
  currencyNames,
  dollarCountries,
  symbolCurrencies,
} from "#src/extraction/layout/vocabulary/currencies.ts";
import { vatFormats } from "#src/extraction/layout/vocabulary/vat-formats.ts";
import { namesOfCountry, postPrefixesOf, vatPrefixesOf } from "./country-names.ts";
import type { Phrases } from "./phrases.ts";
import {
  addPlace,
  inOrder,
  type Place,
  placeOf,
  type PlacesByValue,
  type Segment,
} from "./places.ts";

/** Symbols that several currencies share: each of them may be meant. */
const sharedSymbols: Readonly<Record<string, readonly string[]>> = {
  $: [...Object.values(dollarCountries), "MXN"],
  "¥": ["JPY", "CNY"],
  KR: ["SEK", "NOK", "DKK", "ISK"],
  FR: ["CHF"],
};

/** Currencies by what may stand for them: code, symbol or name. */
export function placesOfCurrencies(segments: readonly Segment[]): PlacesByValue {
  const places = new Map<string, Place[]>();
  for (const segment of segments) {
    const { span } = segment;
    for (const amount of amountsIn(span)) {
      const place = { ...amount, order: segment.order };
      if (amount.currencyCode !== undefined) addPlace(places, amount.currencyCode, place);
    }
    for (const [at, word] of span.words.entries()) {
      for (const code of currenciesOf(word, [span.words[at - 1], span.words[at + 1]])) {
        addPlace(places, code, placeOf([word], segment));
      }
    }
    const text = ` ${span.text.toUpperCase()} `;
    for (const [name, code] of Object.entries(currencyNames)) {
      if (text.includes(` ${name} `)) addPlace(places, code, placeOf(span.words, segment));
    }
  }
  return inOrder(places);
}

/** Codes that are everyday words too (`ALL`, `TOP`) count beside a number only. */
function currenciesOf(word: Word, beside: readonly (Word | undefined)[]): readonly string[] {
  const bare = word.text.replaceAll(/^[^\p{L}\p{Sc}]+|[^\p{L}\p{Sc}]+$/gu, "");
  const symbol = symbolCurrencies[bare] ?? symbolCurrencies[/^\p{Sc}$/u.exec(bare)?.[0] ?? ""];
  if (symbol !== undefined) return [symbol];
  const shared = sharedSymbols[bare.toUpperCase()];
  if (shared !== undefined) return shared;
  if (!/^[A-Z]{3}$/.test(bare)) return [];
  const isBesideNumber = [word, ...beside].some((near) => /\d/.test(near?.text ?? ""));
  return currencyCodes.has(bare) || isBesideNumber ? [bare] : [];
}

/** Segments a country is looked for in: all of a few pages. */
const segmentsMax = 5_000;

/**
 * Places a country may be read from: its name, its letters before a post code (`D-80333`, `DE 80333`), an address of the
 * United States, a VAT id with its prefix, or its code alone on a line.
 */
export function placesOfCountry(
  code: string,
  segments: readonly Segment[],
  phrases: Phrases,
): Place[] {
  const named = namesOfCountry(code).flatMap((name) => phrases.find(name));
  const posts = new Set(postPrefixesOf(code));
  const vatPrefixes = vatPrefixesOf(code);
  const shown = segments.slice(0, segmentsMax).flatMap((segment) => {
    const { words, text } = segment.span;
    if (text === code || (code === "US" && hasUsAddress(text))) return [placeOf(words, segment)];
    return words
      .filter((word, at) => {
        const [, prefix = "", rest = ""] =
          /^(?:.*[:(])?([A-Z]{1,3})(?:-(?=\d)(.*))?$/.exec(word.text) ?? [];
        if (posts.has(prefix) && rest !== "") return true;
        const next = words[at + 1]?.text ?? "";
        if (prefix === code && /^\d/.test(next)) return true;
        return isVatIdOf(vatPrefixes, word.text, next);
      })
      .map((word) => placeOf([word], segment));
  });
  return [...named, ...shown].toSorted((a, b) => a.order - b.order);
}

function isVatIdOf(prefixes: readonly string[], text: string, next: string): boolean {
  const id = text.replace(/^.*[:(]/, "").replaceAll(/[\s.\-/]|[,;)]+$/g, "");
  return prefixes.some((prefix) => {
    if (id === prefix) return /^U?\d/.test(next);
    return id.startsWith(prefix) && vatFormats[prefix]?.test(id.slice(prefix.length)) === true;
  });
}
