import { signOf } from "#src/domain/decimal.ts";
import type { Finding } from "#src/domain/finding.ts";
import type { Invoice } from "#src/domain/invoice.ts";
import type { DecimalString } from "#src/domain/money.ts";
import { euMembers, gbMemberUntil } from "#src/domain/tables/eu-members.ts";
import { vatCategories, type VatCategory } from "#src/domain/tables/vat-categories.ts";
import type { TaxBreakdown, TaxCategory } from "#src/domain/tax.ts";
import { capped, reporter } from "./reporter.ts";
import { countryOfVatId } from "./vat-id-country.ts";

/** Who carries a category: a line, an allowance or a charge. Their rules are numbered in this order. */
type Holder = {
  readonly kind: 0 | 1 | 2;
  readonly path: string;
  readonly taxCategory?: TaxCategory | undefined;
  readonly taxRatePercent?: DecimalString | undefined;
};

const kindNames = ["Line", "Allowance", "Charge"] as const;

const { verified, contradicted } = reporter("tax");

/** Checks what EN 16931 asks of each VAT category the document uses (BR-S-01 to BR-AG-10). */
export function checkTaxCategories(invoice: Invoice): Finding[] {
  const holders = holdersOf(invoice);
  const groups = invoice.taxBreakdowns ?? [];
  const used = vatCategories.filter(
    ({ code }) =>
      holders.some(({ taxCategory }) => taxCategory === code) ||
      groups.some(({ taxCategory }) => taxCategory === code),
  );
  return [
    ...used.flatMap((category) =>
      [
        checkGroupCount(category, holders, groups),
        checkParties(category, holders, invoice),
        checkHolderRates(category, holders),
        checkReasons(category, groups),
      ].flat(),
    ),
    ...checkOutside(holders, groups),
    ...checkDestination(invoice, groups),
    ...checkSplitPayment(holders, groups),
  ];
}

function holdersOf({ invoiceLines = [], allowancesAndCharges = [] }: Invoice): Holder[] {
  const lines = invoiceLines.map(({ taxCategory, taxRatePercent }, index) => ({
    kind: 0 as const,
    path: `invoiceLines.${index}`,
    taxCategory,
    taxRatePercent,
  }));
  const items = allowancesAndCharges.map(({ taxCategory, taxRatePercent, isCharge }, index) => ({
    kind: isCharge ? (2 as const) : (1 as const),
    path: `allowancesAndCharges.${index}`,
    taxCategory,
    taxRatePercent,
  }));
  return [...lines, ...items];
}

/** Rule 01: a breakdown for what uses the category; exactly one where no rates tell breakdowns apart. */
function checkGroupCount(
  { code, prefix, rate }: VatCategory,
  holders: readonly Holder[],
  groups: readonly TaxBreakdown[],
): Finding[] {
  const rule = `BR-${prefix}-01`;
  const path = "taxBreakdowns";
  // Summary profiles have no lines, page text no categories on them: nothing to compare with.
  if (!holders.some(({ taxCategory }) => taxCategory !== undefined)) return [];
  const count = groups.filter(({ taxCategory }) => taxCategory === code).length;
  const isSplit = rate === "positive" || rate === "any";
  if (isSplit ? count >= 1 : count === 1) {
    return [verified(rule, `Category ${code} has its VAT breakdown.`, path)];
  }
  const message = `Category ${code} is used; it has ${count} VAT breakdowns instead of ${isSplit ? "one or more" : "one"}.`;
  return [contradicted(rule, message, { path })];
}

/** Rules 02 to 04: identifiers of seller and buyer, by who carries the category. */
function checkParties(
  category: VatCategory,
  holders: readonly Holder[],
  invoice: Invoice,
): Finding[] {
  const missing = [...missingOfSeller(category, invoice), ...missingOfBuyer(category, invoice)];
  const kinds = new Set(
    holders.filter(({ taxCategory }) => taxCategory === category.code).map(({ kind }) => kind),
  );
  return [...kinds].map((kind) => {
    const rule = `BR-${category.prefix}-0${kind + 2}`;
    const who = `${kindNames[kind]} of category ${category.code}`;
    return missing.length === 0
      ? verified(rule, `${who}: seller and buyer are identified as it asks.`, "seller")
      : contradicted(rule, `${who}: ${missing.join("; ")}.`, { path: "seller" });
  });
}

function missingOfSeller({ seller: asked }: VatCategory, invoice: Invoice): string[] {
  const { seller, taxRepresentativeVatId } = invoice;
  const hasVatId = seller?.vatId !== undefined || taxRepresentativeVatId !== undefined;
  if (asked === "none") return hasVatId ? ["the seller must not state a VAT id"] : [];
  const isIdentified = hasVatId || (asked === "vat_or_tax" && seller?.taxId !== undefined);
  return isIdentified ? [] : ["the seller's VAT id is missing"];
}

function missingOfBuyer({ buyer: asked }: VatCategory, { buyer }: Invoice): string[] {
  const hasVatId = buyer?.vatId !== undefined;
  switch (asked) {
    case "any":
      return [];
    case "none":
      return hasVatId ? ["the buyer must not state a VAT id"] : [];
    case "vat":
      return hasVatId ? [] : ["the buyer's VAT id is missing"];
    case "vat_or_registration":
      return hasVatId || buyer?.legalRegistrationId !== undefined
        ? []
        : ["the buyer's VAT id or registration is missing"];
    default:
      return asked satisfies never;
  }
}

