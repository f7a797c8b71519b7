import { type SuggestedCheck, suggestedChecksMax } from "#src/domain/analysis.ts";
import { absDecimal, canonicalDecimal, signOf } from "#src/domain/decimal.ts";
import type { Draft } from "#src/domain/draft.ts";
import { amountAtStake, essentialPaths, type Invoice } from "#src/domain/invoice.ts";
import { valueAt } from "#src/domain/invoice-paths.ts";
import { compareDecimals } from "#src/domain/money.ts";
import { defaultPolicy, type Policy } from "#src/domain/policy.ts";
import { euMembers } from "#src/domain/tables/eu-members.ts";
import { vatCategories } from "#src/domain/tables/vat-categories.ts";
import type { TaxCategory } from "#src/domain/tax.ts";
import { currenciesByCountry } from "./tables/country-currencies.ts";
import { countryOfVatId, isOneStopShopId } from "./vat-id-country.ts";

type Options = {
  readonly policy?: Pick<Policy, "autoApproval">;
  /** Currency the policy's limit is in, ISO 4217. */
  readonly baseCurrency?: string;
};

/** How reverse charge is announced in the languages we read. */
const reverseChargeWords =
  /reverse[- ]charge|steuerschuldnerschaft|auto-?liquidation|btw verlegd|inversi[oó]n del sujeto pasivo|inversione contabile|odwrotne obci[aą][zż]enie|autoliquida[cç][aã]o/i;

/**
 * Which checks and services matter for a document, and why; weightiest first.
 *
 * Values a document printed are not repeated, only codes and what they mean: the sentences go into a prompt.
 */
export function suggestChecks(draft: Draft, options: Options = {}): SuggestedCheck[] {
  return [
    ...missingEssentials(draft),
    ...ofDocumentType(draft),
    ...ofTaxRegime(draft.invoice),
    ...ofCountry(draft.invoice),
    ...ofCurrency(draft.invoice),
    ...ofAmount(draft.invoice, options),
  ].slice(0, suggestedChecksMax);
}

const suggested = (check: string, reason: string): SuggestedCheck[] => [{ check, reason }];

const essentialNames: Readonly<Record<(typeof essentialPaths)[number], string>> = {
  invoiceNumber: "invoice number",
  issueDate: "issue date",
  currencyCode: "currency",
  "seller.name": "seller's name",
  totalWithTax: "total with VAT",
};

function missingEssentials({ invoice }: Draft): SuggestedCheck[] {
  const missing = essentialPaths.filter((path) => (valueAt(invoice, path) ?? "").trim() === "");
  if (missing.length === 0) return [];
  const names = missing.map((path) => essentialNames[path]).join(", ");
  return suggested("document", `Rules did not find: ${names}. Look for them first.`);
}

function ofDocumentType({ documentType, invoice }: Draft): SuggestedCheck[] {
  switch (documentType) {
    case "credit_note":
      return suggested(
        "document",
        invoice.precedingInvoiceNumber === undefined
          ? "A credit note must name the invoice it corrects, and no such number was found."
          : "A credit note gives money back: the number of the invoice it corrects must be right.",
      );
    case "receipt":
      return suggested(
        "duplicates",
        "A receipt proves a payment: the invoice may be on file already.",
      );
    case "other":
      return suggested("document", "The document was not recognised: is it an invoice at all?");
    case "invoice":
      return invoice.totalWithTax !== undefined && signOf(invoice.totalWithTax) < 0
        ? suggested("document", "The total is negative: it may be a credit note.")
        : [];
    default:
      return documentType satisfies never;
  }
}

