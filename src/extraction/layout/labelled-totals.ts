import { taxOn } from "#src/domain/money.ts";
import type { Amount } from "./amounts.ts";
import { isTaxOf, taxRoundingMax } from "./sums.ts";
import { type Option, type Total, clearWinner, isPlausible } from "./total-options.ts";

/** Nothing adds up: what is labelled unmistakably, and nothing that contradicts itself. */
export function labelledOnly(
  nets: readonly Option[],
  taxes: readonly Option[],
  grosses: readonly Option[],
  {
    ratesPpm,
    percentsPpm,
    money,
  }: {
    readonly ratesPpm: readonly number[];
    readonly percentsPpm: readonly number[];
    readonly money: ReadonlyMap<number, Amount>;
  },
): { net?: Total; tax?: Total; gross?: Total } {
  const gross = clearWinner(grosses);
  const isBelow = (total: Total): boolean =>
    gross === undefined || Math.abs(total.minor) <= Math.abs(gross.minor);
  const net = only(clearWinner(nets), isBelow);
  const tax = only(
    clearWinner(taxes),
    (total) =>
      (net ?? gross) !== undefined &&
      isBelow(total) &&
      (net !== undefined || gross === undefined || !isOfOneRate(total, gross, ratesPpm)) &&
      (net === undefined || isPlausible(net.minor, total.minor)),
  );
  const isContradicted =
    net !== undefined &&
    tax !== undefined &&
    gross !== undefined &&
    net.minor + tax.minor !== gross.minor;
  if (isContradicted) {
    const between = gross.minor - net.minor - tax.minor;
    // What else is added is the tax of another rate if the bases of both are the net total.
    if (money.has(between) && areTaxesOf(net.minor, [tax.minor, between], percentsPpm))
      return { net, tax: { ...tax, minor: tax.minor + between }, gross };
    // The subtotal is before a charge or discount that is printed, so it is not the total without tax.
    if (money.has(between) || money.has(-between)) {
      return { tax: { ...tax, confidence: 0.85 }, gross: { ...gross, confidence: 0.85 } };
    }
  }
  const isByRate = isContradicted && ratesPpm.some((rate) => isTaxOf(net.minor, rate, tax.minor));
  return Object.fromEntries(
    Object.entries({ net, tax, gross }).filter(
      ([role, total]) =>
        total !== undefined &&
        (!isContradicted || total.confidence >= sureAlone || (role !== "gross" && isByRate)),
    ),
  );
}

/** Where several rates are printed and none is nought, a tax that is less than the lowest of them of the whole is the tax of one of them. */
function isOfOneRate(tax: Total, gross: Total, ratesPpm: readonly number[]): boolean {
  const net = gross.minor - tax.minor;
  const isLess = ratesPpm.every((rate) => taxOn(net, rate) > tax.minor + taxRoundingMax);
  return ratesPpm.length >= 2 && !ratesPpm.includes(0) && isLess;
}

/** Totals that contradict each other are given only where each label says plainly what it is. */
const sureAlone = 0.82;

/** Half a cent and a bit, by which a printed tax is rounded. */
const roundingOfTax = 60;

/** Two taxes at two printed percentages, whose bases add up to the net total. */
const areTaxesOf = (
  net: number,
  [tax, other]: readonly [number, number],
  percentsPpm: readonly number[],
): boolean =>
  percentsPpm.some((rate) =>
    percentsPpm.some((otherRate) => {
      const [perTax, perOther] = [1_000_000 / rate, 1_000_000 / otherRate];
      const apart = Math.abs(tax * perTax + other * perOther - net);
      return rate !== otherRate && apart <= roundingOfTax * (perTax + perOther);
    }),
  );

const only = (total: Total | undefined, isGood: (total: Total) => boolean): Total | undefined =>
  total !== undefined && isGood(total) ? total : undefined;
