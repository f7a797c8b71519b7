import type { InputDocument } from "#src/domain/document.ts";
import type { Draft } from "#src/domain/draft.ts";
import type { ReadingLimits } from "#src/domain/reading-limits.ts";
import {
  documentErrorCodes,
  DocumentRejected,
  FileUnreadable,
  type DocumentErrorCode,
} from "#src/errors.ts";
import type { DocumentReader } from "#src/ports/document-reader.ts";
import type { DraftAnswer, DraftTask } from "./draft-task.ts";
import { createLaneQueue } from "./lane-queue.ts";
import { createReadingLane, type ReadingLane } from "./reading-lane.ts";

type PooledDocumentReaderOptions = {
  /** Module that exports `draftInThread`, from a `DraftTask` to a `DraftAnswer`. */
  readonly workerFile: URL;
  /** Documents drafted at the same time. */
  readonly threads: number;
  readonly limits: ReadingLimits;
  /** Documents that may wait for a thread; more are turned away, to be tried again. */
  readonly queueMax: number;
};

/** The one function a worker file exports. */
const task = "draftInThread";

/**
 * Reads and drafts documents in threads, each bounded in time and memory: a document that is too much for its thread ends
 * that thread and nothing else.
 */
export function createPooledDocumentReader(
  options: PooledDocumentReaderOptions,
): DocumentReader & { close(): Promise<void> } {
  const { workerFile, threads, limits, queueMax } = options;
  const lanes = Array.from({ length: threads }, () =>
    createReadingLane({ workerFile, task, limits }),
  );
  const queue = createLaneQueue(lanes, { queueMax });

  return {
    async draft(document, readOptions, signal) {
      const lane = await queue.take(signal);
      if (lane === undefined) throw tooManyWaiting(document);
      try {
        return await draftIn(lane, { document, ...readOptions, limits }, signal);
      } finally {
        queue.giveBack(lane);
      }
    },
    async close() {
      await Promise.all(lanes.map((lane) => lane.close()));
    },
  };
}

async function draftIn(
  lane: ReadingLane,
  input: DraftTask,
  signal: AbortSignal | undefined,
): Promise<Draft> {
  // Our own worker file answers: its types are this type.
  const answer = (await lane.run(input, signal)) as DraftAnswer;
  if ("draft" in answer) return answer.draft;
  const { code, message, isTransient } = answer.error;
  if (isDocumentErrorCode(code)) throw new DocumentRejected(code, message);
  throw new FileUnreadable(message, { isTransient });
}

const isDocumentErrorCode = (code: string): code is DocumentErrorCode =>
  (documentErrorCodes as readonly string[]).includes(code);

const tooManyWaiting = ({ file }: InputDocument): FileUnreadable =>
  new FileUnreadable(`${file} was not read: too many documents wait to be read; try again`, {
    isTransient: true,
  });
