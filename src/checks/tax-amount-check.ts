import {
  absDecimal,
  canonicalDecimal,
  multiplyDecimals,
  signOf,
  subtractDecimals,
  sumDecimals,
} from "#src/domain/decimal.ts";
import type { Finding } from "#src/domain/finding.ts";
import type { Invoice } from "#src/domain/invoice.ts";
import { compareDecimals, type DecimalString } from "#src/domain/money.ts";
import { vatCategories, type VatCategory } from "#src/domain/tables/vat-categories.ts";
import type { TaxBreakdown, TaxCategory } from "#src/domain/tax.ts";
import type { Amounts } from "./amounts.ts";
import { reporter } from "./reporter.ts";

/** EN 16931 calls VAT wrong only from one currency unit on; a smaller difference is a warning. */
const standardLeeway = "1";

const { verified, contradicted } = reporter("tax");

const categoryByCode = new Map<TaxCategory, VatCategory>(
  vatCategories.map((category) => [category.code, category]),
);

/** Checks VAT = base x rate in each breakdown (BR-CO-17, rules 09) and its base against the lines (rules 08). */
export function checkTaxAmounts(invoice: Invoice, amounts: Amounts): Finding[] {
  const bases = basesOf(invoice);
  return (invoice.taxBreakdowns ?? []).flatMap((group, index) => {
    const path = `taxBreakdowns.${index}`;
    return [
      checkProduct(group, `${path}.taxAmount`, amounts),
      checkBase(group, `${path}.taxableAmount`, { amounts, bases }),
    ].flat();
  });
}

function checkProduct(group: TaxBreakdown, path: string, amounts: Amounts): Finding[] {
  const { taxCategory, taxableAmount, taxAmount, taxRatePercent = "0" } = group;
  if (taxableAmount === undefined || taxAmount === undefined) return [];
  if (group.taxRatePercent === undefined && taxCategory !== "O") return [];
  const category = taxCategory === undefined ? undefined : categoryByCode.get(taxCategory);
  const isTaxed = category === undefined || category.rate === "positive" || category.rate === "any";
  const ownRule = category === undefined ? [] : [`BR-${category.prefix}-09`];
  if (!isTaxed) {
    const message = `VAT of ${taxAmount} in category ${taxCategory}, which charges none.`;
    return ownRule.map((rule) =>
      signOf(taxAmount) === 0
        ? verified(rule, `No VAT is charged in category ${taxCategory}.`, path)
        : contradicted(rule, message, { path }),
    );
  }
  const expected = amounts.round(multiplyDecimals([taxableAmount, taxRatePercent, "0.01"]));
  const product = `${taxableAmount} x ${taxRatePercent} %`;
  const compared = { stated: taxAmount, expected, amounts, path };
  return ["BR-CO-17", ...ownRule].map((rule) =>
    compare(rule, { ...compared, name: "VAT of the group", formula: product }),
  );
}

type BaseContext = {
  readonly amounts: Amounts;
  readonly bases: ReadonlyMap<string, DecimalString> | undefined;
};

function checkBase(
  { taxCategory, taxableAmount, taxRatePercent }: TaxBreakdown,
  path: string,
  { amounts, bases }: BaseContext,
): Finding[] {
  const category = taxCategory === undefined ? undefined : categoryByCode.get(taxCategory);
  if (bases === undefined || category === undefined || taxableAmount === undefined) return [];
  const base = bases.get(keyOf(category, taxRatePercent)) ?? "0";
  const at = category.rate === "outside" ? "" : ` at ${taxRatePercent ?? "no rate"} %`;
  return [
    compare(`BR-${category.prefix}-08`, {
      stated: taxableAmount,
      expected: amounts.round(base),
      amounts,
      path,
      name: "Taxable amount",
      formula: `lines - allowances + charges of category ${category.code}${at}`,
    }),
  ];
}

type Comparison = {
  readonly stated: DecimalString;
  readonly expected: DecimalString;
  readonly amounts: Amounts;
  readonly path: string;
  readonly name: string;
  readonly formula: string;
};

function compare(rule: string, comparison: Comparison): Finding {
  const { stated, expected, amounts, path, name, formula } = comparison;
  if (amounts.isRounding(stated, expected)) {
    return verified(rule, `${name} ${amounts.show(stated)} = ${formula}.`, path);
  }
  const message = `${name} is ${amounts.show(stated)}, but ${formula} is ${amounts.show(expected)}.`;
  const distance = absDecimal(subtractDecimals(stated, expected));
  return compareDecimals(distance, standardLeeway) < 0
    ? contradicted(rule, `${message} Less than ${amounts.show(standardLeeway)} may be rounding.`, {
        path,
        severity: "warning",
      })
    : contradicted(rule, message, { path });
}

/** Taxable amounts by category and rate; absent unless every line states category and net amount. */
function basesOf({
  invoiceLines = [],
  allowancesAndCharges = [],
}: Invoice): Map<string, DecimalString> | undefined {
  if (invoiceLines.length === 0) return undefined;
  const parts = new Map<string, DecimalString[]>();
  const add = (
    category: VatCategory,
    rate: DecimalString | undefined,
    amount: DecimalString,
  ): void => {
    const key = keyOf(category, rate);
    const known = parts.get(key);
    if (known === undefined) parts.set(key, [amount]);
    else known.push(amount);
  };
  for (const { taxCategory, taxRatePercent, lineNetAmount } of invoiceLines) {
    const category = taxCategory === undefined ? undefined : categoryByCode.get(taxCategory);
    if (taxCategory === undefined || lineNetAmount === undefined) return undefined;
    if (category !== undefined) add(category, taxRatePercent, lineNetAmount);
  }
  for (const { taxCategory, taxRatePercent, amount, isCharge } of allowancesAndCharges) {
    const category = taxCategory === undefined ? undefined : categoryByCode.get(taxCategory);
    if (taxCategory === undefined) return undefined;
    if (category !== undefined) {
      add(category, taxRatePercent, isCharge ? amount : subtractDecimals("0", amount));
    }
  }
  return new Map([...parts].map(([key, amounts]) => [key, sumDecimals(amounts)]));
}

/** Only taxed categories are split by rate; the others have one group each. */
function keyOf({ code, rate }: VatCategory, taxRatePercent: DecimalString | undefined): string {
  const isSplit = rate === "positive" || rate === "any";
  return isSplit ? `${code} ${canonicalDecimal(taxRatePercent ?? "0")}` : code;
}
