import type { CurrencyCode } from "#src/domain/money.ts";
import { type Amount, amountsIn } from "./amounts.ts";
import type { DateOrder } from "./dates.ts";
import type { Found } from "./found.ts";
import { hasKey } from "./labels.ts";
import { type Layout, labelsWith, languageOf } from "./layout.ts";
import { plain } from "./normalise.ts";
import { countryOf, hasUsAddress } from "./places.ts";
import { sumKeys } from "./sum-labels.ts";
import { type Span, spanOf } from "./text-lines.ts";
import { spansNear } from "./values-near.ts";
import {
  currencyCodes,
  currencyNames,
  dollarCountries,
  kroneLanguages,
  rupeeCountries,
  symbolCurrencies,
} from "./vocabulary/currencies.ts";
import { legalFormsLikeCodes } from "./vocabulary/legal-forms.ts";
import { regions } from "./vocabulary/regions.ts";

const namePattern = new RegExp(
  `(?<!\\p{L})(?:${Object.keys(currencyNames).join("|").replaceAll(".", "[.]")})(?!\\p{L})`,
  "iu",
);

/** What a currency named by its own label counts, against one amount with a code beside it. */
const labelWeight = 12;

/** `COP120` may be an article as well as a sum. */
const likeArticleNumber = /^[A-Z]{3}\d+$/;

/** The currency must be named this much more often than any other. */
const leadMin = 1.5;

/** The invoice's currency: labelled, or the one beside the amounts. A bare `$` needs a dollar country or code, `Rs` a country with rupees, a bare `kr` a Scandinavian language. */
export function findCurrency(layout: Layout): Found<CurrencyCode> | undefined {
  const votes = new Map<string, { weight: number; place: Found<CurrencyCode> }>();
  const vote = (code: string, weight: number, place: Span | Amount): void => {
    if (isLegalForm(layout, code, place.line)) return;
    const known = votes.get(code);
    if (known !== undefined) known.weight += weight;
    else votes.set(code, { weight, place: { ...place, value: code, confidence: 0.9 } });
  };
  for (const label of labelsWith(layout, "currency")) {
    const spans = spansNear(layout, label).map(({ span }) => span);
    for (const span of spans) {
      const code = codeOf(span.words[0]?.text ?? "");
      if (code !== undefined)
        vote(code, labelWeight, spanOf(span.words.slice(0, 1), span.page, span.line));
    }
  }
  let dollar: Amount | undefined;
  let krone: Amount | undefined;
  let rupee: Span | undefined;
  for (const segment of layout.lines.flatMap((line) => line.segments)) {
    for (const amount of amountsIn(segment)) {
      if (amount.currencyCode !== undefined)
        vote(amount.currencyCode, likeArticleNumber.test(amount.text) ? 0.5 : 1, amount);
      else if (amount.text.includes("$")) dollar ??= amount;
      else if (/kr/i.test(amount.text)) krone ??= amount;
    }
    const named = currencyNames[namePattern.exec(segment.text)?.[0].toUpperCase() ?? ""];
    if (named !== undefined) vote(named, 0.5, segment);
    for (const [index, word] of segment.words.entries()) {
      const code = codeOf(word.text);
      if (code !== undefined && isAnnounced(layout, segment, index))
        vote(code, 0.5, spanOf([word], segment.page, segment.line));
      if (rupees.test(word.text)) rupee ??= spanOf([word], segment.page, segment.line);
    }
  }
  const [first, second] = [...votes.values()].toSorted((a, b) => b.weight - a.weight);
  if (first !== undefined) {
    return first.weight >= leadMin * (second?.weight ?? 0) ? first.place : undefined;
  }
  const sign = dollar ?? krone ?? rupee;
  const code =
    sign === dollar
      ? codeAmong(layout, dollarCountries)
      : sign === krone
        ? kroneOf(layout)
        : codeAmong(layout, rupeeCountries);
  return sign === undefined || code === undefined
    ? undefined
    : { ...sign, value: code, confidence: 0.75 };
}

