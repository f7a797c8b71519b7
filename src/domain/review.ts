import { z } from "zod";
import { Decision } from "./decision.ts";
import { DocumentId } from "./document.ts";
import { onOneLine } from "./printable.ts";

/** Characters of a reviewer's name, and of what a reviewer notes. */
export const reviewerCharsMax = 200;
export const commentCharsMax = 2_000;

/** Marks that nobody sees are no name. */
const visible = /[\p{L}\p{N}]/u;

/** The one invoice, in the one state, that a person was shown. */
export const ReviewTarget = z
  .object({
    batchId: z.string().min(1).describe("Batch of the document"),
    file: z.string().min(1).describe("Its name in the results"),
    documentId: DocumentId.describe("Content of the document that was shown"),
    revision: z.int().min(1).describe("Revision of the record that was shown"),
  })
  .describe("What is reviewed");
export type ReviewTarget = z.infer<typeof ReviewTarget>;

export const ReviewAction = z.enum(["approve", "reject"]);
export type ReviewAction = z.infer<typeof ReviewAction>;

export const ReviewerName = z
  .string()
  .transform(onOneLine)
  .pipe(z.string().regex(visible, "names no reviewer").max(reviewerCharsMax))
  .describe("Who decides");

export const ReviewComment = z
  .string()
  .transform(onOneLine)
  .pipe(z.string().max(commentCharsMax))
  .describe("For the record, and for whoever reads the seller's next invoice");

/** What a person decided. */
export const Review = ReviewTarget.extend({
  action: ReviewAction,
  reviewer: z.string().min(1),
  comment: z.string().min(1).optional(),
  at: z.iso.datetime().describe("When it was decided"),
}).describe("One review");
export type Review = z.infer<typeof Review>;

/** A review as the ledger keeps it. */
export const RecordedReview = Review.extend({
  replaced: Decision.describe("The decision that stood before"),
});
export type RecordedReview = z.infer<typeof RecordedReview>;

/** The same person said the same of the same record: an answer that came twice. */
export const isSameReview = (left: Review, right: Review): boolean =>
  (["batchId", "file", "documentId", "revision", "action", "reviewer", "comment"] as const).every(
    (key) => left[key] === right[key],
  );
