import type { IsoDate } from "#src/domain/invoice.ts";

const dayMs = 86_400_000;

/** Days since 1970-01-01. */
export const dayNumber = (date: IsoDate): number => Date.parse(`${date}T00:00:00Z`) / dayMs;

/** Days from `start` to `end`; negative if `end` is earlier. */
export const daysBetween = (start: IsoDate, end: IsoDate): number =>
  dayNumber(end) - dayNumber(start);
