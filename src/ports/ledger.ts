import type { BatchStatus, BatchSummary, OutcomeSummary } from "#src/domain/batch.ts";
import type { InputDocument } from "#src/domain/document.ts";
import type { DuplicateMatch } from "#src/domain/facts.ts";
import type { Fingerprint } from "#src/domain/fingerprint.ts";
import type { FailedAttempt, Outcome } from "#src/domain/outcome.ts";
import type { RecordedReview } from "#src/domain/review.ts";
import { AppError } from "#src/errors.ts";

/** Outcomes made under other versions count as not recorded: the same key means the same result. */
export type OutcomeVersions = {
  readonly policyVersion: string;
  readonly extractionVersion: number;
};

export type NewBatch = {
  readonly batchId: string;
  /** ISO 8601 with time zone. */
  readonly startedAt: string;
  /** Input and settings as given, so that a resume runs under the same ones. JSON values only. */
  readonly settings: Readonly<Record<string, unknown>>;
};

export type BatchEntry = NewBatch & {
  /** `running` until it is finished; an interrupted or killed batch stays `running` and can be resumed. */
  readonly status: "running" | BatchStatus;
  readonly finishedAt?: string;
  readonly dispatched: number;
  readonly decided: number;
  readonly awaitingReview: number;
  readonly quarantined: number;
  readonly summary?: BatchSummary;
};

/** A document of a batch as the duplicate search sees it. */
export type LedgerItem = {
  readonly file: string;
  readonly documentId: string;
  readonly fingerprint: Fingerprint;
  /** The same content at the same path is a claim of a batch that was settled before. */
  readonly isRecordedBefore: boolean;
  /** Its record holds a contradicted finding of the check `duplicates`. */
  readonly isCalledDuplicate: boolean;
};

/** An outcome with its revision, a number from 1 that grows whenever the record changes. */
export type LedgerRecord = {
  readonly batchId: string;
  readonly outcome: Outcome;
  readonly revision: number;
};

export type PastOutcome = { readonly batchId: string; readonly outcome: Outcome };

/**
 * The durable record of batches, documents and outcomes. Every write is idempotent.
 *
 * Every call may throw `LedgerUnavailable`. Writing to a batch that was never started is a bug and a `RangeError`.
 */
export interface Ledger {
  /** Does nothing if the batch exists. */
  startBatch(batch: NewBatch): Promise<void>;
  findBatch(batchId: string): Promise<BatchEntry | undefined>;
  /** Newest first. */
  listBatches(): Promise<readonly BatchEntry[]>;
  /** Replaces what a batch was started with: the settings it goes on under from now on. */
  saveSettings(batchId: string, settings: NewBatch["settings"]): Promise<void>;
  finishBatch(batchId: string, summary: BatchSummary, finishedAt: string): Promise<void>;

  /** Registers the documents of a batch; a file already registered is from now on what it is now. */
  saveDocuments(batchId: string, documents: readonly InputDocument[]): Promise<void>;
  /**
   * Registers the parts of a file in its place: all or nothing. What was recorded of the whole file, and the attempts at it, go; so
   * do other parts it had before, but for what a person decided.
   */
  splitDocument(batchId: string, file: string, parts: readonly InputDocument[]): Promise<void>;
  /** The documents registered, ordered by `file` as `compareFiles` orders. */
  documents(batchId: string): Promise<readonly InputDocument[]>;
  /** The outcomes of these files of the batch already recorded under these versions and the same content. */
  recorded(
    batchId: string,
    documents: readonly InputDocument[],
    versions: OutcomeVersions,
  ): Promise<readonly OutcomeSummary[]>;
  /**
   * Writes or replaces the outcome of one file of a batch; key: batch, file, document id and versions. Parts the file had before go.
   *
   * @param options.revision - Revision of the record this outcome is made from: it replaces that one only. Without it, what a
   *   person decided on the same content is not replaced.
   * @returns Whether it was written.
   */
  record(
    batchId: string,
    outcome: Outcome,
    options: { versions: OutcomeVersions; fingerprint: Fingerprint; revision?: number },
  ): Promise<boolean>;
  findRecord(batchId: string, file: string): Promise<LedgerRecord | undefined>;

