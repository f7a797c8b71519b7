import { setTimeout as wait } from "node:timers/promises";
import type { InputDocument } from "#src/domain/document.ts";
import type { Outcome } from "#src/domain/outcome.ts";
import { DocumentRejected, FileUnreadable } from "#src/errors.ts";
import { cutChunks } from "#src/nodes/cut-chunks.ts";
import type { RunContext } from "#src/state/run-context.ts";
import { aBatch, anApprovedOutcome, versions } from "#test/support/a-batch.ts";
import { anInputDocument } from "#test/support/an-input-document.ts";
import { createRandom } from "#test/support/simulated-service.ts";
import { rounded } from "../measure.ts";

const count = 400;
const chunkSize = 20;
const parallelism = 8;
const documentMs = 20;
const failingWorkersShare = 0.3;
const failingDocumentsShare = 0.2;
const seed = 4;

/** Which documents fail, and how. */
type Faults = {
  /** Documents of workers that fail in the first round; nothing is wrong with them. */
  readonly ofFailingWorkers: ReadonlySet<string>;
  /** Rejected, whoever reads them. */
  readonly rejected: ReadonlySet<string>;
  /** Can never be read, though each failure looks as if it might pass. */
  readonly neverReadable: ReadonlySet<string>;
};

const none: ReadonlySet<string> = new Set();
const noFaults: Faults = { ofFailingWorkers: none, rejected: none, neverReadable: none };

const documentsOf = (): InputDocument[] =>
  Array.from({ length: count }, (_, index) =>
    anInputDocument({ file: `${String(index).padStart(4, "0")}.xml`, sizeBytes: 1_000 + index }),
  );

/** A worker is the task of one chunk: 30 % of them lose all their documents once, and 20 % of all documents are bad. */
function drawFaults(documents: readonly InputDocument[]): Faults {
  const random = createRandom(seed);
  const drawn = <T>(items: readonly T[], share: number): T[] =>
    items
      .map((item) => ({ item, rank: random() }))
      .toSorted((a, b) => a.rank - b.rank)
      .slice(0, Math.round(items.length * share))
      .map(({ item }) => item);
  const chunks = drawn(cutChunks(documents, chunkSize), failingWorkersShare);
  const bad = drawn(documents, failingDocumentsShare).map(({ file }) => file);
  const half = bad.length / 2;
  return {
    ofFailingWorkers: new Set(chunks.flat().map(({ file }) => file)),
    rejected: new Set(bad.slice(0, half)),
    neverReadable: new Set(bad.slice(half)),
  };
}

const failsNow = (faults: Faults, file: string, attempt: number): boolean =>
  faults.neverReadable.has(file) || (faults.ofFailingWorkers.has(file) && attempt === 1);

type Run = {
  readonly name: string;
  readonly wallMs: number;
  readonly backoffMs: number;
  readonly attempts: ReadonlyMap<string, number>;
  /** Times a decision on each document was written. */
  readonly recorded: ReadonlyMap<string, number>;
  readonly outcomes: readonly Outcome[];
  readonly status: string | undefined;
};

async function runBatch(
  name: string,
  faults: Faults,
  context: Pick<RunContext, "onError">,
): Promise<Run> {
  const attempts = new Map<string, number>();
  const recorded = new Map<string, number>();
  const batch = aBatch({
    documents: documentsOf(),
    invoke: async ({ file = "", documentId = "" }) => {
      const attempt = (attempts.get(file) ?? 0) + 1;
      attempts.set(file, attempt);
      await wait(documentMs);
      if (failsNow(faults, file, attempt)) {
        throw new FileUnreadable(`${file} is busy`, { isTransient: true });
      }
      if (faults.rejected.has(file)) throw new DocumentRejected("document.damaged", "damaged");
      const outcome = anApprovedOutcome({ file, documentId });
      await batch.ledger.record("batch", outcome, { versions, fingerprint: { sellerKeys: [] } });
      recorded.set(file, (recorded.get(file) ?? 0) + 1);
      return { outcome };
    },
  });
  const startedAtMs = performance.now();
  const { summary } = await batch.run({ parallelism, chunkSize, ...context });
  const wallMs = performance.now() - startedAtMs;
  const outcomes: Outcome[] = [];
  for await (const outcome of batch.ledger.outcomes("batch")) outcomes.push(outcome);
  const backoffMs = batch.waits.reduce((sum, ms) => sum + ms, 0);
  return { name, wallMs, backoffMs, attempts, recorded, outcomes, status: summary?.status };
}

const sum = (values: Iterable<number>): number =>
  [...values].reduce((total, each) => total + each, 0);

function rowOf({ name, wallMs, backoffMs, attempts, recorded, outcomes, status }: Run) {
  const quarantined = outcomes.filter((outcome) => outcome.status === "quarantined");
  const doubled = [...recorded.values()].filter((times) => times > 1).length;
  return {
    batch: name,
    status,
    decided: outcomes.length - quarantined.length,
    quarantined: quarantined.length,
    lost: count - outcomes.length,
    doubled,
    attempts: sum(attempts.values()),
    rounds: Math.max(...attempts.values()),
    wallMs: rounded(wallMs),
    backoffMs,
  };
}

/** The decisions of the documents nothing is wrong with, those of failing workers among them. */
const decisionsOfGood = (run: Run, { rejected, neverReadable }: Faults): string =>
  JSON.stringify(
    run.outcomes
      .filter(({ file }) => !rejected.has(file) && !neverReadable.has(file))
      .map(({ file, status, decision }) => ({ file, status, decision })),
  );

/** 30 % of the workers and 20 % of the documents fail. */
export async function compareFailures() {
  const faults = drawFaults(documentsOf());
  const without = await runBatch("no faults", noFaults, { onError: "retry" });
  const untried = await runBatch("faults, continue", faults, { onError: "continue" });
  const retried = await runBatch("faults, retry", faults, { onError: "retry" });
  const rows = [rowOf(without), rowOf(untried), rowOf(retried)];
  const bad = faults.rejected.size + faults.neverReadable.size;
  const quarantinedAfter = Object.groupBy(
    retried.outcomes.filter(({ status }) => status === "quarantined"),
    ({ error }) => `${error?.code} after ${error?.attempts}`,
  );
  const last = rows.at(-1);
  return {
    rows,
    figures: {
      documents: count,
      chunks: count / chunkSize,
      parallelism,
      documentMs,
      seed,
      failingWorkers: faults.ofFailingWorkers.size / chunkSize,
      documentsOfFailingWorkers: faults.ofFailingWorkers.size,
      rejectedDocuments: faults.rejected.size,
      neverReadableDocuments: faults.neverReadable.size,
      attemptsPerDocument: rounded(sum(retried.attempts.values()) / count, 3),
      wallOverNoFaults: rounded(retried.wallMs / without.wallMs, 2),
      quarantined: Object.fromEntries(
        Object.entries(quarantinedAfter).map(([reason, outcomes]) => [reason, outcomes?.length]),
      ),
    },
    promises: {
      "no document is lost or recorded twice": rows.every(
        ({ lost, doubled }) => lost === 0 && doubled === 0,
      ),
      "only bad documents are quarantined": last?.quarantined === bad,
      "good documents are decided as without faults":
        decisionsOfGood(retried, faults) === decisionsOfGood(without, faults),
    },
  };
}
