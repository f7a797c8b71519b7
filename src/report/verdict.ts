import type { Outcome } from "#src/domain/outcome.ts";

/** What became of a document, in one word: the decision, or why there is none. */
export const verdicts = [
  "reject",
  "manager_approval",
  "quarantined",
  "undecided",
  "auto_approve",
  "approve",
] as const;
export type Verdict = (typeof verdicts)[number];

export const verdictLabels: Readonly<Record<Verdict, string>> = {
  reject: "Reject",
  manager_approval: "Manager approval",
  quarantined: "Quarantined",
  undecided: "No decision",
  auto_approve: "Auto-approve",
  approve: "Approved by a person",
};

export function verdictOf({ status, decision }: Outcome): Verdict {
  if (status === "quarantined") return "quarantined";
  return decision?.action ?? "undecided";
}

export const statusLabels: Readonly<Record<Outcome["status"], string>> = {
  decided: "Decided",
  awaiting_review: "Awaiting review",
  quarantined: "Quarantined",
};

export const sourceLabels: Readonly<Record<NonNullable<Outcome["source"]>, string>> = {
  ubl: "UBL",
  cii: "CII",
  facturx: "Factur-X",
  "pdf-text": "PDF text",
  ocr: "Scan",
  text: "Plain text",
};

export const documentTypeLabels: Readonly<Record<NonNullable<Outcome["documentType"]>, string>> = {
  invoice: "Invoice",
  credit_note: "Credit note",
  receipt: "Receipt",
  other: "Other",
};
