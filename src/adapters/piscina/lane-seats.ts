import { leaveSlot } from "#src/resilience/slot-lease.ts";
import { whileWaiting } from "#src/resilience/wait-meter.ts";
import { createLaneQueue } from "./lane-queue.ts";

/** What a document holds while it is read: a lane, and a seat if it is late. */
type Place<Lane> = { readonly lane: Lane; readonly isSeated: boolean };
export type Turn<Lane> = { place: Place<Lane> | undefined; timesStopped: number };

/** Who waits for which place, and who gets one that is given back. */
function createLines<Lane>(lanes: readonly Lane[], options: { readonly queueMax: number }) {
  const queue = createLaneQueue(lanes, options);
  /** Of who made way: they take a seat, or a lane that nobody else waits for. */
  const stopped = createLaneQueue<Place<Lane>>([], options);
  /** Of who made way there too. */
  const forSeats = createLaneQueue<Place<Lane>>([], options);
  return {
    queue,
    /** Where who was stopped so often waits. */
    afterStop: (timesStopped: number) => (timesStopped > 1 ? forSeats : stopped),
    giveBack(lane: Lane): void {
      if (queue.hasWaiting() || !stopped.hasWaiting()) queue.giveBack(lane);
      else stopped.giveBack({ lane, isSeated: false });
    },
    /** Gives a lane together with its seat to who waits for one. @returns False if nobody does. */
    giveSeat(lane: Lane): boolean {
      const next = [forSeats, stopped].find((line) => line.hasWaiting());
      next?.giveBack({ lane, isSeated: true });
      return next !== undefined;
    },
  };
}

/**
 * Hands out lanes, and seats to documents that are late: one seat less than there are lanes. The first lane is held back while nobody has
 * a seat, so that who is late costs the others no lane, and the late together leave them one.
 *
 * @param options.queueMax - Documents that may wait for a lane, and as many that made way once, or more often.
 */
export function createLaneSeats<Lane>(
  [first, ...others]: readonly [Lane, ...Lane[]],
  options: { readonly queueMax: number },
) {
  const lines = createLines(others, options);
  let heldBack: Lane | undefined = first;
  let seated = 0;

  function leaveSeat(lane: Lane): void {
    if (lines.giveSeat(lane)) return;
    seated -= 1;
    if (seated === 0) heldBack = lane;
    else lines.giveBack(lane);
  }

  function end({ place }: Turn<Lane>): void {
    if (place?.isSeated === true) leaveSeat(place.lane);
    else if (place !== undefined) lines.giveBack(place.lane);
  }

  /** Takes a seat for who holds a lane, and gives back its slot among documents in flight. @returns False if none is free. */
  function sit(turn: Turn<Lane>): boolean {
    const { place } = turn;
    if (place === undefined || place.isSeated) return true;
    if (seated === others.length) return false;
    turn.place = { lane: place.lane, isSeated: true };
    seated += 1;
    if (heldBack !== undefined) lines.giveBack(heldBack);
    heldBack = undefined;
    leaveSlot();
    return true;
  }

  return {
    /** Waits for a lane; without one if `queueMax` documents wait already. @throws The signal's reason once it is aborted. */
    async begin(signal: AbortSignal | undefined): Promise<Turn<Lane>> {
      const lane = await whileWaiting(lines.queue.take(signal));
      return { place: lane && { lane, isSeated: false }, timesStopped: 0 };
    },
    sit,
    /** For who was stopped: waits for another place, without a lane meanwhile; as `begin`. */
    async beginAgain(turn: Turn<Lane>, signal: AbortSignal | undefined): Promise<void> {
      if (sit(turn)) return;
      end(turn);
      turn.place = undefined;
      turn.timesStopped += 1;
      leaveSlot();
      turn.place = await whileWaiting(lines.afterStop(turn.timesStopped).take(signal));
    },
    othersWait: (): boolean => lines.queue.hasWaiting(),
    end,
  };
}
