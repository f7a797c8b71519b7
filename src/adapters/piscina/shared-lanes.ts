import { createLaneSeats, type Turn } from "./lane-seats.ts";
import type { ReadingTask } from "./reading-task.ts";

/** What reads one document at a time. */
export type Lane = {
  run(name: string, input: ReadingTask, signal: AbortSignal | undefined): Promise<unknown>;
  close(): Promise<void>;
};

type SharedLanesOptions = {
  /** Documents read at the same time while none is slow; one more where some are. */
  readonly count: number;
  /** Documents that may wait for a lane, and as many that made way. */
  readonly queueMax: number;
  /** Opens a lane, which takes nothing before its first task. */
  readonly open: () => Lane;
  /** Calls back every `lateAfterMs` until what it returns is called. */
  readonly whenLate?: (callBack: () => void) => () => void;
};

/** Time a document may keep others waiting: ordinary ones take some 50 ms, large ones a second. */
const lateAfterMs = 2_000;

/**
 * Lanes in which slow documents do not delay the others. Who is late goes on in its lane, and another one makes up for it; but one lane is
 * always left to those that are not late. Who is the last to be late and keeps others waiting makes way: it is stopped, once, and read anew
 * when another slow one is done.
 */
export function createSharedLanes(options: SharedLanesOptions) {
  const { count, queueMax, open, whenLate = everyLateAfter } = options;
  const lanes = [open(), ...Array.from({ length: count }, open)] as const;
  const seats = createLaneSeats(lanes, { queueMax });

  /** @throws {MadeWay} If others wait when it is late, and no seat is free. */
  async function untilLate<T>(turn: Turn<Lane>, read: (late: AbortSignal) => Promise<T>) {
    const late = new AbortController();
    const stopWatching = whenLate(() => {
      if (!seats.sit(turn) && seats.othersWait()) late.abort(new MadeWay());
    });
    try {
      return await read(late.signal);
    } finally {
      stopWatching();
    }
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
      try {
        return await untilLate(
          turn,
          async (late) => await turn.lane?.run(name, input, eitherOf(late, signal)),
        );
      } catch (error) {
        if (!(error instanceof MadeWay)) throw error;
        await seats.waitForSeat(turn, signal);
        return await turn.lane?.run(name, input, signal);
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

function everyLateAfter(callBack: () => void): () => void {
  const timer = setInterval(callBack, lateAfterMs);
  return () => clearInterval(timer);
}
