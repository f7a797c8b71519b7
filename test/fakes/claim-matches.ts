import type { InputDocument } from "#src/domain/document.ts";
import type { DuplicateMatch } from "#src/domain/facts.ts";
import type { Fingerprint } from "#src/domain/fingerprint.ts";
import type { Claim } from "./held-batch.ts";

const dayMs = 86_400_000;
export const kinds: readonly DuplicateMatch["kind"][] = [
  "same_content",
  "same_number",
  "same_amount_near_date",
];

export const contentAt = ({
  documentId,
  path,
}: Pick<InputDocument, "documentId" | "path">): string => `${documentId} ${path}`;

export function hasIdPrefix(documentId: string, given: string): boolean {
  const digits = given.toLowerCase().replace("sha256:", "");
  return /^[0-9a-f]{6,64}$/.test(digits) && documentId.startsWith(`sha256:${digits}`);
}

export function kindOfMatch(
  document: Pick<InputDocument, "documentId">,
  wanted: Fingerprint,
  { outcome, fingerprint: found }: Claim,
  nearDays: number,
): DuplicateMatch["kind"] | undefined {
  if (outcome.documentId === document.documentId) return "same_content";
  const isSameSeller = wanted.sellerKeys.some((key) => found.sellerKeys.includes(key));
  const isOtherDirection =
    (wanted.documentType === "credit_note") !== (found.documentType === "credit_note");
  if (!isSameSeller || isOtherDirection) return undefined;
  if (isKnownAndEqual(wanted.invoiceNumber, found.invoiceNumber)) return "same_number";
  const isNear =
    wanted.issueDate !== undefined &&
    found.issueDate !== undefined &&
    Math.abs(Date.parse(wanted.issueDate) - Date.parse(found.issueDate)) <= nearDays * dayMs;
  return isNear &&
    isKnownAndEqual(wanted.amountMinor, found.amountMinor) &&
    isKnownAndEqual(wanted.currencyCode, found.currencyCode)
    ? "same_amount_near_date"
    : undefined;
}

const isKnownAndEqual = <T>(left: T | undefined, right: T | undefined): boolean =>
  left !== undefined && left === right;
