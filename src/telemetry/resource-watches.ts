import type { MeasuredResources } from "#src/domain/batch-resources.ts";
import type { ResourceWatch } from "./resource-monitor.ts";

/** Batches that are watched, or whose figures are kept, at once; the oldest is forgotten first. */
export const watchesMax = 32;

type Entry = { readonly watch: ResourceWatch; isOver: boolean };

/** Keeps a watch for each batch under way, and what it saw until newer batches take its place. */
export function createResourceWatches(open: () => ResourceWatch) {
  const entries = new Map<string, Entry>();

  function forget(batchId: string): void {
    entries.get(batchId)?.watch.stop();
    entries.delete(batchId);
  }

  return {
    begin(batchId: string): void {
      if (entries.get(batchId)?.isOver === false) return;
      forget(batchId);
      const [oldest] = entries.keys();
      if (oldest !== undefined && entries.size >= watchesMax) forget(oldest);
      entries.set(batchId, { watch: open(), isOver: false });
    },
    end(batchId: string): MeasuredResources | undefined {
      const entry = entries.get(batchId);
      if (entry === undefined) return undefined;
      entry.watch.stop();
      entry.isOver = true;
      return entry.watch.measured();
    },
    /** Leaves no watch, and no timer of one. */
    close(): void {
      for (const batchId of entries.keys()) forget(batchId);
    },
  };
}
