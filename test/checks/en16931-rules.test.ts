import { describe, expect, it } from "vitest";
import type { AllowanceOrCharge, Invoice, InvoiceLine } from "#src/domain/invoice.ts";
import { rules } from "#src/domain/rules.ts";
import { vatCategories, type VatCategory } from "#src/domain/tables/vat-categories.ts";
import { anInvoice, anInvoiceLine, aTaxBreakdown } from "#test/support/an-invoice.ts";
import { checkInvoice, contradictedIn } from "#test/support/check-invoice.ts";

/** One rule, an invoice that keeps it and one that breaks it. */
type Case = { readonly rule: string; readonly passing: Invoice; readonly failing: Invoice };

const fine = anInvoice();
const seller = fine.seller ?? {};
const buyer = fine.buyer ?? {};

const breaking = (rule: string, changes: Parameters<typeof anInvoice>[0]): Case => ({
  rule,
  passing: fine,
  failing: anInvoice(changes),
});
const breakingLine = (rule: string, changes: Parameters<typeof anInvoiceLine>[0]): Case =>
  breaking(rule, { invoiceLines: [anInvoiceLine(changes)] });
const breakingGroup = (rule: string, changes: Parameters<typeof aTaxBreakdown>[0]): Case =>
  breaking(rule, { taxBreakdowns: [aTaxBreakdown(changes)] });

const withoutCountry = { line1: "Hauptweg 1", city: "Berlin" };
const withAllowance = anInvoice({
  allowancesAndCharges: [
    { isCharge: false, amount: "10.00", taxCategory: "S", taxRatePercent: "19" },
    { isCharge: true, amount: "10.00", taxCategory: "S", taxRatePercent: "19" },
  ],
  sumOfAllowances: "10.00",
  sumOfCharges: "10.00",
});

const coreCases: readonly Case[] = [
  breaking("BR-01", { specificationIdentifier: undefined }),
  breaking("BR-02", { invoiceNumber: undefined }),
  breaking("BR-03", { issueDate: undefined }),
  breaking("BR-04", { invoiceTypeCode: undefined }),
  breaking("BR-05", { currencyCode: undefined }),
  breaking("BR-06", { seller: { address: seller.address } }),
  breaking("BR-07", { buyer: { address: buyer.address } }),
  breaking("BR-08", { seller: { name: "Beispiel Werke GmbH", vatId: "DE136695976" } }),
  breaking("BR-09", { seller: { ...seller, address: withoutCountry } }),
  breaking("BR-10", { buyer: { name: "Muster Handel AG" } }),
  breaking("BR-11", { buyer: { ...buyer, address: withoutCountry } }),
  breaking("BR-12", { sumOfLineNetAmounts: undefined }),
  breaking("BR-13", { totalWithoutTax: undefined }),
  breaking("BR-14", { totalWithTax: undefined }),
  breaking("BR-15", { amountDue: undefined }),
  breaking("BR-16", { invoiceLines: [] }),
  breakingLine("BR-21", { id: undefined }),
  breakingLine("BR-22", { invoicedQuantity: undefined }),
  breakingLine("BR-23", { unitCode: undefined }),
  breakingLine("BR-24", { lineNetAmount: undefined }),
  breakingLine("BR-25", { name: " " }),
  breakingLine("BR-26", { itemNetPrice: undefined }),
  breakingGroup("BR-45", { taxableAmount: undefined }),
  breakingGroup("BR-46", { taxAmount: undefined }),
  breakingGroup("BR-47", { taxCategory: undefined }),
  breakingGroup("BR-48", { taxRatePercent: undefined }),
  breakingLine("BR-CO-04", { taxCategory: undefined }),
  breaking("BR-CO-09", { seller: { ...seller, vatId: "136695976" } }),
  breaking("BR-CO-10", { sumOfLineNetAmounts: "101.00" }),
  {
    rule: "BR-CO-11",
    passing: withAllowance,
    failing: { ...withAllowance, sumOfAllowances: "9.00" },
  },
  { rule: "BR-CO-12", passing: withAllowance, failing: { ...withAllowance, sumOfCharges: "9.00" } },
  {
    rule: "BR-CO-13",
    passing: withAllowance,
    failing: { ...withAllowance, totalWithoutTax: "90.00" },
  },
  breaking("BR-CO-14", { totalTax: "18.00" }),
  breaking("BR-CO-15", { totalWithTax: "120.00" }),
  breaking("BR-CO-16", { amountDue: "118.00" }),
  breakingGroup("BR-CO-17", { taxAmount: "21.00" }),
  breaking("BR-CO-18", { taxBreakdowns: [] }),
  breaking("BR-CL-04", { currencyCode: "EUX" }),
];

