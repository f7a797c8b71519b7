import type { Amount } from "./amounts.ts";
import { discountedNet } from "./discounted-net.ts";
import { labelledOnly } from "./labelled-totals.ts";
import { isTaxOf } from "./sums.ts";
import type { PartialTax } from "./partial-tax.ts";
import type { SumRow } from "./sum-rows.ts";
import type { SumCandidate } from "./sum-candidates.ts";
import type { SumRole } from "./sum-labels.ts";
import { type Option, type Total, clearWinner, isPlausible, scoreMin } from "./total-options.ts";

/** The totals as far as the page supports them; `tax` may be the sum of several printed rows. */
export type Totals = {
  readonly net?: Total;
  readonly tax?: Total;
  readonly gross?: Total;
  readonly due?: Total;
  readonly paid?: Total;
  /** net + tax = gross was found on the page. */
  readonly addsUp: boolean;
};

/** Values of a role that are tried against each other. */
const optionsMax = 24;

/** What printed totals that add up are worth against labels alone. */
const additionBonus = 1.5;

/** The same value on further labels makes it surer, each by this. */
const repetitionBonus = 0.08;

/**
 * Chooses the totals among labelled amounts: the three that add up and are labelled best. If none add up, a value is
 * given only where its label leaves no doubt.
 *
 * @param page.sumRow - Net, tax and gross found side by side: taken if no labelled amounts add up.
 * @param page.ratesPpm - Tax rates printed beside tax labels, in parts per million: they confirm net and gross where no tax is printed.
 * @param page.percentsPpm - Every percentage of the page that may be a tax rate, in parts per million.
 * @param page.money - Every sum outside the table, in 1/10000: one that is smaller than another and only called `total`
 *   may be any sum; one that is net and tax together is the total with tax, whatever it is called.
 * @param page.roundings - Printed roundings in 1/10000, without sign: a total may be that far from net and tax.
 * @param page.partialTaxes - Net and tax of one rate among several, which are not the totals.
 */
export function chooseTotals(
  candidates: readonly SumCandidate[],
  extraTax: readonly Total[],
  page: {
    readonly ratesPpm: readonly number[];
    readonly percentsPpm: readonly number[];
    readonly sumRow: SumRow | undefined;
    readonly money: ReadonlyMap<number, Amount>;
    readonly roundings: readonly number[];
    readonly partialTaxes: readonly PartialTax[];
  },
): Totals {
  const { ratesPpm, percentsPpm, sumRow, money, roundings, partialTaxes } = page;
  const isOfRate = ({ minor }: Option, part: keyof PartialTax): boolean =>
    partialTaxes.some((row) => row[part] === minor);
  const nets = optionsOf(candidates, "net").filter((net) => !isOfRate(net, "net"));
  const taxes = [...optionsOf(candidates, "tax"), ...extraTax.map(asOption)].filter(
    (tax) => !isOfRate(tax, "tax"),
  );
  const grosses = optionsOf(candidates, "gross");
  const triple =
    bestTriple(nets, taxes, grosses, [0, ...roundings]) ??
    ofSumRow(sumRow) ??
    withUnlabelled(nets, taxes, grosses, { money, ratesPpm }) ??
    discountedNet(nets, taxes, grosses, { money, ratesPpm });
  const hasTax = taxes.some((tax) => tax.minor !== 0 && tax.score >= scoreMin);
  const pair = triple ?? bestPair(nets, grosses, hasTax ? [] : [0, ...ratesPpm]);
  const due = chooseDue(candidates, pair?.gross);
  const paid = paidOf(clearWinner(optionsOf(candidates, "paid")), { due, gross: pair?.gross });
  const rest = { ...(due === undefined ? {} : { due }), ...(paid === undefined ? {} : { paid }) };
  if (pair !== undefined) return { ...pair, ...rest, addsUp: triple !== undefined };
  const largest = Math.max(0, ...[...money.keys()].map(Math.abs));
  const alone = grosses.filter(
    ({ score, minor }) =>
      score >= 0.9 || Math.abs(minor) >= largest || isDiscounted(minor, nets, money),
  );
  return {
    ...labelledOnly(nets, taxes, alone, { ratesPpm, percentsPpm, money }),
    ...rest,
    addsUp: false,
  };
}