/** `Sdn Bhd` ends the names of companies, and `BHD` is the dinar of Bahrain. */
function isLegalForm(layout: Layout, code: string, line: number): boolean {
  const before = legalFormsLikeCodes[code];
  const words = layout.lines[line]?.words ?? [];
  return (
    before !== undefined &&
    words.some(
      ({ text }, index) =>
        text.startsWith(code) && words[index - 1]?.text.replace(".", "").toUpperCase() === before,
    )
  );
}

/** A code counts without an amount in parentheses, alone, or behind `in` or the name of a sum: capitals also write names. */
function isAnnounced(layout: Layout, segment: Span, index: number): boolean {
  const text = segment.words[index]?.text ?? "";
  const before = segment.words[index - 1]?.text ?? "";
  if (segment.words.length === 1 || /^\(.*\)$/.test(text)) return true;
  if (/^(?:in|en|w|em|i)$|:$/i.test(before)) return true;
  return (layout.labelsByLine[segment.line] ?? []).some(
    (label) =>
      label.segment === segment &&
      label.firstWord <= index &&
      label.lastWord >= index - 1 &&
      hasKey(label, ...sumKeys, "lineAmount", "lineNet", "lineGross", "unitPrice", "taxableAmount"),
  );
}

/** `EUR`, `(EUR)`, `EUR:` and `€` alone. */
function codeOf(text: string): string | undefined {
  if (!/[A-Z]{3}|\p{Sc}/u.test(text)) return undefined;
  const bare = text.replaceAll(/^[(["]+|[)\].,:;"]+$/g, "");
  if (currencyCodes.has(bare)) return bare;
  const sign = symbolCurrencies[bare];
  if (sign !== undefined && /[^\p{L}]/u.test(bare)) return sign;
  const symbol = /[€£]/.exec(bare)?.[0];
  return symbol !== undefined && bare.length <= 12 && !/\d/.test(bare)
    ? symbol === "€"
      ? "EUR"
      : "GBP"
    : undefined;
}

/** The krone of the language the invoice is written in. */
const kroneOf = (layout: Layout): string | undefined => kroneLanguages[languageOf(layout) ?? ""];

/** `Rs. 1,200`, `Rs.1,200` and `Amount (Rs.)`. */
const rupees = /^\(?Rs\.?(?=$|\)|\d)/;

/** The dollar, or the rupee, of the one country the page names that has one. */
function codeAmong(
  layout: Layout,
  codeByCountry: { readonly [countryCode: string]: string },
): string | undefined {
  const codes = new Set<string>();
  for (const country of countriesOf(layout)) {
    const code = codeByCountry[country];
    if (code !== undefined) codes.add(code);
  }
  const [code] = codes;
  return codes.size === 1 ? code : undefined;
}

const placePatterns: readonly (readonly [string, RegExp])[] = Object.entries(regions).map(
  ([country, names]) => [country, new RegExp(`(?<!\\p{L})(?:${names.join("|")})(?!\\p{L})`, "u")],
);

/** Countries the pages name, themselves or by a region or a legal form found there only. */
function countriesOf(layout: Layout): Set<string> {
  const countries = new Set<string>();
  for (const segment of layout.lines.flatMap((line) => line.segments)) {
    const country = countryOf(segment.text);
    if (country !== undefined) countries.add(country);
    if (hasUsAddress(segment.text)) countries.add("US");
  }
  const text = plain(
    layout.lines.map(({ words }) => words.map((word) => word.text).join(" ")).join("\n"),
  );
  for (const [country, pattern] of placePatterns) if (pattern.test(text)) countries.add(country);
  return countries;
}

/** How dates are written where the parties are: the month first in the United States, the day first in most of the world. */
export function dateOrderOfCountry(
  layout: Layout,
  currencyCode: string | undefined,
): DateOrder | undefined {
  const countries = countriesOf(layout);
  if (countries.has("US") || currencyCode === "USD") {
    return countries.size <= 1 && (currencyCode ?? "USD") === "USD" ? "monthFirst" : undefined;
  }
  if (countries.has("CA") || currencyCode === "CAD") return undefined;
  if (currencyCode === undefined && ![...countries].some((country) => country in regions)) {
    return undefined;
  }
  return "dayFirst";
}
