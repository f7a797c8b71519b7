import { sumDecimals } from "#src/domain/decimal.ts";
import { comparable } from "#src/domain/identifier.ts";
import { CurrencyCode, DecimalString } from "#src/domain/money.ts";
import type { IsoDate } from "#src/domain/invoice.ts";
import { TaxCategory } from "#src/domain/tax.ts";
import { createFieldNotes, textLengthMax, type FieldNotes } from "./field-notes.ts";
import { oneLine, parseDate, parseDecimal, parseIban } from "./parse-value.ts";
import type { XmlPlace } from "./xml-place.ts";

/**
 * Reads values out of XML places and notes where each came from. A value that is there but cannot be read gives
 * `undefined` and a warning: it is absent, not lost.
 */
export type FieldCollector = ReturnType<typeof createFieldCollector>;

export function createFieldCollector() {
  const notes = createFieldNotes();
  return {
    ...textFields(notes),
    ...accountFields(notes),
    ...valueFields(notes),
    finish: () => notes.finish(),
  };
}

type Place = XmlPlace | undefined;

const textFields = (notes: FieldNotes) => ({
  text(path: string, place: Place): string | undefined {
    const value = textOf(place);
    if (place === undefined || value === "") return undefined;
    notes.found(path, place);
    return value;
  },

  /** Several places that make one value, for example street and house number. */
  joined(path: string, places: readonly Place[]): string | undefined {
    const present = places.filter((place) => place !== undefined && textOf(place) !== "");
    const [first] = present;
    if (first === undefined) return undefined;
    const value = present.map(textOf).join(" ").slice(0, textLengthMax);
    notes.found(path, first, value);
    return value;
  },

  attribute(path: string, place: Place, name: string): string | undefined {
    const value = oneLine(place?.element.attributes[name]?.slice(0, textLengthMax) ?? "");
    if (place === undefined || value === "") return undefined;
    notes.found(path, { ...place, xpath: `${place.xpath}/@${name}` }, value);
    return value;
  },

  /** An identifier in which spaces mean nothing: VAT ids. */
  identifier(path: string, place: Place): string | undefined {
    const value = textOf(place).replaceAll(" ", "");
    if (place === undefined || value === "") return undefined;
    notes.found(path, place);
    return value;
  },

  /** A country as the document codes it; capitals, because codes are compared by them. */
  country(path: string, place: Place): string | undefined {
    const value = textOf(place).toUpperCase();
    if (place === undefined || value === "") return undefined;
    notes.found(path, place);
    return value;
  },
});

const accountFields = (notes: FieldNotes) => ({
  /** An account that is not an IBAN is an account of another kind, not a mistake: there is no warning. */
  iban(path: string, place: Place): string | undefined {
    const value = parseIban(textOf(place));
    if (place === undefined || value === undefined) return undefined;
    notes.found(path, place);
    return value;
  },

  /** An account of any kind: an IBAN without spaces, anything else as written. */
  account(path: string, place: XmlPlace): string {
    notes.found(path, place);
    return accountAt(place);
  },

  /** The first place that names a bank by its BIC; branches are also named by national codes. */
  bic(path: string, places: readonly Place[]): string | undefined {
    const place = places.find((candidate) => bicShape.test(compact(candidate)));
    if (place === undefined) return undefined;
    notes.found(path, place);
    return compact(place);
  },
});

const valueFields = (notes: FieldNotes) => {
  const parsed = <T>(path: string, place: Place, kind: Kind<T>): T | undefined => {
    if (place === undefined || place.element.text === "") return undefined;
    const value = kind.parse(place.element.text);
    if (value === undefined) notes.unreadable(path, place, kind.expected);
    else notes.found(path, place);
    return value;
  };
  return {
    decimal: (path: string, place: Place): DecimalString | undefined => parsed(path, place, number),

    /** The exact sum of amounts; absent if there are none or one cannot be read. */
    sum(path: string, places: readonly XmlPlace[]): DecimalString | undefined {
      const values = places.map((place) => parsed(path, place, number));
      const [first] = places;
      const readable = values.filter((value) => value !== undefined);
      if (first === undefined || readable.length < values.length) return undefined;
      if (readable.length === 1) return readable[0];
      const total = DecimalString.safeParse(sumDecimals(readable));
      if (!total.success) return undefined;
      notes.found(path, first, places.map((place) => place.element.text).join(" + "));
      return total.data;
    },

    date(path: string, place: Place): IsoDate | undefined {
      const format = place?.element.attributes["format"];
      const parse = (text: string) => parseDate(text, format);
      return parsed(path, place, { expected: "a date that exists", parse });
    },

    currency: (path: string, place: Place): CurrencyCode | undefined =>
      parsed(path, place, currency),

    taxCategory: (path: string, place: Place): TaxCategory | undefined =>
      parsed(path, place, taxCategory),
  };
};

type Kind<T> = {
  /** Completes "is not …" for a clerk. */
  readonly expected: string;
  readonly parse: (text: string) => T | undefined;
};

const number: Kind<DecimalString> = { expected: "a number", parse: parseDecimal };
const currency: Kind<CurrencyCode> = {
  expected: "a currency code",
  parse: (text) => CurrencyCode.safeParse(text.toUpperCase()).data,
};
const taxCategory: Kind<TaxCategory> = {
  expected: "a VAT category",
  parse: (text) => TaxCategory.safeParse(text).data,
};

/** ISO 9362: bank, country, location, branch. */
const bicShape = /^[A-Z]{4}[A-Z]{2}[A-Z0-9]{2}([A-Z0-9]{3})?$/;

/** The account a place names; "" if it names none. Writes no evidence. */
export const accountAt = (place: XmlPlace): string => parseIban(textOf(place)) ?? textOf(place);

const compact = (place: Place): string => comparable(textOf(place));

const textOf = (place: Place): string =>
  oneLine((place?.element.text ?? "").slice(0, textLengthMax));