/** A right invoice of one category: a line of 100.00, an allowance and a charge of 10.00 each. */
function invoiceOf(category: VatCategory): Invoice {
  const { code: taxCategory, rate, reason } = category;
  const percent = { positive: "19", zero: "0", any: "7", outside: undefined }[rate];
  const tax = { positive: "19.00", zero: "0.00", any: "7.00", outside: "0.00" }[rate];
  const gross = { positive: "119.00", zero: "100.00", any: "107.00", outside: "100.00" }[rate];
  const taxed = { taxCategory, ...(percent !== undefined && { taxRatePercent: percent }) };
  const isForeignBuyer = category.code === "K" || category.code === "G";
  const { vatId: _sellerVatId, ...sellerWithoutVatId } = seller;
  const { vatId: _buyerVatId, ...buyerWithoutVatId } = buyer;
  return {
    ...withAllowance,
    seller: category.seller === "none" ? sellerWithoutVatId : seller,
    buyer:
      category.buyer === "none"
        ? buyerWithoutVatId
        : isForeignBuyer
          ? { ...buyer, vatId: "FR40303265045" }
          : buyer,
    deliverToCountryCode: category.code === "K" ? "FR" : category.code === "G" ? "CH" : "DE",
    invoiceLines: [anInvoiceLine({ taxRatePercent: undefined, ...taxed })],
    allowancesAndCharges: [false, true].map((isCharge) => ({
      isCharge,
      amount: "10.00",
      ...taxed,
    })),
    taxBreakdowns: [
      aTaxBreakdown({
        taxRatePercent: undefined,
        ...taxed,
        taxableAmount: "100.00",
        taxAmount: tax,
        ...(reason === "required" && { exemptionReason: "Stated reason" }),
      }),
    ],
    totalTax: tax,
    totalWithTax: gross,
    amountDue: gross,
  };
}

/** The rate that is wrong for the category. */
const wrongRate = ({ rate }: VatCategory): string =>
  ({ positive: "0", zero: "19", any: "-1", outside: "0" })[rate];

