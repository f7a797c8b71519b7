import { type DateOrder, type PrintedDate, datesIn, orderAmong } from "./dates.ts";
import { type Layout, labelsWith, languageOf } from "./layout.ts";
import { spansNear } from "./values-near.ts";

/** Days of a term of payment as printed: `30 days`, `30 Tage`, `à 30 jours`, `net 30`. */
const termPattern =
  /(?<!\d)(\d{1,3})[ -]?(?:days?|tage?n?|jours?|dagen|d[ií]as|giorni|dni|dn[ůí]|dage|dagar|dager|päivää|pv|zile)(?!\p{L})|(?<!\p{L})net[ -](\d{1,3})(?!\d)/giu;

/** Terms of payment and dates looked at; an invoice prints a few of each. */
const termsMax = 20;
const datesMax = 8;

const dayMs = 86_400_000;

/**
 * Which number of a date is the day, as the document shows it: by a date with a number above 12, by a term of payment that
 * leads from the day of issue to the day payment is due in one order only, by its language, or by `countryOrder`.
 */
export function dateOrderOf(
  layout: Layout,
  countryOrder: DateOrder | undefined,
): DateOrder | undefined {
  const order = orderAmong(
    layout.lines.flatMap((line) => line.segments.flatMap(({ text }) => datesIn(text))),
  );
  if (order === "mixed") return undefined;
  if (order !== undefined) return order;
  const byTerm = orderByTerm(layout);
  if (byTerm !== undefined) return byTerm;
  const language = languageOf(layout);
  return language === undefined || language === "en" ? countryOrder : "dayFirst";
}

function orderByTerm(layout: Layout): DateOrder | undefined {
  const terms = termsOf(layout);
  if (terms.size === 0) return undefined;
  const issued = datesNear(layout, "issueDate");
  const due = datesNear(layout, "paymentDueDate");
  const orders = (["dayFirst", "monthFirst"] as const).filter((order) =>
    issued.some((from) => due.some((to) => terms.has(daysBetween(from[order], to[order]) ?? -1))),
  );
  return orders.length === 1 ? orders[0] : undefined;
}

function termsOf(layout: Layout): Set<number> {
  const texts = layout.lines.flatMap((line) => line.segments.map(({ text }) => text));
  const days = texts.flatMap((text) =>
    [...text.matchAll(termPattern)].map((match) => Number(match[1] ?? match[2])),
  );
  return new Set(days.filter((term) => term > 0).slice(0, termsMax));
}

const datesNear = (layout: Layout, key: "issueDate" | "paymentDueDate"): PrintedDate[] =>
  labelsWith(layout, key)
    .flatMap((label) => spansNear(layout, label).flatMap(({ span }) => datesIn(span.text)))
    .slice(0, datesMax);

function daysBetween(from: string | undefined, to: string | undefined): number | undefined {
  return from === undefined || to === undefined
    ? undefined
    : (Date.parse(to) - Date.parse(from)) / dayMs;
}