/** A subtotal less a discount that is printed, and no tax: what is left is the total. */
const isDiscounted = (
  gross: number,
  nets: readonly Option[],
  money: ReadonlyMap<number, Amount>,
): boolean =>
  nets.some(({ minor, score }) => {
    const discount = minor - gross;
    const isPrinted = money.has(discount) || money.has(-discount);
    return score >= scoreMin && gross > 0 && discount > 0 && isPrinted;
  });

const asOption = (total: Total): Option => ({ ...total, score: total.confidence });

function optionsOf(candidates: readonly SumCandidate[], role: SumRole): Option[] {
  const byValue = new Map<number, Option>();
  for (const { minor, amount, fit } of candidates) {
    const score = fit[role];
    if (score <= 0) continue;
    const known = byValue.get(minor);
    if (known === undefined) byValue.set(minor, { minor, amount, score });
    else {
      const best = score > known.score ? { minor, amount, score } : known;
      byValue.set(minor, { ...best, score: Math.max(score, known.score) + repetitionBonus });
    }
  }
  return [...byValue.values()].toSorted((a, b) => b.score - a.score).slice(0, optionsMax);
}

type Triple = { readonly net: Total; readonly tax: Total; readonly gross: Total };

function bestTriple(
  nets: readonly Option[],
  taxes: readonly Option[],
  grosses: readonly Option[],
  apart: readonly number[],
): Triple | undefined {
  let best: { net: Option; tax: Option; gross: Option; score: number } | undefined;
  for (const net of nets) {
    for (const gross of grosses) {
      for (const tax of taxes) {
        const isSum = apart.includes(Math.abs(net.minor + tax.minor - gross.minor));
        if (!isSum || !isPlausible(net.minor, tax.minor)) continue;
        const score = net.score + tax.score + gross.score + Math.abs(gross.minor) / 1e15;
        if (best === undefined || score > best.score) best = { net, tax, gross, score };
      }
    }
  }
  if (best === undefined || best.score + additionBonus < 2.6) return undefined;
  const sure = (option: Option): Total => ({
    ...option,
    confidence: 0.9 + 0.08 * Math.min(option.score, 1),
  });
  return { net: sure(best.net), tax: sure(best.tax), gross: sure(best.gross) };
}

const ofSumRow = (row: SumRow | undefined): Triple | undefined =>
  row === undefined
    ? undefined
    : {
        net: { ...row.net, confidence: 0.88 },
        tax: { ...row.tax, confidence: 0.88 },
        gross: { ...row.gross, confidence: 0.88 },
      };

/** Tax at a printed rate, or at all of them together as in `CGST 9 %` and `SGST 9 %`. */
const isTaxAt = (net: number, tax: number, ratesPpm: readonly number[]): boolean =>
  [...ratesPpm, ratesPpm.reduce((sum, rate) => sum + rate, 0)].some((rate) =>
    isTaxOf(net, rate, tax),
  );

