import { signOf } from "#src/domain/decimal.ts";
import type { Citation } from "#src/domain/analysis.ts";
import { isTotal } from "#src/domain/invoice.ts";
import type { ModelAnswer } from "#src/domain/model-answer.ts";
import type { DecimalString } from "#src/domain/money.ts";
import type { DocumentContent, Page } from "#src/domain/reading.ts";
import { type AnsweredValue, answeredValues, isCompact, isVatIdPath } from "./answered-values.ts";
import { type Phrases, phrasesOf } from "./phrases.ts";
import { type Place, type PlacesByValue, type Segment, segmentsOf } from "./places.ts";
import {
  amountKey,
  placesOfAmounts,
  placesOfDates,
  unsignedKey,
} from "./amount-and-date-places.ts";
import { placesOfCountry, placesOfCurrencies } from "./currency-and-country-places.ts";

/** Characters of a place that are kept. */
const textMax = 300;

/**
 * Locates every value of an answer in the document.
 *
 * A value is grounded where something is printed that reads as it: words with its letters for a name; the same characters
 * but for spaces, dots and dashes for an identifier; a number, date, currency or country that may mean it for the rest. The
 * text the model says is printed only chooses among several such places: models copy badly. A name or identifier is taken
 * as printed. Values that are none (a date that is not in the calendar) are ungrounded. Where there is no text, values are
 * unverifiable.
 */
export function extractCitations(answer: ModelAnswer, content: DocumentContent): Citation[] {
  const values = answeredValues(answer);
  if (content.kind === "image") return values.map(unverifiable);
  const locate = locator(content.pages, { isSigned: answer.documentType !== "credit_note" });
  return values.map((value) => {
    const found = value.isValid ? locate(value) : undefined;
    return found === undefined ? ungrounded(value) : grounded(value, found);
  });
}

const ungrounded = ({ path, value, text }: AnsweredValue): Citation => ({
  path,
  status: "ungrounded",
  value,
  text: text.slice(0, textMax),
});

const unverifiable = ({ path, value, text, isValid }: AnsweredValue): Citation => ({
  path,
  status: isValid ? "unverifiable" : "ungrounded",
  value,
  text: text.slice(0, textMax),
});

type Found = { readonly place: Place; readonly value: string };

function grounded({ path }: AnsweredValue, { place, value }: Found): Citation {
  const [x0, y0, x1, y1] = place.box.map((edge) => Math.round(edge * 10) / 10);
  return {
    path,
    status: "grounded",
    value,
    text: place.text.slice(0, textMax),
    page: place.page,
    box: [x0 ?? 0, y0 ?? 0, x1 ?? 0, y1 ?? 0],
  };
}

type Sources = {
  readonly segments: readonly Segment[];
  readonly phrases: Phrases;
  readonly amounts: PlacesByValue;
  readonly dates: PlacesByValue;
  readonly currencies: PlacesByValue;
  /** False for a credit note: it may print with a minus sign what it and the invoice state without. */
  readonly isSigned: boolean;
};

/** Finds the place of one value after the other. Those of invoice lines are looked for from line to line. */
function locator(
  pages: readonly Page[],
  { isSigned }: Pick<Sources, "isSigned">,
): (value: AnsweredValue) => Found | undefined {
  const segments = segmentsOf(pages);
  const sources: Sources = {
    segments,
    phrases: phrasesOf(segments),
    amounts: placesOfAmounts(segments),
    dates: placesOfDates(segments),
    currencies: placesOfCurrencies(segments),
    isSigned,
  };
  const ofLine = lineCursor();
  return (answered) => {
    const places = placesOf(answered, sources);
    const place = isOfLine(answered.path)
      ? ofLine(answered.path, places)
      : chosenPlace(answered, places);
    if (place === undefined) return undefined;
    return { place, value: valueAsPrinted(answered, place) };
  };
}

function placesOf({ path, kind, value }: AnsweredValue, sources: Sources): readonly Place[] {
  switch (kind) {
    case "amount":
      return sources.amounts.get(sources.isSigned ? amountKey(value) : unsignedKey(value)) ?? [];
    case "date":
      return sources.dates.get(value) ?? [];
    case "currency":
      return sources.currencies.get(value) ?? [];
    case "country":
      return placesOfCountry(value, sources.segments, sources.phrases);
    case "text":
      return sources.phrases.find(value);
    case "identifier": {
      const isPart = path.endsWith(".postCode");
      return sources.phrases.findIdentifier(value, { isUpperCase: isCompact(path), isPart });
    }
    default:
      return kind satisfies never;
  }
}

/** Totals stand at the end, all else is named first where it belongs; a place that shows the text of the model comes before. */
function chosenPlace({ path, text }: AnsweredValue, places: readonly Place[]): Place | undefined {
  const asSaid = places.filter((place) => place.text === text);
  const candidates = asSaid.length > 0 ? asSaid : places;
  return isTotal(path) ? candidates.at(-1) : candidates[0];
}

const isOfLine = (path: string): boolean => path.startsWith("invoiceLines.");

/** Chooses places of lines: not before the line's name, which is not before the line above. */
function lineCursor(): (path: string, places: readonly Place[]) => Place | undefined {
  let index = "";
  let from = 0;
  let latest = 0;
  return (path, places) => {
    const [, line = "", field] = path.split(".");
    if (line !== index) from = latest;
    index = line;
    const place = places.find(({ order }) => order >= from) ?? places[0];
    if (place === undefined || field === "taxRatePercent") return place;
    if (field === "name") from = place.order;
    latest = Math.max(latest, place.order + (field === "lineNetAmount" ? 1 : 0));
    return place;
  };
}

/** Names and identifiers as printed, amounts with the decimals they are printed with. */
function valueAsPrinted({ path, kind, value }: AnsweredValue, { text }: Place): string {
  if (kind === "amount") return withDecimals(value, text);
  const isCopied = kind === "text" || (kind === "identifier" && !isCompact(path));
  return isCopied && !isVatIdPath(path) ? text : value;
}

/** `119` printed as `119,00` is `119.00`. */
function withDecimals(value: DecimalString, text: string): DecimalString {
  const printed = /\d[.,](\d{1,4})(?!.*\d)/.exec(text)?.[1] ?? "";
  const [whole = "0", fraction = ""] = value.split(".");
  const isLonger = printed.length > fraction.length && printed.startsWith(fraction);
  const isPadding = /^0*$/.test(printed.slice(fraction.length));
  return isLonger && isPadding && signOf(value) !== 0 ? `${whole}.${printed}` : value;
}
