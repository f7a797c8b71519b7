import { absDecimal, sumDecimals } from "#src/domain/decimal.ts";
import type { CurrencyCode, DecimalString } from "#src/domain/money.ts";
import type { Outcome } from "#src/domain/outcome.ts";
import { verdictOf, type Verdict } from "./verdict.ts";

type CurrencyRow = {
  readonly currencyCode: CurrencyCode;
  readonly documents: number;
  /** Sum of `totalWithTax` by verdict; credit notes subtract. */
  readonly byVerdict: Readonly<Partial<Record<Verdict, DecimalString>>>;
  readonly total: DecimalString;
};

export type MoneyByCurrency = {
  readonly rows: readonly CurrencyRow[];
  /** Documents without a currency or without a total: they are in no sum. */
  readonly documentsLeftOut: number;
};

/** Sums `totalWithTax` exactly, per currency and verdict. The base currency comes first, then by number of documents. */
export function createMoneyTally(): {
  add: (outcome: Outcome) => void;
  result: (baseCurrency?: CurrencyCode) => MoneyByCurrency;
} {
  const rows = new Map<CurrencyCode, CurrencyRow>();
  let documentsLeftOut = 0;
  return {
    add(outcome) {
      const amount = claimedAmount(outcome);
      const currencyCode = outcome.invoice?.currencyCode;
      if (amount === undefined || currencyCode === undefined) {
        documentsLeftOut += 1;
        return;
      }
      rows.set(currencyCode, addTo(rows.get(currencyCode), currencyCode, outcome, amount));
    },
    result(baseCurrency) {
      const rank = ({ currencyCode }: CurrencyRow) => (currencyCode === baseCurrency ? 0 : 1);
      const sorted = [...rows.values()].toSorted(
        (a, b) =>
          rank(a) - rank(b) ||
          b.documents - a.documents ||
          (a.currencyCode < b.currencyCode ? -1 : 1),
      );
      return { rows: sorted, documentsLeftOut };
    },
  };
}

function addTo(
  row: CurrencyRow | undefined,
  currencyCode: CurrencyCode,
  outcome: Outcome,
  amount: DecimalString,
): CurrencyRow {
  const verdict = verdictOf(outcome);
  return {
    currencyCode,
    documents: (row?.documents ?? 0) + 1,
    byVerdict: {
      ...row?.byVerdict,
      [verdict]: sumDecimals([row?.byVerdict[verdict] ?? "0", amount]),
    },
    total: sumDecimals([row?.total ?? "0", amount]),
  };
}

/** A credit note is a claim in the other direction, whichever sign the seller prints. */
function claimedAmount({ invoice, documentType }: Outcome): DecimalString | undefined {
  const total = invoice?.totalWithTax;
  if (total === undefined || documentType !== "credit_note") return total;
  return `-${absDecimal(total)}`;
}