/** Two of the three are labelled plainly, and the third is printed under a label nobody foresaw. */
function withUnlabelled(
  nets: readonly Option[],
  taxes: readonly Option[],
  grosses: readonly Option[],
  {
    money,
    ratesPpm,
  }: { readonly money: ReadonlyMap<number, Amount>; readonly ratesPpm: readonly number[] },
): Triple | undefined {
  const plain = (options: readonly Option[]): Option[] =>
    options.filter(({ score, minor }) => score >= scoreMin && minor !== 0);
  const third = (minor: number): Option[] => {
    const amount = money.get(minor);
    return amount === undefined || minor === 0 ? [] : [{ minor, amount, score: 0 }];
  };
  const triples = [
    ...plain(nets).flatMap((net) =>
      plain(taxes).flatMap((tax) =>
        third(net.minor + tax.minor).map((gross) => ({ net, tax, gross })),
      ),
    ),
    ...plain(nets).flatMap((net) =>
      plain(grosses).flatMap((gross) =>
        third(gross.minor - net.minor).map((tax) => ({ net, tax, gross })),
      ),
    ),
    ...plain(taxes).flatMap((tax) =>
      plain(grosses).flatMap((gross) =>
        third(gross.minor - tax.minor)
          .filter((net) => isTaxAt(net.minor, tax.minor, ratesPpm))
          .map((net) => ({ net, tax, gross })),
      ),
    ),
  ];
  const found = triples.find(({ net, tax }) => isPlausible(net.minor, tax.minor));
  if (found === undefined) return undefined;
  const sure = ({ minor, amount }: Option): Total => ({ minor, amount, confidence: 0.82 });
  return { net: sure(found.net), tax: sure(found.tax), gross: sure(found.gross) };
}

/** Net and gross without a printed tax: equal (a rate of 0), or apart by a printed rate. */
function bestPair(
  nets: readonly Option[],
  grosses: readonly Option[],
  ratesPpm: readonly number[],
): { net: Total; gross: Total } | undefined {
  let best: { net: Option; gross: Option; score: number } | undefined;
  for (const net of nets) {
    for (const gross of grosses) {
      const isSame =
        ratesPpm.includes(0) && net.minor === gross.minor && net.amount !== gross.amount;
      const isByRate = ratesPpm.some(
        (rate) => rate > 0 && isTaxOf(net.minor, rate, gross.minor - net.minor),
      );
      if (!isSame && !isByRate) continue;
      const score = net.score + gross.score + (isByRate ? 0.5 : 0);
      if (score >= 1.4 && net.score >= 0.5 && (best === undefined || score > best.score))
        best = { net, gross, score };
    }
  }
  if (best === undefined) return undefined;
  return { net: { ...best.net, confidence: 0.85 }, gross: { ...best.gross, confidence: 0.85 } };
}

/** What was paid of this invoice: not of an earlier one, where all of this one or more is still to be paid. */
function paidOf(
  paid: Total | undefined,
  { due, gross }: { readonly due: Total | undefined; readonly gross: Total | undefined },
): Total | undefined {
  const isAllDue = due !== undefined && gross !== undefined && due.minor >= gross.minor;
  const isOfOther = isAllDue && paid?.minor !== 0 && Math.abs(paid?.minor ?? 0) !== gross.minor;
  return isOfOther ? undefined : paid;
}

/** What speaks for a labelled amount to pay: it is the total, or more so what is left of it. */
const explainedBonus = 0.3;
const leftBonus = 0.45;

/** The amount to pay: by its label; among several, gross less what was paid, or gross. */
function chooseDue(
  candidates: readonly SumCandidate[],
  gross: Total | undefined,
): Total | undefined {
  const options = optionsOf(candidates, "due").filter((option) => option.score >= 0.6);
  const paid = optionsOf(candidates, "paid").map((option) => Math.abs(option.minor));
  const isLeft = (minor: number): boolean =>
    gross !== undefined && paid.some((sum) => sum !== 0 && gross.minor - sum === minor);
  const isExplained = (minor: number): boolean =>
    gross !== undefined && (minor === gross.minor || isLeft(minor));
  const scoreOf = ({ minor, score }: Option): number =>
    score + (isLeft(minor) ? leftBonus : isExplained(minor) ? explainedBonus : 0);
  const [first, ...others] = options.toSorted((a, b) => scoreOf(b) - scoreOf(a));
  if (first === undefined) return undefined;
  if (others.length > 0 && !isExplained(first.minor)) return undefined;
  return { ...first, confidence: isExplained(first.minor) ? 0.93 : 0.8 };
}