function categoryCases(category: VatCategory): Case[] {
  const passing = invoiceOf(category);
  const { prefix } = category;
  const [line = {}] = passing.invoiceLines ?? [];
  const [allowance, charge] = passing.allowancesAndCharges ?? [];
  const [group = {}] = passing.taxBreakdowns ?? [];
  if (allowance === undefined || charge === undefined) throw new Error("both are there");
  const other = category.code === "S" ? "E" : "S";
  const otherLine: InvoiceLine = { ...line, taxCategory: other };
  const otherItem = (item: AllowanceOrCharge): AllowanceOrCharge => ({
    ...item,
    taxCategory: other,
  });
  const unidentified: Invoice =
    category.seller === "none"
      ? { ...passing, seller }
      : { ...passing, seller: { name: "Beispiel Werke GmbH", address: seller.address ?? {} } };
  const taxRatePercent = wrongRate(category);
  const failing = (number: string, invoice: Invoice): Case => ({
    rule: `BR-${prefix}-${number}`,
    passing,
    failing: invoice,
  });
  return [
    failing("01", { ...passing, taxBreakdowns: [{ ...group, taxCategory: other }] }),
    failing("02", { ...unidentified, allowancesAndCharges: [] }),
    failing("03", {
      ...unidentified,
      invoiceLines: [otherLine],
      allowancesAndCharges: [allowance],
    }),
    failing("04", { ...unidentified, invoiceLines: [otherLine], allowancesAndCharges: [charge] }),
    failing("05", { ...passing, invoiceLines: [{ ...line, taxRatePercent }] }),
    failing("06", { ...passing, allowancesAndCharges: [{ ...allowance, taxRatePercent }, charge] }),
    failing("07", { ...passing, allowancesAndCharges: [allowance, { ...charge, taxRatePercent }] }),
    failing("08", { ...passing, taxBreakdowns: [{ ...group, taxableAmount: "102.00" }] }),
    failing("09", { ...passing, taxBreakdowns: [{ ...group, taxAmount: "30.00" }] }),
    failing("10", {
      ...passing,
      taxBreakdowns: [reasonToggled(group, category)],
    }),
    ...(category.code === "K" ? [failing("12", omit(passing, "deliverToCountryCode"))] : []),
    ...(category.code === "O"
      ? [
          failing("11", { ...passing, taxBreakdowns: [group, aTaxBreakdown()] }),
          failing("12", { ...passing, invoiceLines: [line, otherLine] }),
          failing("13", { ...passing, allowancesAndCharges: [otherItem(allowance), charge] }),
          failing("14", { ...passing, allowancesAndCharges: [allowance, otherItem(charge)] }),
        ]
      : []),
  ];
}

const reasonToggled = (
  group: ReturnType<typeof aTaxBreakdown>,
  { reason }: VatCategory,
): ReturnType<typeof aTaxBreakdown> =>
  reason === "required"
    ? omit(group, "exemptionReason")
    : { ...group, exemptionReason: "No reason is wanted" };

function omit<T extends object, Key extends keyof T>(value: T, key: Key): Omit<T, Key> {
  const { [key]: _left, ...rest } = value;
  return rest;
}

const splitPayment = anInvoiceLine({ taxCategory: "B", taxRatePercent: "22" });
const cases: readonly Case[] = [
  ...coreCases,
  ...vatCategories.flatMap(categoryCases),
  {
    rule: "BR-B-02",
    passing: anInvoice({
      invoiceLines: [splitPayment],
      taxBreakdowns: [aTaxBreakdown({ taxCategory: "B", taxRatePercent: "22" })],
    }),
    failing: anInvoice({ invoiceLines: [splitPayment, anInvoiceLine()] }),
  },
];

describe("the rules of EN 16931 we claim", () => {
  it("are all in this table, and no others", () => {
    const claimed = rules.map(({ id }) => id).filter((id) => id.startsWith("BR-"));

    expect(cases.map(({ rule }) => rule).toSorted()).toEqual(claimed.toSorted());
  });

  it.each(cases)("$rule is kept", ({ rule, passing }) => {
    expect(contradictedIn(checkInvoice(passing))).not.toContain(rule);
  });

  it.each(cases)("$rule is broken", ({ rule, failing }) => {
    expect(contradictedIn(checkInvoice(failing))).toContain(rule);
  });

  it.each(vatCategories)("a right invoice of category $code breaks none", (category) => {
    const broken = contradictedIn(checkInvoice(invoiceOf(category)));

    expect(broken.filter((rule) => rule.startsWith("BR-"))).toEqual([]);
  });
});

describe("every finding", () => {
  it("is of a rule of the list, under the list's check", () => {
    const listed = new Set(rules.map(({ id, check }) => `${check} ${id}`));
    const findings = cases.flatMap(({ passing, failing }) =>
      [passing, failing].flatMap((i) => checkInvoice(i)),
    );

    expect(findings.filter(({ check, rule }) => !listed.has(`${check} ${rule}`))).toEqual([]);
  });

  it("is a sentence without a line break", () => {
    const messages = cases
      .flatMap(({ failing }) => checkInvoice(failing))
      .map(({ message }) => message);

    expect(messages.filter((message) => !/^\S[^\n]*\.$/.test(message))).toEqual([]);
  });
});
