import type { InputDocument } from "#src/domain/document.ts";
import type { Draft } from "#src/domain/draft.ts";
import type { ProcessUsage } from "#src/domain/measurement.ts";
import type { ReadingLimits } from "#src/domain/reading-limits.ts";
import {
  documentErrorCodes,
  DocumentRejected,
  FileUnreadable,
  type DocumentErrorCode,
} from "#src/errors.ts";
import type { DocumentReader, ReadOptions } from "#src/ports/document-reader.ts";
import type { PlaceViewer } from "#src/ports/place-viewer.ts";
import { leaveSlot } from "#src/resilience/slot-lease.ts";
import { whileWaiting } from "#src/resilience/wait-meter.ts";
import { createLaneQueue } from "./lane-queue.ts";
import { createProcessLane } from "./process-lane.ts";
import { createReadingLane } from "./reading-lane.ts";
import type { ReadingAnswer, ReadingTask, ReadingResults } from "./reading-task.ts";
import { createSharedLanes, type Lane } from "./shared-lanes.ts";

type PooledDocumentReaderOptions = {
  /** Module that exports the functions of `ReadingResults`. */
  readonly workerFile: URL;
  /** Documents read at the same time while none is slow; one more where some are. */
  readonly threads: number;
  readonly limits: ReadingLimits;
  /** Documents that may wait for a thread; more are turned away, to be tried again. */
  readonly queueMax: number;
  /** Text recognition of scans; absent: they are rejected. */
  readonly recognition?: RecognitionOptions | undefined;
};

type RecognitionOptions = {
  /** Scans read at the same time, in processes of their own: a document with text never waits for a scan. */
  readonly threads: number;
  /** Time one scan may take, from the moment a thread takes it up. */
  readonly timeoutMs: number;
};

export type PooledDocumentReader = DocumentReader &
  PlaceViewer & {
    /** What the processes that recognise text use. */
    processUsage(): ProcessUsage;
    close(): Promise<void>;
  };

/**
 * Reads and drafts documents in threads, each bounded in time and memory: a document that is too much for its thread ends
 * that thread and nothing else.
 */
export function createPooledDocumentReader(
  options: PooledDocumentReaderOptions,
): PooledDocumentReader {
  const { limits, recognition } = options;
  const readers = openLanes(options);
  const recognizers = recognition && openRecognizers(options, recognition);

  async function ask<Task extends keyof ReadingResults>(
    lanes: Pick<Lane, "run">,
    task: Task,
    document: InputDocument,
    readOptions: ReadOptions & Pick<ReadingTask, "places">,
    signal: AbortSignal | undefined,
  ): Promise<ReadingResults[Task]> {
    const input: ReadingTask = { document, ...readOptions, limits };
    const answer = await lanes.run(task, input, signal);
    if (answer === undefined) throw tooManyWaiting(document);
    // Our own worker file answers: its types are this type.
    return resultOf(answer as ReadingAnswer<ReadingResults[Task]>);
  }

  return {
    draft: async (document, readOptions, signal) =>
      await withRecognition({
        draft: async () => await ask(readers, "draftInThread", document, readOptions, signal),
        recognize:
          recognizers &&
          (async () => {
            // It waits and is read for long, apart from documents with text.
            leaveSlot();
            return await ask(recognizers, "recognizedDraftInThread", document, readOptions, signal);
          }),
      }),
    content: async (document, readOptions, signal) =>
      await ask(readers, "contentInThread", document, readOptions, signal),
    viewPlaces: async (document, places, signal) =>
      await ask(readers, "placesInThread", document, { ignoreEmbeddedXml: true, places }, signal),
    processUsage: () =>
      (recognizers?.lanes ?? [])
        .map((lane) => lane.usage())
        .reduce(
          (sum, { rssBytes, cpuMs }) => ({
            rssBytes: sum.rssBytes + rssBytes,
            cpuMs: sum.cpuMs + cpuMs,
          }),
          { rssBytes: 0, cpuMs: 0 },
        ),
    async close() {
      const lanes = [...readers.lanes, ...(recognizers?.lanes ?? [])];
      await Promise.all(lanes.map((lane) => lane.close()));
    },
  };
}

const openLanes = ({ workerFile, threads, limits, queueMax }: PooledDocumentReaderOptions) =>
  createSharedLanes({
    count: threads,
    queueMax,
    open: () => createReadingLane({ workerFile, limits }),
  });

/** What the engine of text recognition takes with its language's model: some 500 MB, more for a large page. */
const engineMemoryMb = 1_200;

function openRecognizers(
  { workerFile, limits, queueMax }: PooledDocumentReaderOptions,
  { threads, timeoutMs }: RecognitionOptions,
) {
  const laneLimits = { ...limits, documentTimeoutMs: timeoutMs };
  const lanes = Array.from({ length: threads }, () =>
    createProcessLane({ workerFile, limits: laneLimits, engineMemoryMb }),
  );
  const queue = createLaneQueue(lanes, { queueMax });
  return {
    lanes,
    /** @returns `undefined` if `queueMax` documents wait already. */
    async run(...[name, input, signal]: Parameters<Lane["run"]>): Promise<unknown> {
      const lane = await whileWaiting(queue.take(signal));
      if (lane === undefined) return undefined;
      try {
        return await lane.run(name, input, signal);
      } finally {
        queue.giveBack(lane);
      }
    },
  };
}

type Drafting = {
  readonly draft: () => Promise<Draft>;
  readonly recognize: (() => Promise<Draft>) | undefined;
};

/** The draft of a document's text; by text recognition where it has none, or pages without. */
async function withRecognition({ draft, recognize }: Drafting): Promise<Draft> {
  let ofText: Draft;
  try {
    ofText = await draft();
  } catch (error) {
    if (recognize === undefined || !needsRecognition(error)) throw error;
    return await recognize();
  }
  if (recognize === undefined || !hasUnreadPages(ofText)) return ofText;
  try {
    return await recognize();
  } catch (error) {
    // What has text was read, and its draft says which pages were not.
    if (!(error instanceof DocumentRejected)) throw error;
    return ofText;
  }
}

const hasUnreadPages = ({ warnings = [] }: Draft): boolean =>
  warnings.some(({ rule }) => rule === "DOCUMENT-PAGES-UNREAD");

const needsRecognition = (error: unknown): boolean =>
  error instanceof DocumentRejected && error.code === "document.needs_ocr";

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
