import type { Rule } from "../rule.ts";
import { vatCategories, type VatCategory } from "./vat-categories.ts";

const holders = ["line", "document allowance", "document charge"] as const;

/** The rules EN 16931 repeats for each VAT category, as far as an invoice of ours can tell. */
export const categoryRules: readonly Rule[] = [
  ...vatCategories.flatMap(rulesOf),
  {
    id: "BR-B-02",
    check: "tax",
    severity: "error",
    meaning: "Split payment (B) is not mixed with standard rated (S).",
  },
];

function rulesOf(category: VatCategory): Rule[] {
  const rule = (number: string, meaning: string): Rule => ({
    id: `BR-${category.prefix}-${number}`,
    check: "tax",
    severity: "error",
    meaning: `${category.code} (${category.name}): ${meaning}`,
  });
  return [
    rule("01", breakdownMeaning(category)),
    ...holders.map((holder, index) =>
      rule(`0${index + 2}`, `${partyMeaning(category)} (${holder}).`),
    ),
    ...holders.map((holder, index) =>
      rule(`0${index + 5}`, `each ${holder} has ${rateMeaning(category)}.`),
    ),
    rule("08", "taxable amount = lines - allowances + charges of the category and rate, rounded."),
    rule(
      "09",
      category.rate === "positive" || category.rate === "any"
        ? "VAT = taxable amount x rate, rounded."
        : "no VAT is charged.",
    ),
    rule(
      "10",
      `the breakdown ${category.reason === "required" ? "says why no VAT is charged" : "gives no exemption reason"}.`,
    ),
    ...(category.code === "K" ? [rule("12", "the country of delivery is stated (BT-80).")] : []),
    ...(category.code === "O"
      ? [
          rule("11", "no other VAT breakdown stands beside it."),
          rule("12", "no line has another category."),
          rule("13", "no allowance has another category."),
          rule("14", "no charge has another category."),
        ]
      : []),
  ];
}

function breakdownMeaning({ rate }: VatCategory): string {
  return rate === "positive" || rate === "any"
    ? "what uses the category has a VAT breakdown of it."
    : "what uses the category has exactly one VAT breakdown of it.";
}

function partyMeaning({ seller, buyer }: VatCategory): string {
  const sellerPart = {
    vat_or_tax: "the seller has a VAT id, a tax number or a tax representative",
    vat: "the seller has a VAT id or a tax representative",
    none: "neither the seller",
  }[seller];
  const buyerPart = {
    any: "",
    vat: ", and the buyer has a VAT id",
    vat_or_registration: ", and the buyer has a VAT id or a registration",
    none: " nor the buyer states a VAT id",
  }[buyer];
  return sellerPart + buyerPart;
}

function rateMeaning({ rate }: VatCategory): string {
  return {
    positive: "a rate above 0",
    zero: "rate 0",
    any: "a rate of 0 or more",
    outside: "no rate",
  }[rate];
}
