/** Rates in percent in force from a date until the next entry's. */
export type RatePeriod = {
  readonly from: string;
  readonly standard: string;
  /** Reduced, parking, flat-rate farmers' and regional rates. */
  readonly reduced: readonly string[];
  /** Whether supplies at 0 % exist besides exemptions, exports and intra-community supplies. */
  readonly hasZeroRate: boolean;
};

const period = (
  from: string,
  standard: string,
  reduced = "",
  zero: "zero" | "" = "",
): RatePeriod => ({
  from,
  standard,
  reduced: reduced === "" ? [] : reduced.split(" "),
  hasZeroRate: zero === "zero",
});

/**
 * All VAT rates by country, newest period first, from the first date on for which the list is known to be complete.
 *
 * Rates as published by the European Commission and the tax authorities. They were compared with the public collections
 * `ibericode/vat-rates` and `kdeldycke/vat-rates`, and a test compares today's standard rates with those of `sales-tax`.
 * Changes announced up to early 2026 are in; a later one needs a new first line. Regional rates stand with their country:
 * Corsica and overseas departments, Azores and Madeira, Greek islands, Jungholz and Mittelberg. The flat rates of
 * farmers (DE, PL) and the Spanish equivalence surcharge are rates an invoice may state.
 */
export const ratePeriods: Readonly<Record<string, readonly RatePeriod[]>> = {
  AT: [
    period("2026-07-01", "20", "13 10 4.9 19", "zero"),
    period("2024-01-01", "20", "13 10 19", "zero"),
    period("2022-01-01", "20", "13 10 19"),
    period("2020-07-01", "20", "13 10 5 19"),
    period("2016-01-01", "20", "13 10 19"),
    period("2009-01-01", "20", "12 10 19"),
  ],
  BE: [period("2000-01-01", "21", "12 6", "zero")],
  BG: [
    period("2025-01-01", "20", "9"),
    period("2022-07-01", "20", "9", "zero"),
    period("2011-04-01", "20", "9"),
  ],
  CY: [
    period("2023-07-21", "19", "9 5 3", "zero"),
    period("2014-01-13", "19", "9 5", "zero"),
    period("2013-01-14", "18", "8 5", "zero"),
    period("2012-03-01", "17", "8 5", "zero"),
  ],
  CZ: [
    period("2024-01-01", "21", "12", "zero"),
    period("2015-01-01", "21", "15 10"),
    period("2013-01-01", "21", "15"),
    period("2012-01-01", "20", "14"),
    period("2010-01-01", "20", "10"),
  ],
  DE: [
    period("2025-01-01", "19", "7 7.8 5.5", "zero"),
    period("2023-01-01", "19", "7 9 8.4 5.5", "zero"),
    period("2022-01-01", "19", "7 9.5 5.5"),
    period("2021-01-01", "19", "7 10.7 5.5"),
    period("2020-07-01", "16", "5 10.7 5.5"),
    period("2007-01-01", "19", "7 10.7 5.5"),
  ],
  DK: [period("1992-01-01", "25", "", "zero")],
  EE: [
    period("2025-07-01", "24", "13 9"),
    period("2025-01-01", "22", "13 9"),
    period("2024-01-01", "22", "9 5"),
    period("2022-08-01", "20", "9 5"),
    period("2009-07-01", "20", "9"),
  ],
  ES: [
    period("2025-01-01", "21", "10 4 5.2 1.4 0.5 1.75"),
    period("2024-10-01", "21", "10 7.5 5 4 2 5.2 1.4 1 0.62 0.5 0.26 1.75", "zero"),
    period("2023-01-01", "21", "10 5 4 5.2 1.4 0.62 0.5 1.75", "zero"),
    period("2022-07-01", "21", "10 5 4 5.2 1.4 0.5 1.75"),
    period("2012-09-01", "21", "10 4 5.2 1.4 0.5 1.75"),
    period("2010-07-01", "18", "8 4 1 0.5 1.75"),
  ],
  FI: [
    period("2026-01-01", "25.5", "13.5 10", "zero"),
    period("2024-09-01", "25.5", "14 10", "zero"),
    period("2013-01-01", "24", "14 10", "zero"),
    period("2010-07-01", "23", "13 9", "zero"),
  ],
  FR: [
    period("2014-01-01", "20", "10 5.5 2.1 13 8.5 1.75 1.05 0.9"),
    period("2012-01-01", "19.6", "7 5.5 2.1 8.5 13 8 1.75 1.05 0.9"),
    period("2000-04-01", "19.6", "5.5 2.1 8.5 13 8 1.75 1.05 0.9"),
  ],
  GR: [
    period("2016-06-01", "24", "13 6 17 9 4"),
    period("2015-07-20", "23", "13 6 16 9 4"),
    period("2011-01-01", "23", "13 6.5 16 9 5 4"),
  ],
  HR: [
    period("2022-10-01", "25", "13 5", "zero"),
    period("2014-01-01", "25", "13 5"),
    period("2013-01-01", "25", "10 5"),
  ],
  HU: [period("2012-01-01", "27", "18 5", "zero"), period("2009-07-01", "25", "18 5")],
  IE: [
    period("2021-03-01", "23", "13.5 9 4.8", "zero"),
    period("2020-09-01", "21", "13.5 9 4.8", "zero"),
    period("2012-01-01", "23", "13.5 9 4.8", "zero"),
  ],
  IT: [
    period("2016-01-01", "22", "10 5 4"),
    period("2013-10-01", "22", "10 4"),
    period("2011-09-17", "21", "10 4"),
    period("1997-10-01", "20", "10 4"),
  ],
  LT: [period("2026-01-01", "21", "12 5"), period("2009-09-01", "21", "9 5")],
  LU: [
    period("2024-01-01", "17", "14 8 3"),
    period("2023-01-01", "16", "13 7 3"),
    period("2015-01-01", "17", "14 8 3"),
    period("1992-01-01", "15", "12 6 3"),
  ],
  LV: [
    period("2018-01-01", "21", "12 5"),
    period("2012-07-01", "21", "12"),
    period("2011-01-01", "22", "12"),
  ],
  MT: [period("2024-01-01", "18", "12 7 5", "zero"), period("2011-01-01", "18", "7 5", "zero")],
  NL: [
    period("2023-01-01", "21", "9", "zero"),
    period("2019-01-01", "21", "9"),
    period("2012-10-01", "21", "6"),
    period("2001-01-01", "19", "6"),
  ],
  PL: [period("2011-01-01", "23", "8 5 7 4", "zero")],
  PT: [
    period("2024-10-01", "23", "13 6 22 12 4 16 9"),
    period("2024-01-05", "23", "13 6 22 12 5 16 9 4"),
    period("2023-04-18", "23", "13 6 22 12 5 16 9 4", "zero"),
    period("2021-07-01", "23", "13 6 22 12 5 16 9 4"),
    period("2012-04-01", "23", "13 6 22 12 5 18 16 10 9 4"),
    period("2011-01-01", "23", "13 6 16 9 4"),
  ],
  RO: [
    period("2025-08-01", "21", "11 9"),
    period("2017-01-01", "19", "9 5"),
    period("2016-01-01", "20", "9 5"),
    period("2010-07-01", "24", "9 5"),
  ],
  SE: [period("1996-01-01", "25", "12 6", "zero")],
  SI: [
    period("2020-01-01", "22", "9.5 5"),
    period("2013-07-01", "22", "9.5"),
    period("2002-01-01", "20", "8.5"),
  ],
  SK: [
    period("2025-01-01", "23", "19 5"),
    period("2023-01-01", "20", "10 5"),
    period("2011-01-01", "20", "10"),
  ],
  GB: [
    period("2022-04-01", "20", "5", "zero"),
    period("2021-10-01", "20", "12.5 5", "zero"),
    period("2011-01-04", "20", "5", "zero"),
    period("2010-01-01", "17.5", "5", "zero"),
  ],
  CH: [
    period("2024-01-01", "8.1", "3.8 2.6"),
    period("2018-01-01", "7.7", "3.7 2.5"),
    period("2011-01-01", "8", "3.8 2.5"),
    period("2001-01-01", "7.6", "3.6 2.4"),
  ],
  NO: [
    period("2021-10-01", "25", "15 12 11.11", "zero"),
    period("2020-04-01", "25", "15 12 6 11.11", "zero"),
    period("2018-01-01", "25", "15 12 11.11", "zero"),
    period("2016-01-01", "25", "15 10 11.11", "zero"),
    period("2012-01-01", "25", "15 8 11.11", "zero"),
  ],
  IS: [period("2015-01-01", "24", "11", "zero"), period("2010-01-01", "25.5", "7", "zero")],
  AE: [period("2018-01-01", "5", "", "zero")],
  AU: [period("2000-07-01", "10", "", "zero")],
  JP: [period("2019-10-01", "10", "8"), period("2014-04-01", "8")],
  KR: [period("1977-07-01", "10", "", "zero")],
  NZ: [period("2010-10-01", "15", "9", "zero")],
  SA: [period("2020-07-01", "15", "", "zero"), period("2018-01-01", "5", "", "zero")],
  SG: [
    period("2024-01-01", "9", "", "zero"),
    period("2023-01-01", "8", "", "zero"),
    period("2007-07-01", "7", "", "zero"),
  ],
  TR: [period("2023-07-10", "20", "10 1"), period("2002-01-01", "18", "8 1")],
  ZA: [period("2018-04-01", "15", "", "zero"), period("1993-04-07", "14", "", "zero")],
};

/** Territories that share the rates of another country. */
export const sharedRates: Readonly<Record<string, string>> = { IM: "GB", LI: "CH", MC: "FR" };
