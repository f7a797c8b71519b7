import type { TaxCategory } from "../tax.ts";

/** What EN 16931 asks of one VAT category (rules BR-S-01 to BR-AG-10). */
export type VatCategory = {
  readonly code: TaxCategory;
  /** Middle of the rule ids: `IC` in `BR-IC-08`. */
  readonly prefix: string;
  readonly name: string;
  /** `outside`: no rate may be stated. */
  readonly rate: "positive" | "zero" | "any" | "outside";
  /** Identifiers the seller must or must not state (rules 02 to 04). `vat`: VAT id or representative's. */
  readonly seller: "vat_or_tax" | "vat" | "none";
  readonly buyer: "any" | "vat" | "vat_or_registration" | "none";
  readonly reason: "required" | "forbidden";
};

/** Split payment (B) has rules of another shape and is not listed. */
export const vatCategories: readonly VatCategory[] = [
  {
    code: "S",
    prefix: "S",
    name: "standard rated",
    rate: "positive",
    seller: "vat_or_tax",
    buyer: "any",
    reason: "forbidden",
  },
  {
    code: "Z",
    prefix: "Z",
    name: "zero rated",
    rate: "zero",
    seller: "vat_or_tax",
    buyer: "any",
    reason: "forbidden",
  },
  {
    code: "E",
    prefix: "E",
    name: "exempt",
    rate: "zero",
    seller: "vat_or_tax",
    buyer: "any",
    reason: "required",
  },
  {
    code: "AE",
    prefix: "AE",
    name: "reverse charge",
    rate: "zero",
    seller: "vat_or_tax",
    buyer: "vat_or_registration",
    reason: "required",
  },
  {
    code: "K",
    prefix: "IC",
    name: "intra-community supply",
    rate: "zero",
    seller: "vat",
    buyer: "vat",
    reason: "required",
  },
  {
    code: "G",
    prefix: "G",
    name: "export outside the EU",
    rate: "zero",
    seller: "vat",
    buyer: "any",
    reason: "required",
  },
  {
    code: "O",
    prefix: "O",
    name: "outside the scope of VAT",
    rate: "outside",
    seller: "none",
    buyer: "none",
    reason: "required",
  },
  {
    code: "L",
    prefix: "AF",
    name: "Canary Islands tax (IGIC)",
    rate: "any",
    seller: "vat_or_tax",
    buyer: "any",
    reason: "forbidden",
  },
  {
    code: "M",
    prefix: "AG",
    name: "Ceuta and Melilla tax (IPSI)",
    rate: "any",
    seller: "vat_or_tax",
    buyer: "any",
    reason: "forbidden",
  },
];
