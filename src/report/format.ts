import { minorDigits, type CurrencyCode, type DecimalString } from "#src/domain/money.ts";

/**
 * An amount for people: digits grouped by comma, decimal point, at least the decimals of the currency.
 * Nothing is rounded: what the document says stays.
 */
export function formatAmount(value: DecimalString, currencyCode?: CurrencyCode): string {
  const [whole = "0", fraction = ""] = value.replace("-", "").split(".");
  const grouped = whole.replaceAll(/\B(?=(\d{3})+$)/g, ",");
  const decimals = fraction.padEnd(digitsOf(currencyCode), "0");
  const sign = value.startsWith("-") ? "−" : "";
  return `${sign}${grouped}${decimals === "" ? "" : `.${decimals}`}`;
}

/** Asking Intl takes longer than writing a table row. A code has three letters, so there are at most 26³ entries. */
const digitsByCurrency = new Map<CurrencyCode, number>();

function digitsOf(currencyCode: CurrencyCode | undefined): number {
  if (currencyCode === undefined) return 0;
  const known = digitsByCurrency.get(currencyCode);
  if (known !== undefined) return known;
  const digits = minorDigits(currencyCode);
  digitsByCurrency.set(currencyCode, digits);
  return digits;
}

/** An IBAN in groups of four. */
export const formatIban = (iban: string): string => iban.replaceAll(/(.{4})(?=.)/g, "$1 ");

/** A duration for people: `840 ms`, `3.2 s`, `4 min 05 s`. */
export function formatMs(durationMs: number): string {
  if (durationMs < 1) return "< 1 ms";
  if (durationMs < 1_000) return `${Math.round(durationMs)} ms`;
  const seconds = durationMs / 1_000;
  if (seconds < 60) return `${seconds.toFixed(seconds < 10 ? 1 : 0)} s`;
  const rounded = Math.round(seconds);
  return `${Math.floor(rounded / 60)} min ${String(rounded % 60).padStart(2, "0")} s`;
}

export const formatCount = (count: number): string => count.toLocaleString("en-US");

/** `1 document`, `2 documents`. */
export const countOf = (count: number, noun: string): string =>
  `${formatCount(count)} ${noun}${count === 1 ? "" : "s"}`;

/** Percent of a share between 0 and 1, without decimals. */
export const formatPercent = (share: number): string => `${Math.round(share * 100)} %`;

const byteUnits = ["B", "kB", "MB", "GB", "TB"] as const;

/** Bytes for people, in powers of 1,000: `312 MB`, `1.4 GB`. */
export function formatBytes(bytes: number): string {
  const power = Math.min(byteUnits.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
  const value = bytes / 1_000 ** power;
  return `${value.toFixed(power > 0 && value < 10 ? 1 : 0)} ${byteUnits[power]}`;
}

/** `2026-03-01T09:30:00Z` as `2026-03-01 09:30 UTC`; anything else as it stands. */
export function formatInstant(instant: string): string {
  const time = Date.parse(instant);
  if (Number.isNaN(time)) return instant;
  return `${new Date(time).toISOString().slice(0, 16).replace("T", " ")} UTC`;
}