/** Rules 05 to 07: the rate of each line, allowance and charge. */
function checkHolderRates(category: VatCategory, holders: readonly Holder[]): Finding[] {
  const own = holders.filter(({ taxCategory }) => taxCategory === category.code);
  return [...Map.groupBy(own, ({ kind }) => kind)].flatMap(([kind, group]) => {
    const rule = `BR-${category.prefix}-0${kind + 5}`;
    const wrong = group.filter(({ taxRatePercent }) => !isRateOf(category, taxRatePercent));
    if (wrong.length === 0) {
      return [
        verified(rule, `${kindNames[kind]}s of category ${category.code} have a fitting rate.`),
      ];
    }
    return capped(
      wrong.map(({ path, taxRatePercent }) =>
        contradicted(
          rule,
          `${kindNames[kind]} of category ${category.code} with ${taxRatePercent === undefined ? "no rate" : `rate ${taxRatePercent} %`}.`,
          { path: `${path}.taxRatePercent` },
        ),
      ),
    );
  });
}

function isRateOf({ rate }: VatCategory, stated: DecimalString | undefined): boolean {
  if (rate === "outside") return stated === undefined;
  if (stated === undefined) return false;
  const sign = signOf(stated);
  return rate === "positive" ? sign > 0 : rate === "zero" ? sign === 0 : sign >= 0;
}

/** Rule 10: a reason where no VAT is charged, none where it is. */
function checkReasons(category: VatCategory, groups: readonly TaxBreakdown[]): Finding[] {
  const rule = `BR-${category.prefix}-10`;
  return groups.flatMap((group, index) => {
    if (group.taxCategory !== category.code) return [];
    const path = `taxBreakdowns.${index}.exemptionReason`;
    const reason = group.exemptionReason ?? group.exemptionReasonCode;
    if ((reason !== undefined) === (category.reason === "required")) {
      return [
        verified(rule, `Exemption reason of category ${category.code}: ${reason ?? "none"}.`, path),
      ];
    }
    const message =
      reason === undefined
        ? `Category ${category.code} gives no reason why no VAT is charged.`
        : `Category ${category.code} gives the exemption reason "${reason}".`;
    return [contradicted(rule, message, { path })];
  });
}

/** BR-O-11 to 14: what is outside the scope of VAT stands alone. */
function checkOutside(holders: readonly Holder[], groups: readonly TaxBreakdown[]): Finding[] {
  if (!groups.some(({ taxCategory }) => taxCategory === "O")) return [];
  const isOther = ({ taxCategory }: Pick<Holder, "taxCategory">): boolean =>
    taxCategory !== undefined && taxCategory !== "O";
  const otherKinds = new Set(holders.filter(isOther).map(({ kind }) => kind));
  const beside = "beside a VAT breakdown outside the scope of VAT (O)";
  return [
    ...(groups.some(isOther)
      ? [
          contradicted("BR-O-11", `A breakdown of another category ${beside}.`, {
            path: "taxBreakdowns",
          }),
        ]
      : []),
    ...[...otherKinds].map((kind) =>
      contradicted(`BR-O-1${kind + 2}`, `${kindNames[kind]} of another category ${beside}.`),
    ),
  ];
}

/** BR-IC-12, and whether goods said to leave the country or the EU do. */
function checkDestination(invoice: Invoice, groups: readonly TaxBreakdown[]): Finding[] {
  const has = (code: TaxCategory): boolean =>
    groups.some(({ taxCategory }) => taxCategory === code);
  return [
    ...(has("K") ? checkIntraCommunity(invoice) : []),
    ...(has("G") ? checkExport(invoice) : []),
  ];
}

function checkIntraCommunity(invoice: Invoice): Finding[] {
  const { deliverToCountryCode, seller, buyer, taxRepresentativeVatId } = invoice;
  const path = "deliverToCountryCode";
  const stated =
    deliverToCountryCode === undefined
      ? contradicted("BR-IC-12", "Intra-community supply without a country of delivery.", { path })
      : verified("BR-IC-12", `Delivered to ${deliverToCountryCode}.`, path);
  const from = countryOfVatId(taxRepresentativeVatId ?? seller?.vatId);
  const to = countryOfVatId(buyer?.vatId);
  if (from === undefined || to === undefined) return [stated];
  const rule = "TAX-INTRA-COMMUNITY";
  if (from !== to && isMember(to, invoice)) {
    return [stated, verified(rule, `Supplied from ${from} to ${to}.`, "buyer.vatId")];
  }
  const message = `Intra-community supply, but the VAT ids are of ${from} (seller) and ${to} (buyer).`;
  return [stated, contradicted(rule, message, { path: "buyer.vatId" })];
}

function checkExport(invoice: Invoice): Finding[] {
  const rule = "TAX-EXPORT";
  const path = "deliverToCountryCode";
  const to = invoice.deliverToCountryCode ?? invoice.buyer?.address?.countryCode;
  if (to === undefined) return [];
  return isMember(to, invoice)
    ? [contradicted(rule, `Export outside the EU, but it goes to ${to}.`, { path })]
    : [verified(rule, `Exported to ${to}.`, path)];
}

const isMember = (countryCode: string, { issueDate = "" }: Invoice): boolean =>
  euMembers.has(countryCode) || (countryCode === "GB" && issueDate <= gbMemberUntil);

/** BR-B-02: Italian split payment is not mixed with standard rated. */
function checkSplitPayment(holders: readonly Holder[], groups: readonly TaxBreakdown[]): Finding[] {
  const codes = new Set([...holders, ...groups].map(({ taxCategory }) => taxCategory));
  if (!codes.has("B")) return [];
  const rule = "BR-B-02";
  return [
    codes.has("S")
      ? contradicted(rule, "Split payment (B) and standard rated (S) in one invoice.")
      : verified(rule, "Split payment (B) is not mixed with standard rated (S)."),
  ];
}
