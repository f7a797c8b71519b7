import { AsyncLocalStorage } from "node:async_hooks";

type Lease = { leave(): void };

const leases = new AsyncLocalStorage<Lease>();

/**
 * Runs work that holds a slot and may give it back before it is done. It is ambient, like what measures waiting, so that no port has to
 * hand it on; slots held further out are given back with it.
 *
 * @param giveBack - Called at most once.
 */
export async function holdingSlot<T>(giveBack: () => void, work: () => Promise<T>): Promise<T> {
  const outer = leases.getStore();
  let isLeft = false;
  const lease: Lease = {
    leave() {
      if (isLeft) return;
      isLeft = true;
      giveBack();
      outer?.leave();
    },
  };
  return await leases.run(lease, work);
}

/** For work that goes on for long in a place of its own: lets others begin in its slot. Whoever holds none, or may not, keeps what it has. */
export const leaveSlot = (): void => leases.getStore()?.leave();
