import type { IsoDate } from "#src/domain/invoice.ts";
import { plain } from "./normalise.ts";
import { rememberTexts } from "./remember-texts.ts";
import { languages } from "./vocabulary/languages.ts";

/** Which number of `03/04/2024` is the day. */
export type DateOrder = "dayFirst" | "monthFirst";

/** A date as printed. Two readings if nothing in the date itself tells day from month. */
export type PrintedDate = {
  readonly text: string;
  readonly start: number;
  readonly dayFirst?: IsoDate;
  readonly monthFirst?: IsoDate;
};

const monthNumbers: ReadonlyMap<string, number> = new Map(
  languages.flatMap(({ months }) =>
    months.flatMap((names, index) => names.map((name) => [plain(name), index + 1] as const)),
  ),
);

const isoPattern = /(?<![\d./-])(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?![\d-])/g;
const numericPattern =
  /(?<![\d./-])(\d{1,2})\s?([./-])\s?(\d{1,2})\s?\2\s?(\d{4}|\d{2})(?![\d/-]|\.\d)/g;
const dayMonthPattern =
  /(?<![\d.,])(\d{1,2})(?:st|nd|rd|th|er|[ºª°])?\.?(?:\s+|-|\/)(?:de\s+|of\s+)?(\p{L}{3,12})\.?,?(?:\s+|-|\/)(?:de\s+|del\s+)?(\d{4}|\d{2})(?![\d:])/gu;
const monthDayPattern =
  /(?<![\p{L}\d])(\p{L}{3,12})\.?\s+(\d{1,2})(?:st|nd|rd|th)?(?:\s*,\s*|\s+)(\d{4})(?!\d)/gu;

/** Characters of one text looked at for dates. */
const textMax = 600;

/** Finds the dates in a text, left to right. Dates that are not in the calendar are none. */
export const datesIn = rememberTexts(readDates);

function readDates(line: string): readonly PrintedDate[] {
  if (!/\d/.test(line)) return [];
  const text = line.slice(0, textMax);
  const dates: PrintedDate[] = [];
  for (const match of text.matchAll(isoPattern)) {
    const [, year = "", , month = "", day = ""] = match;
    pushBoth(dates, match, isoDate(year, Number(month), Number(day)));
  }
  for (const match of text.matchAll(numericPattern)) pushNumeric(dates, match);
  for (const match of text.matchAll(dayMonthPattern)) {
    const [, day = "", name = "", year = ""] = match;
    pushBoth(dates, match, isoDate(year, monthNumbers.get(plain(name)), Number(day)));
  }
  for (const match of text.matchAll(monthDayPattern)) {
    const [, name = "", day = "", year = ""] = match;
    pushBoth(dates, match, isoDate(year, monthNumbers.get(plain(name)), Number(day)));
  }
  return dates.toSorted((a, b) => a.start - b.start);
}

/** `20260815` and `15AUG26`: a date only where a label says so. */
export function compactDate(text: string): PrintedDate | undefined {
  const [, year = "", month = "", day = ""] = /^(\d{4})(\d{2})(\d{2})$/.exec(text) ?? [];
  const [, dayOf = "", name = "", yearOf = ""] =
    /^(\d{2})(\p{L}{3})(\d{4}|\d{2})$/u.exec(text) ?? [];
  const date =
    year === ""
      ? isoDate(yearOf, monthNumbers.get(plain(name)), Number(dayOf))
      : isoDate(year, Number(month), Number(day));
  return date === undefined ? undefined : { text, start: 0, dayFirst: date, monthFirst: date };
}

function pushBoth(dates: PrintedDate[], match: RegExpMatchArray, date: IsoDate | undefined): void {
  if (date === undefined) return;
  dates.push({ text: match[0], start: match.index ?? 0, dayFirst: date, monthFirst: date });
}

/** Dots are used where the day comes first; slashes and hyphens leave it open. */
function pushNumeric(dates: PrintedDate[], match: RegExpMatchArray): void {
  const [text, first = "", mark = "", second = "", year = ""] = match;
  const dayFirst = isoDate(year, Number(second), Number(first));
  const monthFirst = mark === "." ? undefined : isoDate(year, Number(first), Number(second));
  if (dayFirst === undefined && monthFirst === undefined) return;
  dates.push({
    text,
    start: match.index ?? 0,
    ...(dayFirst === undefined ? {} : { dayFirst }),
    ...(monthFirst === undefined ? {} : { monthFirst }),
  });
}

function isoDate(yearText: string, month: number | undefined, day: number): IsoDate | undefined {
  if (month === undefined || month < 1 || month > 12) return undefined;
  const year = yearText.length === 2 ? 2000 + Number(yearText) : Number(yearText);
  if (year < 1970 || year > 2099) return undefined;
  const daysInMonth = new Date(Date.UTC(year, month, 0)).getUTCDate();
  if (day < 1 || day > daysInMonth) return undefined;
  return `${year}-${String(month).padStart(2, "0")}-${String(day).padStart(2, "0")}`;
}

/** The one meaning of a date; undefined if it has two and `order` is not known. */
export function readDate(date: PrintedDate, order: DateOrder | undefined): IsoDate | undefined {
  const { dayFirst, monthFirst } = date;
  if (dayFirst === monthFirst) return dayFirst;
  if (dayFirst === undefined) return order === "dayFirst" ? undefined : monthFirst;
  if (monthFirst === undefined) return dayFirst;
  return order === undefined ? undefined : date[order];
}

/** What the dates of a document say themselves: one of them with a number above 12 decides for all. */
export function orderAmong(dates: readonly PrintedDate[]): DateOrder | "mixed" | undefined {
  const isMixed = (date: PrintedDate): boolean => /^[^.\p{L}]+$/u.test(date.text);
  const open = dates.filter((date) => isMixed(date) && date.dayFirst !== date.monthFirst);
  const hasDayFirst = open.some((date) => date.monthFirst === undefined);
  const hasMonthFirst = open.some((date) => date.dayFirst === undefined);
  if (hasDayFirst && hasMonthFirst) return "mixed";
  if (hasDayFirst) return "dayFirst";
  return hasMonthFirst ? "monthFirst" : undefined;
}
