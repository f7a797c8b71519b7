import type { InputDocument } from "#src/domain/document.ts";
import type { Reading } from "#src/domain/reading.ts";
import type { ReadingLimits } from "#src/domain/reading-limits.ts";
import {
  documentErrorCodes,
  DocumentRejected,
  FileUnreadable,
  type DocumentErrorCode,
} from "#src/errors.ts";
import type { DocumentReader, ReadOptions } from "#src/ports/document-reader.ts";
import { createLaneQueue } from "./lane-queue.ts";
import { createReadingLane, type ReadingLane } from "./reading-lane.ts";
import { createRecentReadings } from "./recent-readings.ts";

type PooledDocumentReaderOptions = {
  /** Module that exports `readInThread`: it reads one document. */
  readonly workerFile: URL;
  /** Documents read at the same time. */
  readonly threads: number;
  readonly limits: ReadingLimits;
  /** Documents that may wait for a thread; more are turned away, to be tried again. */
  readonly queueMax: number;
};

/** The one function a worker file exports. */
const task = "readInThread";

/** What the worker file answers with. */
type Answer =
  | { readonly reading: Reading }
  | { readonly error: { code: string; message: string; isTransient: boolean } };

/**
 * Reads documents in threads, each bounded in time and memory: a document that is too much for its thread ends that
 * thread and nothing else. Recent readings are remembered by content.
 */
export function createPooledDocumentReader(
  options: PooledDocumentReaderOptions,
): DocumentReader & { close(): Promise<void> } {
  const { workerFile, threads, limits, queueMax } = options;
  const lanes = Array.from({ length: threads }, () =>
    createReadingLane({ workerFile, task, limits }),
  );
  const queue = createLaneQueue(lanes, { queueMax });
  const recent = createRecentReadings();

  return {
    async read(document, readOptions, signal) {
      const key = `${document.documentId} ${readOptions.ignoreEmbeddedXml}`;
      const known = recent.get(key);
      if (known !== undefined) return known;
      const lane = await queue.take(signal);
      if (lane === undefined) throw tooManyWaiting(document);
      try {
        const reading = await readIn(lane, { document, readOptions, limits, signal });
        recent.remember(key, reading);
        return reading;
      } finally {
        queue.giveBack(lane);
      }
    },
    async close() {
      recent.clear();
      await Promise.all(lanes.map((lane) => lane.close()));
    },
  };
}

type Request = {
  readonly document: InputDocument;
  readonly readOptions: ReadOptions;
  readonly limits: ReadingLimits;
  readonly signal: AbortSignal | undefined;
};

async function readIn(
  lane: ReadingLane,
  { document, readOptions, limits, signal }: Request,
): Promise<Reading> {
  const { path } = document;
  const { ignoreEmbeddedXml } = readOptions;
  // Our own worker file answers: its types are this type.
  const answer = (await lane.run({ path, ignoreEmbeddedXml, limits }, signal)) as Answer;
  if ("reading" in answer) return answer.reading;
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
