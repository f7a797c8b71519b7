import { compareFiles, type InputDocument, partNamed } from "#src/domain/document.ts";
import type { DuplicateMatch } from "#src/domain/facts.ts";
import { isSameReview } from "#src/domain/review.ts";
import { duplicateMatchesMax, type Ledger, pastOutcomesMax } from "#src/ports/ledger.ts";
import { contentAt, hasIdPrefix, kindOfMatch, kinds } from "./claim-matches.ts";
import {
  type Batch,
  type Claim,
  entryOf,
  isAwaitingReview,
  isReplaceable,
  recordOf,
  summaryOf,
} from "./held-batch.ts";

/** Forgets parts a file had before, but for what a person decided. */
function forgetOtherParts(
  { documents, claims, failed }: Batch,
  file: string,
  parts: readonly InputDocument[],
): void {
  const path = documents.get(file)?.path;
  for (const document of documents.values()) {
    const isOther = parts.every((part) => part.file !== document.file);
    const isPart = document.path === path && document.file.startsWith(`${file}#page=`);
    const isDecided = claims.get(document.file)?.outcome.decision?.decidedBy === "reviewer";
    if (!isOther || !isPart || isDecided) continue;
    for (const held of [documents, claims, failed]) held.delete(document.file);
  }
}

/** A ledger in memory. Like the stored one it keeps copies, so a caller cannot change what was recorded. */
export function createFakeLedger(): Ledger {
  const batches = new Map<string, Batch>();
  const started = (batchId: string): Batch => {
    const batch = batches.get(batchId);
    if (batch === undefined)
      throw new RangeError(`batch ${batchId} was not started in this ledger`);
    return batch;
  };
  const claimsOf = (batchId: string): Claim[] =>
    [...(batches.get(batchId)?.claims.values() ?? [])].toSorted((a, b) =>
      compareFiles(a.outcome.file, b.outcome.file),
    );
  const newestFirst = (): Batch[] =>
    [...batches.values()].toSorted(
      (a, b) =>
        Date.parse(b.startedAt) - Date.parse(a.startedAt) || compareFiles(b.batchId, a.batchId),
    );

  /** Claims that count against a batch: of others settled before it, or of all settled ones if it is not. */
  const claimsBefore = (batchId: string | undefined): Claim[] => {
    const limit = batches.get(batchId ?? "")?.settled ?? Infinity;
    return [...batches.values()]
      .filter(({ batchId: id, settled = Infinity }) => id !== batchId && settled < limit)
      .flatMap(({ batchId: id }) => claimsOf(id))
      .filter((claim) => !claim.isDuplicate && claim.outcome.status !== "quarantined");
  };
  const placeOf = ({
    batchId,
    outcome,
  }: Pick<Claim, "batchId" | "outcome">): string | undefined => {
    const path = batches.get(batchId)?.documents.get(outcome.file)?.path;
    return path === undefined ? undefined : contentAt({ documentId: outcome.documentId, path });
  };

  return {
    async startBatch(batch) {
      if (batches.has(batch.batchId)) return;
      batches.set(batch.batchId, {
        ...structuredClone(batch),
        documents: new Map(),
        claims: new Map(),
        failed: new Map(),
        reviews: [],
      });
    },
    findBatch: async (batchId) => {
      const batch = batches.get(batchId);
      return batch && entryOf(batch);
    },
    listBatches: async () => newestFirst().map(entryOf),
    async saveSettings(batchId, settings) {
      batches.set(batchId, { ...started(batchId), settings: structuredClone(settings) });
    },
    async finishBatch(batchId, summary, finishedAt) {
      batches.set(batchId, { ...started(batchId), finished: { summary, finishedAt } });
    },
    async saveDocuments(batchId, documents) {
      for (const document of documents) {
        started(batchId).documents.set(document.file, { ...document });
      }
    },
    async splitDocument(batchId, file, parts) {
      const { documents, claims, failed } = started(batchId);
      forgetOtherParts(started(batchId), file, parts);
      for (const held of [documents, claims, failed]) held.delete(file);
      for (const part of parts) documents.set(part.file, { ...part });
    },
    documents: async (batchId) =>
      [...(batches.get(batchId)?.documents.values() ?? [])]
        .map((document) => ({ ...document }))
        .toSorted((a, b) => compareFiles(a.file, b.file)),
    recorded: async (batchId, documents, versions) =>
      documents
        .map((document) => ({
          document,
          claim: batches.get(batchId)?.claims.get(document.file),
        }))
        .filter(
          ({ document, claim }) =>
            claim !== undefined &&
            claim.outcome.documentId === document.documentId &&
            claim.versions.policyVersion === versions.policyVersion &&
            claim.versions.extractionVersion === versions.extractionVersion,
        )
        .flatMap(({ claim }) => (claim ? [summaryOf(claim.outcome)] : []))
        .toSorted((a, b) => compareFiles(a.file, b.file)),
    async record(batchId, outcome, { versions, fingerprint, revision }) {
      const { claims, failed } = started(batchId);
      const before = claims.get(outcome.file);
      if (before !== undefined && !isReplaceable(before, outcome, revision)) return false;
      const isDuplicate = before?.isDuplicate ?? false;
      const isChanged = JSON.stringify(before?.outcome) !== JSON.stringify(outcome);
      const next = (before?.revision ?? 0) + (isChanged ? 1 : 0);
      const claim = { batchId, outcome, versions, fingerprint, isDuplicate, revision: next };
      claims.set(outcome.file, structuredClone(claim));
      failed.delete(outcome.file);
      forgetOtherParts(started(batchId), outcome.file, []);
      return true;
    },
    findRecord: async (batchId, file) => {
      const claim = batches.get(batchId)?.claims.get(file);
      return claim && recordOf(claim);
    },
    async recordReview(review, outcome) {
      const { claims, reviews } = started(review.batchId);
      const known = reviews.find(
        ({ file, revision }) => file === review.file && revision === review.revision,
      );
      if (known !== undefined) return isSameReview(known, review);
      const claim = claims.get(review.file);
      if (claim?.revision !== review.revision) return false;
      if (claim.outcome.documentId !== review.documentId) return false;
      reviews.push(structuredClone(review));
      const revision = claim.revision + 1;
      claims.set(review.file, structuredClone({ ...claim, outcome, revision }));
      return true;
    },
    reviews: async (batchId, file) =>
      structuredClone(
        (batches.get(batchId)?.reviews ?? [])
          .filter((review) => review.file === file)
          .toSorted((a, b) => a.revision - b.revision),
      ),
    async *awaitingReview(batchId) {
      for (const id of [...batches.keys()].toSorted(compareFiles)) {
        if (batchId === undefined || batchId === id) {
          yield* claimsOf(id).filter(isAwaitingReview).map(recordOf);
        }
      }
    },
    countAwaitingReview: async () =>
      [...batches.keys()].flatMap(claimsOf).filter(isAwaitingReview).length,
    async recordFailedAttempt(batchId, { file, documentId }, failed) {
      const known = started(batchId).failed.get(file) ?? [];
      const isKnown = known.some(
        (other) => other.documentId === documentId && other.attempt === failed.attempt,
      );
      if (!isKnown) started(batchId).failed.set(file, [...known, { ...failed, documentId }]);
    },
    failedAttempts: async (batchId, documents) =>
      new Map(
        documents.flatMap(({ file, documentId }) => {
          const failed = (batches.get(batchId)?.failed.get(file) ?? [])
            .filter((attempt) => attempt.documentId === documentId)
            .toSorted((a, b) => a.attempt - b.attempt)
            .map(({ attempt, code, message, at }) => ({ attempt, code, message, at }));
          return failed.length === 0 ? [] : [[file, failed] as const];
        }),
      ),
    async reopenQuarantined(batchId) {
      const { finished: _finished, ...batch } = started(batchId);
      const files: string[] = [];
      for (const claim of claimsOf(batchId)) {
        if (claim.outcome.status !== "quarantined") continue;
        files.push(claim.outcome.file);
        const versions = { ...claim.versions, extractionVersion: -1 };
        batch.claims.set(claim.outcome.file, { ...claim, versions });
      }
      if (files.length > 0) batches.set(batchId, batch);
      return files.toSorted(compareFiles);
    },
    async *outcomes(batchId) {
      for (const { outcome } of claimsOf(batchId)) yield structuredClone(outcome);
    },
    findOutcome: async (batchId, file) =>
      structuredClone(batches.get(batchId)?.claims.get(file)?.outcome),
    findLatestOutcome: async (documentIdOrFile) => {
      const claims = newestFirst().flatMap(({ batchId }) => claimsOf(batchId));
      const claim =
        claims.find(({ batchId, outcome }) => {
          const document = batches.get(batchId)?.documents.get(outcome.file);
          return document?.path === documentIdOrFile;
        }) ??
        claims.find(({ batchId, outcome }) => {
          const path = batches.get(batchId)?.documents.get(outcome.file)?.path;
          const part = partNamed(documentIdOrFile);
          return part !== undefined && path === part.whole && outcome.file.endsWith(part.suffix);
        }) ??
        claims.find(({ outcome }) => outcome.file === documentIdOrFile) ??
        claims.find(({ outcome }) => hasIdPrefix(outcome.documentId, documentIdOrFile));
      return claim && { batchId: claim.batchId, outcome: structuredClone(claim.outcome) };
    },
    async settleBatch(batchId) {
      const last = Math.max(0, ...[...batches.values()].map(({ settled = 0 }) => settled));
      batches.set(batchId, { ...started(batchId), settled: last + 1 });
    },
    items: async (batchId) =>
      claimsOf(batchId)
        .filter(({ outcome }) => outcome.status !== "quarantined")
        .map(({ outcome, fingerprint }) => ({
          file: outcome.file,
          documentId: outcome.documentId,
          fingerprint: structuredClone(fingerprint),
          isRecordedBefore: claimsBefore(batchId).some(
            (claim) =>
              placeOf(claim) !== undefined && placeOf(claim) === placeOf({ batchId, outcome }),
          ),
          isCalledDuplicate: outcome.findings.some(
            ({ check, status }) => check === "duplicates" && status === "contradicted",
          ),
        })),
    async markDuplicates(batchId, files) {
      const marked = new Set(files);
      for (const claim of claimsOf(batchId)) {
        const { file } = claim.outcome;
        batches.get(batchId)?.claims.set(file, { ...claim, isDuplicate: marked.has(file) });
      }
    },
    findDuplicates: async (document, fingerprint, { batchId, nearDays }) => {
      const own = new Set([contentAt(document)]);
      for (const held of batches.get(batchId ?? "")?.documents.values() ?? []) {
        const outcome = batches.get(batchId ?? "")?.claims.get(held.file)?.outcome;
        if (outcome?.status !== "quarantined") own.add(contentAt(held));
      }
      return claimsBefore(batchId)
        .filter((claim) => !own.has(placeOf(claim) ?? ""))
        .flatMap((claim): DuplicateMatch[] => {
          const kind = kindOfMatch(document, fingerprint, claim, nearDays);
          return kind ? [{ kind, file: claim.outcome.file, batchId: claim.batchId }] : [];
        })
        .toSorted(
          (a, b) =>
            kinds.indexOf(a.kind) - kinds.indexOf(b.kind) ||
            compareFiles(a.batchId, b.batchId) ||
            compareFiles(a.file, b.file),
        )
        .slice(0, duplicateMatchesMax);
    },
    pastOutcomes: async ({ sellerKeys, batchId, limit }) =>
      [...batches.values()]
        .filter((batch) => batch.settled !== undefined && batch.batchId !== batchId)
        .toSorted((a, b) => (b.settled ?? 0) - (a.settled ?? 0))
        .flatMap((batch) => claimsOf(batch.batchId))
        .filter((claim) => !claim.isDuplicate && claim.outcome.status !== "quarantined")
        .filter(
          ({ fingerprint }) =>
            sellerKeys === undefined ||
            sellerKeys.some((key) => fingerprint.sellerKeys.includes(key)),
        )
        .slice(0, Math.max(0, Math.min(limit, pastOutcomesMax)))
        .map((claim) => ({ batchId: claim.batchId, outcome: structuredClone(claim.outcome) })),
    settledMark: async () =>
      Math.max(0, ...[...batches.values()].map(({ settled = 0 }) => settled)),
    close: async () => undefined,
  };
}
