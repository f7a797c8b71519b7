import { leaveSlot } from "#src/resilience/slot-lease.ts";
import { whileWaiting } from "#src/resilience/wait-meter.ts";
import { createLaneQueue } from "./lane-queue.ts";

/** What a document holds while it is read: a lane, and a seat if it is late. */
export type Turn<Lane> = { lane: Lane | undefined; isSeated: boolean };

/**
 * Hands out lanes, and seats to documents that are late: one seat less than there are lanes. The first lane is held back while nobody has
 * a seat, so that who is late costs the others no lane, and the late together leave them one.
 *
 * @param options.queueMax - Documents that may wait for a lane, and as many for a seat.
 */
export function createLaneSeats<Lane>(
  [first, ...others]: readonly [Lane, ...Lane[]],
  { queueMax }: { readonly queueMax: number },
) {
  const queue = createLaneQueue(others, { queueMax });
  /** Waits for a seat, together with the lane of who leaves it. */
  const line = createLaneQueue<Lane>([], { queueMax });
  let heldBack: Lane | undefined = first;
  let seated = 0;

  function leaveSeat(lane: Lane): void {
    if (line.hasWaiting()) return line.giveBack(lane);
    seated -= 1;
    if (seated === 0) heldBack = lane;
    else queue.giveBack(lane);
  }

  function end({ lane, isSeated }: Turn<Lane>): void {
    if (lane === undefined) return;
    if (isSeated) leaveSeat(lane);
    else queue.giveBack(lane);
  }

  /** Takes a seat for who holds a lane, and gives back its slot among documents in flight. @returns False if none is free. */
  function sit(turn: Turn<Lane>): boolean {
    if (turn.isSeated) return true;
    if (seated === others.length) return false;
    turn.isSeated = true;
    seated += 1;
    if (heldBack !== undefined) queue.giveBack(heldBack);
    heldBack = undefined;
    leaveSlot();
    return true;
  }

  return {
    /** Waits for a lane; without one if `queueMax` documents wait already. @throws The signal's reason once it is aborted. */
    begin: async (signal: AbortSignal | undefined): Promise<Turn<Lane>> => ({
      lane: await whileWaiting(queue.take(signal)),
      isSeated: false,
    }),
    sit,
    /** Waits for a seat, without a lane meanwhile; as `begin`. */
    async waitForSeat(turn: Turn<Lane>, signal: AbortSignal | undefined): Promise<void> {
      if (sit(turn)) return;
      end(turn);
      turn.lane = undefined;
      leaveSlot();
      turn.lane = await whileWaiting(line.take(signal));
      turn.isSeated = true;
    },
    othersWait: (): boolean => queue.hasWaiting(),
    end,
  };
}
