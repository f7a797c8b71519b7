/** What a batch ran under. */
export type BatchSetup = {
  /** Documents in flight at once, at most. */
  readonly slots: number;
  readonly isSequential: boolean;
  readonly readerThreads: number;
  /** Addresses of the hosts of models. */
  readonly hosts: readonly string[];
  /** Most requests at once to one host. */
  readonly hostSlotsMax: number;
};

/** What a process has for its batches, whatever their settings. */
export type BatchCapacity = Pick<BatchSetup, "readerThreads" | "hosts" | "hostSlotsMax">;

/**
 * What a batch with these settings runs under.
 *
 * @param on.processSlots - Documents in flight over all batches of the process.
 */
export function setupOf(
  { strategy, parallelism }: { readonly strategy: string; readonly parallelism: number },
  on: { readonly capacity: BatchCapacity; readonly processSlots: number },
): BatchSetup {
  const isSequential = strategy === "sequential";
  const slots = Math.min(isSequential ? 1 : parallelism, on.processSlots);
  return { ...on.capacity, isSequential, slots };
}
