import { sumDecimals, multiplyDecimals, divideDecimals } from "#src/domain/decimal.ts";
import type { Company } from "./companies.ts";

/** An invoice of our own making, before it is written as XML, PDF or text. Amounts are decimal strings. */
export type SampleInvoice = {
  readonly language: "de" | "de-CH" | "en" | "fr" | "es" | "nl" | "pl";
  readonly isCreditNote?: boolean;
  readonly number: string;
  readonly issueDate: string;
  readonly dueDate?: string;
  readonly deliveryDate?: string;
  readonly currency: string;
  /** Decimals of the currency. */
  readonly digits: number;
  readonly seller: Company;
  readonly buyer: Company;
  readonly purchaseOrder?: string;
  readonly precedingNumber?: string;
  /** Printed and, in XML, given as the reason why no tax is charged. */
  readonly exemptionReason?: string;
  /** Document level allowance before tax, of the rate of the first line. */
  readonly allowance?: { readonly amount: string; readonly reason: string };
  readonly lines: readonly SampleLine[];
  /** Account printed, where it differs from the seller's own. */
  readonly iban?: string;
  /** What the document claims instead of what its lines make: for samples that do not add up. */
  readonly claimed?: Partial<Pick<SampleTotals, "totalWithTax">>;
};

export type SampleLine = {
  readonly name: string;
  readonly quantity: string;
  /** UN/ECE Recommendation 20. */
  readonly unitCode: string;
  readonly price: string;
  readonly ratePercent: string;
  readonly category?: "S" | "AE";
};

export type SampleTotals = {
  readonly lineNets: readonly string[];
  readonly sumOfLines: string;
  readonly groups: readonly {
    readonly category: "S" | "AE";
    readonly ratePercent: string;
    readonly taxable: string;
    readonly tax: string;
  }[];
  readonly totalWithoutTax: string;
  readonly totalTax: string;
  readonly totalWithTax: string;
};

/** The totals the lines make, exact; tax is rounded once a rate. */
export function totalsOf(invoice: SampleInvoice): SampleTotals {
  const { lines, digits, allowance } = invoice;
  const round = (value: string): string => divideDecimals(value, "1", digits) ?? "0";
  const lineNets = lines.map(({ quantity, price }) => round(multiplyDecimals([quantity, price])));
  const byRate = new Map<string, string[]>();
  for (const [index, { ratePercent, category = "S" }] of lines.entries()) {
    const key = `${category} ${ratePercent}`;
    byRate.set(key, [...(byRate.get(key) ?? []), lineNets[index] ?? "0"]);
  }
  const groups = [...byRate].map(([key, nets], index) => {
    const [category, ratePercent = "0"] = key.split(" ");
    const less = allowance !== undefined && index === 0 ? [`-${allowance.amount}`] : [];
    const taxable = sumDecimals([...nets, ...less]);
    const tax = divideDecimals(multiplyDecimals([taxable, ratePercent]), "100", digits) ?? "0";
    return {
      category: category === "AE" ? ("AE" as const) : ("S" as const),
      ratePercent,
      taxable,
      tax,
    };
  });
  const totalWithoutTax = sumDecimals(groups.map(({ taxable }) => taxable));
  const totalTax = sumDecimals(groups.map(({ tax }) => tax));
  return {
    lineNets,
    sumOfLines: sumDecimals(lineNets),
    groups,
    totalWithoutTax,
    totalTax,
    totalWithTax: sumDecimals([totalWithoutTax, totalTax]),
    ...invoice.claimed,
  };
}