  /**
   * Keeps that an attempt at a document failed and another may follow: attempts are counted over rounds, resumes and processes.
   * The same attempt again changes nothing; recording an outcome of the file forgets them.
   */
  recordFailedAttempt(
    batchId: string,
    document: Pick<InputDocument, "file" | "documentId">,
    failed: FailedAttempt,
  ): Promise<void>;
  /** The failed attempts at these files with this content, by file, first to last; files without one are absent. */
  failedAttempts(
    batchId: string,
    documents: readonly Pick<InputDocument, "file" | "documentId">[],
  ): Promise<ReadonlyMap<string, readonly FailedAttempt[]>>;

  /**
   * Makes a batch that is done run again for its quarantined documents: their outcomes count as not recorded, and can be read until
   * others replace them.
   *
   * @returns Their files, ordered as `compareFiles` orders; if there are none, the batch stays done.
   */
  reopenQuarantined(batchId: string): Promise<readonly string[]>;
  /** All outcomes of a batch, ordered by `file` as `compareFiles` orders. */
  outcomes(batchId: string): AsyncIterable<Outcome>;
  findOutcome(batchId: string, file: string): Promise<Outcome | undefined>;
  /**
   * The newest outcome of a document id (a prefix of 6 hex digits or more is enough), a file as given to the batch, or an absolute path,
   * that of a part with its pages.
   */
  findLatestOutcome(
    documentIdOrFile: string,
  ): Promise<{ batchId: string; outcome: Outcome } | undefined>;

  /**
   * Keeps a review, with the outcome that follows from it, if the record still has the revision that was reviewed. The same
   * review again changes nothing.
   *
   * @returns Whether the ledger holds the review: false if the record has changed since.
   */
  recordReview(review: RecordedReview, outcome: Outcome): Promise<boolean>;
  /** The reviews of one file of a batch, oldest first. */
  reviews(batchId: string, file: string): Promise<readonly RecordedReview[]>;
  /** Records that wait for a person, of one batch or of all, ordered by batch and file. */
  awaitingReview(batchId?: string): AsyncIterable<LedgerRecord>;
  countAwaitingReview(): Promise<number>;

  /**
   * Puts the batch behind all that were settled before: their claims count against its documents, and its own count
   * against later ones. A batch settles when all its documents are recorded, and again when more were added.
   */
  settleBatch(batchId: string): Promise<void>;
  /** Fingerprints of all recorded outcomes of the batch that were not quarantined, ordered by `file`. */
  items(batchId: string): Promise<readonly LedgerItem[]>;
  /** Marks these files as copies of earlier ones: later batches do not compare with them. Replaces earlier marks of the batch. */
  markDuplicates(batchId: string, files: readonly string[]): Promise<void>;
  /**
   * Earlier claims that look like this one: of *other* batches, settled before this one, and not themselves duplicates.
   *
   * The same content at the same path is the same document, and documents this batch holds too are compared inside
   * it: running a folder twice is not a duplicate payment.
   *
   * @param options.nearDays - Days two issue dates may differ for `same_amount_near_date`.
   * @returns At most `duplicateMatchesMax`, strongest kind first, then by batch and file.
   */
  findDuplicates(
    document: Pick<InputDocument, "documentId" | "path">,
    fingerprint: Fingerprint,
    options: { batchId: string | undefined; nearDays: number },
  ): Promise<readonly DuplicateMatch[]>;

  /**
   * The newest outcomes that were not quarantined, of batches settled so far and other than `batchId`: what a batch under way
   * records has no say, so that results do not depend on timing.
   *
   * @param options.sellerKeys - Only of this seller: any key may match, as in a fingerprint; absent: of all sellers.
   * @param options.limit - At most this many, at most `pastOutcomesMax`.
   */
  pastOutcomes(options: {
    sellerKeys?: readonly string[];
    batchId: string | undefined;
    limit: number;
  }): Promise<readonly PastOutcome[]>;
  /** Changes whenever a batch settles: what was made of `pastOutcomes` before is out of date. */
  settledMark(): Promise<number>;

  close(): Promise<void>;
}

/** Outcomes one look back returns. */
export const pastOutcomesMax = 2_000;

/** Matches one search returns. */
export const duplicateMatchesMax = 10;

/** The ledger file cannot be used: locked for too long, read-only, not a ledger, disk full. */
export class LedgerUnavailable extends AppError {
  readonly code = "ledger.unavailable";
  readonly isTransient: boolean;

  constructor(message: string, options: ErrorOptions & { isTransient: boolean }) {
    super(message, options);
    this.isTransient = options.isTransient;
  }
}
