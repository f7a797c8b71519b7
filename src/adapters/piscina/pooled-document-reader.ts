import type { InputDocument } from "#src/domain/document.ts";
import type { ReadingLimits } from "#src/domain/reading-limits.ts";
import {
  documentErrorCodes,
  DocumentRejected,
  FileUnreadable,
  type DocumentErrorCode,
} from "#src/errors.ts";
import type { DocumentReader, ReadOptions } from "#src/ports/document-reader.ts";
import { createLaneQueue } from "./lane-queue.ts";
import { createReadingLane } from "./reading-lane.ts";
import type { ReadingAnswer, ReadingTask, ReadingResults } from "./reading-task.ts";

type PooledDocumentReaderOptions = {
  /** Module that exports the functions of `ReadingResults`. */
  readonly workerFile: URL;
  /** Documents read at the same time. */
  readonly threads: number;
  readonly limits: ReadingLimits;
  /** Documents that may wait for a thread; more are turned away, to be tried again. */
  readonly queueMax: number;
};

/**
 * Reads and drafts documents in threads, each bounded in time and memory: a document that is too much for its thread ends
 * that thread and nothing else.
 */
export function createPooledDocumentReader(
  options: PooledDocumentReaderOptions,
): DocumentReader & { close(): Promise<void> } {
  const { workerFile, threads, limits, queueMax } = options;
  const lanes = Array.from({ length: threads }, () => createReadingLane({ workerFile, limits }));
  const queue = createLaneQueue(lanes, { queueMax });

  async function ask<Task extends keyof ReadingResults>(
    task: Task,
    document: InputDocument,
    readOptions: ReadOptions,
    signal: AbortSignal | undefined,
  ): Promise<ReadingResults[Task]> {
    const lane = await queue.take(signal);
    if (lane === undefined) throw tooManyWaiting(document);
    try {
      const input: ReadingTask = { document, ...readOptions, limits };
      // Our own worker file answers: its types are this type.
      return resultOf((await lane.run(task, input, signal)) as ReadingAnswer<ReadingResults[Task]>);
    } finally {
      queue.giveBack(lane);
    }
  }

  return {
    draft: async (...question) => await ask("draftInThread", ...question),
    content: async (...question) => await ask("contentInThread", ...question),
    async close() {
      await Promise.all(lanes.map((lane) => lane.close()));
    },
  };
}

function resultOf<Result>(answer: ReadingAnswer<Result>): Result {
  if ("result" in answer) return answer.result;
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
