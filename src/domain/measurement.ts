import type { TierTiming } from "./analysis.ts";
import type { DecisionAction } from "./decision.ts";
import type { DocumentSource } from "./document.ts";
import type { Operation, OperationName } from "./operation.ts";
import type { OutcomeStatus } from "./outcome.ts";
import type { BreakerState } from "./run-event.ts";

/** What a document finally came to. */
type FinalDecision = DecisionAction | "quarantined";

/** What became of a request to a service. `declined`: it answered that it will not answer this one; `turned_away`: it was not asked. */
type RequestOutcome = "answered" | "declined" | "failed" | "timed_out" | "turned_away" | "aborted";

/** What is measured and not streamed. Names are of closed sets or of the configuration; nothing is of a document. */
export type Measurement =
  | { readonly type: "operation.finished"; readonly operation: Operation }
  | ({
      readonly type: "tier.finished";
      readonly tier: 1 | 2;
      readonly mode: "parallel" | "sequential";
    } & TierTiming)
  | {
      /** One attempt at a document came to its end, in whatever way. */
      readonly type: "document.attempted";
      readonly status: OutcomeStatus | "failed";
    }
  | {
      /** It threw, and has no record of its own. */
      readonly type: "operation.failed";
      readonly name: OperationName;
    }
  | {
      readonly type: "document.recorded";
      readonly strategy: "sequential" | "concurrent";
      /** From the start of the work on it to its record. */
      readonly wallMs: number;
      /** Sum of its operations' own times. */
      readonly operationsMs: number;
    }
  | {
      /** Its decision is final: no copy inside its batch can change it any more. */
      readonly type: "document.settled";
      readonly decision: FinalDecision;
      readonly source: DocumentSource | undefined;
    }
  | {
      readonly type: "request.finished";
      readonly service: string;
      readonly outcome: RequestOutcome;
      /** From the request to its answer, without waiting for a slot; absent if the service was not asked. */
      readonly durationMs: number | undefined;
    }
  | { readonly type: "call.retried"; readonly service: string }
  | {
      readonly type: "model.answered";
      readonly model: string;
      readonly promptTokens: number;
      readonly outputTokens: number;
    }
  | {
      /** `cache`: the service whose answers are kept, or `model`. */
      readonly type: "cache.answered";
      readonly cache: string;
      readonly isHit: boolean;
    };

/** One service as it is at this moment. */
export type ServiceReading = {
  readonly service: string;
  readonly state: BreakerState;
  /** Calls at once, now. */
  readonly limit: number;
  readonly inFlight: number;
  readonly queued: number;
};

/** What processes beside the main one use. */
export type ProcessUsage = {
  /** Resident memory now, bytes. */
  readonly rssBytes: number;
  /** Processor time since they were first started, milliseconds. */
  readonly cpuMs: number;
};
