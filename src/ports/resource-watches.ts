import type { MeasuredResources } from "#src/domain/batch-resources.ts";

/** Watches over what the process uses, one for each batch under way. */
export interface ResourceWatches {
  /** Begins to watch for this batch, unless it does so already. */
  begin(batchId: string): void;
  /**
   * Ends the watch; again, it tells the same.
   *
   * @returns Nothing if none was begun, or it was forgotten for newer ones.
   */
  end(batchId: string): MeasuredResources | undefined;
}
