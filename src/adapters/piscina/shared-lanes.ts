import { AsyncLocalStorage } from "node:async_hooks";
import { createLaneSeats, type Turn } from "./lane-seats.ts";
import type { ReadingTask } from "./reading-task.ts";

/** What reads one document at a time. */
export type Lane = {
  /** @param onWork - Told now and then how long it was worked on, in milliseconds of a processor. */
  run(
    name: string,
    input: ReadingTask,
    signal: AbortSignal | undefined,
    onWork?: (workedMs: number) => void,
  ): Promise<unknown>;
  close(): Promise<void>;
};

type SharedLanesOptions = {
  /** Documents read at the same time while none is slow; one more where some are. */
  readonly count: number;
  /** Documents that may wait for a lane, and as many that made way. */
  readonly queueMax: number;
  /** Opens a lane, which takes nothing before its first task. */
  readonly open: () => Lane;
};

/** Work after which a document is late, and after which it makes way: ordinary ones take some 50 ms, in a new thread half a second. */
const lateMs = 500;
const makesWayMs = 1_000;

/**
 * Lanes in which slow documents do not delay the others. Who is late goes on in its lane, and another one makes up for it; but one lane is
 * always left to those that are not late. Who is the last to be late and keeps others waiting makes way: it is stopped, and read anew when
 * another slow one is done or nobody waits, at most twice.
 */
export function createSharedLanes(options: SharedLanesOptions) {
  const { count, queueMax, open } = options;
  const lanes = [open(), ...Array.from({ length: count }, open)] as const;
  const seats = createLaneSeats(lanes, { queueMax });

  /** @throws {MadeWay} If others wait when it is late, and no seat is free. */
  async function untilLate<T>(
    turn: Turn<Lane>,
    read: (late: AbortSignal, onWork: (workedMs: number) => void) => Promise<T>,
  ): Promise<T> {
    const late = new AbortController();
    const onWork = (workedMs: number): void => {
      if (workedMs < lateMs || seats.sit(turn)) return;
      if (workedMs >= makesWayMs && seats.othersWait()) late.abort(new MadeWay());
    };
    // Bound: a slot that is given back is the document's own.
    return await read(late.signal, AsyncLocalStorage.bind(onWork));
  }

  return {
    lanes,
    /**
     * Runs one task when it is its turn.
     *
     * @returns `undefined` if `queueMax` documents wait already.
     * @throws What the lane throws; the signal's reason once it is aborted.
     */
    async run(name: string, input: ReadingTask, signal: AbortSignal | undefined): Promise<unknown> {
      const turn = await seats.begin(signal);
      const read = async (
        late: AbortSignal,
        onWork: (workedMs: number) => void,
      ): Promise<unknown> =>
        await turn.place?.lane.run(name, input, eitherOf(late, signal), onWork);
      try {
        // Ends with the third reading at the latest: that one has a seat.
        for (;;) {
          try {
            return await untilLate(turn, read);
          } catch (error) {
            if (!(error instanceof MadeWay)) throw error;
            await seats.beginAgain(turn, signal);
          }
        }
      } finally {
        seats.end(turn);
      }
    },
  };
}

/** Why a document was stopped that is read later. */
class MadeWay extends Error {
  override readonly name = "MadeWay";
}

const eitherOf = (late: AbortSignal, signal: AbortSignal | undefined): AbortSignal =>
  signal === undefined ? late : AbortSignal.any([late, signal]);
