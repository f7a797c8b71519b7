import { compareFiles } from "#src/domain/document.ts";
import type { Fingerprint } from "#src/domain/fingerprint.ts";
import { dayNumber } from "./days.ts";
import type { AnyDuplicateMatch } from "./duplicates-check.ts";

type Item = {
  readonly file: string;
  readonly documentId: string;
  readonly fingerprint: Fingerprint;
  /** Claimed by an earlier batch at the same path with the same content. */
  readonly isRecordedBefore?: boolean;
};

/**
 * Finds the documents of one batch that repeat an earlier one, in the order of `file`, whatever the order
 * they are given in. The first of equals is the original and has no match. Documents that are recorded
 * before come first: no new copy, whatever its name, becomes the original of one that was judged earlier.
 *
 * A document that repeats content or number is no original: later copies name the first one. Of two with the same seller
 * and amount within `nearDays` the later only looks like a duplicate; it stays an original of its own number. Credit notes
 * and invoices never match each other, other than by content. Time grows with the number of items, not its square.
 *
 * @returns Matches by file, strongest first; files without a match are absent.
 */
export function matchWithinBatch(
  items: readonly Item[],
  { nearDays }: { readonly nearDays: number },
): Map<string, AnyDuplicateMatch[]> {
  const byContent = new Map<string, string>();
  const byNumber = new Map<string, string>();
  const byAmount = new Map<string, Bucket>();
  const result = new Map<string, AnyDuplicateMatch[]>();
  const ordered = items.toSorted(compareItems);
  for (const { file, documentId, fingerprint } of ordered) {
    const sameContent = byContent.get(documentId);
    if (sameContent !== undefined) {
      result.set(file, [{ kind: "same_content", file: sameContent }]);
      continue;
    }
    const numberKeys = numberKeysOf(fingerprint);
    const sameNumber = numberKeys
      .map((key) => byNumber.get(key))
      .find((found) => found !== undefined);
    const near = nearOriginal(byAmount, fingerprint, nearDays);
    if (sameNumber !== undefined) result.set(file, [{ kind: "same_number", file: sameNumber }]);
    else if (near !== undefined) result.set(file, [{ kind: "same_amount_near_date", file: near }]);
    const original = sameNumber ?? file;
    byContent.set(documentId, original);
    for (const key of numberKeys) if (!byNumber.has(key)) byNumber.set(key, original);
    if (sameNumber === undefined) addOriginal(byAmount, fingerprint, { file, nearDays });
  }
  return result;
}

const compareItems = (a: Item, b: Item): number =>
  Number(b.isRecordedBefore ?? false) - Number(a.isRecordedBefore ?? false) ||
  compareFiles(a.file, b.file);

/** Originals of one seller and amount whose dates fall into the same window. */
type Bucket = { readonly earliest: Dated; readonly latest: Dated };
type Dated = { readonly day: number; readonly file: string };

function numberKeysOf({ sellerKeys, invoiceNumber, documentType }: Fingerprint): string[] {
  if (invoiceNumber === undefined) return [];
  return sellerKeys.map((seller) => [seller, invoiceNumber, claimOf(documentType)].join("\0"));
}

function amountKeysOf(fingerprint: Fingerprint): string[] {
  const { sellerKeys, amountMinor, currencyCode, documentType } = fingerprint;
  if (amountMinor === undefined || currencyCode === undefined) return [];
  return sellerKeys.map((seller) =>
    [seller, amountMinor, currencyCode, claimOf(documentType)].join("\0"),
  );
}

/** Money we are asked for, or money we are given back. */
const claimOf = (documentType: string | undefined): string =>
  documentType === "credit_note" ? "credit" : "debit";

/** Windows are `nearDays + 1` days wide: all dates in one are near, and near dates lie at most one window apart. */
const windowOf = (day: number, nearDays: number): number => Math.floor(day / (nearDays + 1));

function nearOriginal(
  byAmount: ReadonlyMap<string, Bucket>,
  fingerprint: Fingerprint,
  nearDays: number,
): string | undefined {
  if (fingerprint.issueDate === undefined) return undefined;
  const day = dayNumber(fingerprint.issueDate);
  const window = windowOf(day, nearDays);
  for (const key of amountKeysOf(fingerprint)) {
    const candidates = [
      byAmount.get(`${key}\0${window}`)?.earliest,
      byAmount.get(`${key}\0${window - 1}`)?.latest,
      byAmount.get(`${key}\0${window + 1}`)?.earliest,
    ];
    const near = candidates.find(
      (found) => found !== undefined && Math.abs(found.day - day) <= nearDays,
    );
    if (near !== undefined) return near.file;
  }
  return undefined;
}

function addOriginal(
  byAmount: Map<string, Bucket>,
  fingerprint: Fingerprint,
  { file, nearDays }: { readonly file: string; readonly nearDays: number },
): void {
  if (fingerprint.issueDate === undefined) return;
  const day = dayNumber(fingerprint.issueDate);
  for (const amountKey of amountKeysOf(fingerprint)) {
    const key = `${amountKey}\0${windowOf(day, nearDays)}`;
    const bucket = byAmount.get(key);
    const added = { day, file };
    byAmount.set(key, {
      earliest: bucket !== undefined && bucket.earliest.day <= day ? bucket.earliest : added,
      latest: bucket !== undefined && bucket.latest.day >= day ? bucket.latest : added,
    });
  }
}
