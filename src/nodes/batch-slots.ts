import type { RunContext } from "#src/state/run-context.ts";

/** Documents of a batch in flight at once. */
export const batchSlots = ({ strategy, parallelism }: RunContext): number =>
  strategy === "sequential" ? 1 : parallelism;
