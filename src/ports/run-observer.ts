import type { Measurement } from "#src/domain/measurement.ts";
import type { RunEvent, ServiceEvent } from "#src/domain/run-event.ts";

/** Takes what runs tell and measure. Called while they work: it returns at once, and never throws. */
export type Observe = (told: RunEvent | Measurement) => void;

/** Hands on what the services of this process do, to the runs under way. */
export interface ServiceEvents {
  /** @returns What ends it. */
  subscribe(listener: (event: ServiceEvent) => void): () => void;
}
