/** The nodes that check an invoice, each independent of the others. */
export const checkNodes = [
  "check_seller",
  "check_tax",
  "check_currency",
  "check_totals",
  "check_duplicates",
] as const;
export type CheckNode = (typeof checkNodes)[number];

/**
 * The nodes that findings may send a document to for a further check. Each is sent to at most once, and what it finds sends
 * nothing further: this list bounds what follows.
 */
export const followUpNodes = ["search_register"] as const;
export type FollowUpNode = (typeof followUpNodes)[number];