function ofTaxRegime(invoice: Invoice): SuggestedCheck[] {
  const groups = invoice.taxBreakdowns ?? [];
  const categories = new Set(groups.map(({ taxCategory }) => taxCategory));
  const reasons = groups.map(({ exemptionReason }) => exemptionReason ?? "").join(" ");
  const isReverseCharge = categories.has("AE") || reverseChargeWords.test(reasons);
  const rates = new Set(
    groups.flatMap(({ taxRatePercent }) =>
      taxRatePercent === undefined ? [] : [canonicalDecimal(taxRatePercent)],
    ),
  );
  return [
    ...(isReverseCharge
      ? suggested(
          "tax",
          "Reverse charge: no VAT is charged, and the VAT ids of both parties are needed.",
        )
      : []),
    ...(categories.has("K")
      ? suggested(
          "vat_registry",
          "Intra-community supply: free of VAT only if the buyer's VAT id is registered in another member state.",
        )
      : []),
    ...untaxedCategories.filter((code) => categories.has(code)).flatMap(ofUntaxed),
    ...(rates.size > 1
      ? suggested("tax", `${rates.size} VAT rates: each needs its own net amount and VAT.`)
      : []),
    ...(invoice.totalTax !== undefined && signOf(invoice.totalTax) === 0 && categories.size === 0
      ? suggested("tax", "No VAT is charged: the reason must be stated on the document.")
      : []),
  ];
}

const untaxedCategories: readonly TaxCategory[] = ["Z", "E", "G", "O"];

function ofUntaxed(code: TaxCategory): SuggestedCheck[] {
  const category = vatCategories.find((known) => known.code === code);
  const reason =
    category?.reason === "required" ? "; the reason must be stated" : "; no reason is asked for";
  return suggested(
    "tax",
    `VAT category ${code}, ${category?.name}: no VAT may be charged${reason}.`,
  );
}

function ofCountry({ seller, buyer }: Invoice): SuggestedCheck[] {
  const country = seller?.address?.countryCode ?? countryOfVatId(seller?.vatId);
  if (country === undefined) {
    return isOneStopShopId(seller?.vatId)
      ? suggested("tax", "One-stop shop seller: VAT is that of the buyer's country.")
      : suggested("address", "The seller's country is not known: its tax rules depend on it.");
  }
  if (!/^[A-Z]{2}$/.test(country)) return [];
  if (country === "US" || country === "CA") {
    const region = seller?.address?.region === undefined ? ", which was not found" : "";
    return suggested("tax", `Sales tax of ${country} depends on the region${region}.`);
  }
  if (!euMembers.has(country)) {
    return suggested(
      "tax",
      `The seller is in ${country}, outside the EU: EU VAT rules do not apply.`,
    );
  }
  const buyerCountry = buyer?.address?.countryCode ?? countryOfVatId(buyer?.vatId);
  const isAcross =
    buyerCountry !== undefined && buyerCountry !== country && euMembers.has(buyerCountry);
  const border = isAcross ? ` The buyer is in ${buyerCountry}: VAT may be due there.` : "";
  return suggested(
    "vat_registry",
    seller?.vatId === undefined
      ? `The seller is in ${country}, an EU member, and no VAT id was found.${border}`
      : `The seller is in ${country}, an EU member: its VAT id can be looked up.${border}`,
  );
}

function ofCurrency({ seller, currencyCode }: Invoice): SuggestedCheck[] {
  const country = seller?.address?.countryCode ?? countryOfVatId(seller?.vatId) ?? "";
  const usual = currenciesByCountry.get(country);
  if (currencyCode === undefined || usual === undefined || usual.includes(currencyCode)) return [];
  return suggested(
    "exchange_rates",
    `The invoice is in ${currencyCode}, while ${usual[0]} is usual in ${country}.`,
  );
}

function ofAmount(
  invoice: Invoice,
  { policy: { autoApproval } = defaultPolicy, baseCurrency = "EUR" }: Options,
): SuggestedCheck[] {
  const amount = amountAtStake(invoice);
  const { currencyCode } = invoice;
  if (amount === undefined || currencyCode === undefined) return [];
  const inBase = currencyCode === baseCurrency ? autoApproval.limitInBaseCurrency : undefined;
  const limit = autoApproval.limitByCurrency[currencyCode] ?? inBase;
  if (limit === undefined || compareDecimals(absDecimal(amount), limit) <= 0) return [];
  return suggested(
    "totals",
    `The amount is above ${limit} ${currencyCode}, the limit for approval without a person: totals and account must be right.`,
  );
}
