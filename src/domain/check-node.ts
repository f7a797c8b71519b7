/** The nodes that check an invoice, each independent of the others. */
export const checkNodes = [
  "check_seller",
  "check_tax",
  "check_currency",
  "check_totals",
  "check_duplicates",
] as const;
export type CheckNode = (typeof checkNodes)[number];
