import type { ServiceReading } from "#src/domain/measurement.ts";
import { PortUnavailable } from "#src/ports/port-unavailable.ts";
import { type AttemptPipeline, createAttemptPipeline } from "#src/resilience/attempt-pipeline.ts";
import { retryTransient } from "#src/resilience/retry-transient.ts";
import { wasTurnedAway } from "#src/resilience/service-attempt.ts";
import type { ServiceCallEvent } from "#src/resilience/service-call-deps.ts";
import type { BreakerSettings } from "#src/resilience/service-settings.ts";
import { createConnection, type OllamaConnection } from "./connection.ts";
import { HostFailure, hostFailureOf } from "./host-failure.ts";

export type OllamaHostsOptions = {
  /** URLs, each once and without a slash at its end. */
  readonly hosts: readonly string[];
  /** Bearer token for all hosts. */
  readonly apiKey?: string | undefined;
  /**
   * Most requests one host is sent at once. How many of them it bears is found by itself; others wait here, because Ollama lets them
   * wait without bound.
   */
  readonly slotsMax: number;
  /** Requests at once to begin with, at most `slotsMax`. Default 1. */
  readonly slotsInitial?: number | undefined;
  /** Longest one attempt may take once it has its slot, milliseconds. */
  readonly timeoutMs: number;
  /** Attempts at one request in all, on whatever host. Default 3. */
  readonly attemptsMax?: number | undefined;
  /** Wait before the second attempt, milliseconds; it doubles from then on. Default 500. */
  readonly backoffMsMin?: number | undefined;
  /** Figures of each host's breaker that differ from the defaults. */
  readonly breaker?: Partial<BreakerSettings> | undefined;
  readonly onEvent?: ((event: ServiceCallEvent) => void) | undefined;
};

type HostCall<T> = (host: string, signal: AbortSignal) => Promise<T>;

/** Several Ollama servers that are one service. */
export interface OllamaHosts {
  readonly urls: readonly string[];
  readonly connection: OllamaConnection;
  /**
   * Calls the host with the least to do for what it bears, among those whose breaker lets calls through, and another one if it fails
   * for now.
   *
   * @param options.port - Port the error is thrown for.
   * @param options.unitsOf - What the answer's latency is divided by: output tokens. Of none, it says nothing about the host.
   * @param options.canServe - False for hosts known not to be able to; if none can, all are asked.
   * @throws {PortUnavailable} If no host gives an answer; at once if every host is out.
   * @throws The signal's reason once it is aborted, and what `work` throws that is not about the host.
   */
  call<T>(
    work: HostCall<T>,
    options: {
      port: string;
      signal: AbortSignal | undefined;
      unitsOf: (answer: T) => number;
      canServe?: (host: string) => boolean;
    },
  ): Promise<T>;
  /** How each host does at this moment. */
  readings(): readonly ServiceReading[];
  close(): Promise<void>;
}

type Host = {
  readonly url: string;
  readonly pipeline: AttemptPipeline;
  /** Counts calls of all hosts: of two equally busy ones the one that was idle longer is next. */
  lastCall: number;
  lastFailure: string | undefined;
};

/** No host is left to ask: trying again at once would change nothing. */
class EveryHostOut extends Error {}

const defaultAttemptsMax = 3;
const defaultBackoffMsMin = 500;
/** Requests that may wait for a slot of one host. */
const queueSlots = 1_000;

/**
 * A model is out when it fails, not when it is slow: how long an answer takes is up to its length, and the limit sees how long each
 * token does. So no answer that came in time counts as slow.
 */
const breakerDefaults = {
  failureRate: 0.5,
  windowCalls: 20,
  callsMin: 5,
  slowCallRate: 0.5,
  halfOpenAfterMs: 15_000,
} as const;

export function openOllamaHosts({
  hosts: given,
  apiKey,
  slotsMax,
  slotsInitial = 1,
  timeoutMs,
  attemptsMax = defaultAttemptsMax,
  backoffMsMin = defaultBackoffMsMin,
  breaker,
  onEvent,
}: OllamaHostsOptions): OllamaHosts {
  const connection = createConnection({ apiKey });
  let calls = 0;
  let isClosed = false;
  const hosts = given.map((url): Host => {
    const settings = {
      timeoutMs,
      isTimeoutAdaptive: false,
      concurrency: { min: 1, max: slotsMax, initial: slotsInitial },
      queueSlots,
      breaker: { ...breakerDefaults, slowCallMs: timeoutMs, ...breaker },
    };
    const pipeline = createAttemptPipeline(settings, { service: url, ...(onEvent && { onEvent }) });
    return { url, pipeline, lastCall: 0, lastFailure: undefined };
  });

  return {
    urls: hosts.map(({ url }) => url),
    connection,
    async call(work, { port, signal, unitsOf, canServe = () => true }) {
      const tried = new Set<Host>();
      const attempt = async () => {
        const host = isClosed ? undefined : nextHost(hosts, { tried, canServe });
        if (host === undefined) throw new EveryHostOut(describeOutage(hosts));
        tried.add(host);
        host.lastCall = calls += 1;
        return await askHost(host, { work, unitsOf }, signal);
      };
      try {
        return await retryTransient(attempt, { attemptsMax, backoffMsMin }, signal);
      } catch (error) {
        signal?.throwIfAborted();
        throw unavailable(port, error);
      }
    },
    readings: () =>
      hosts.map(({ url, pipeline }) => ({
        service: url,
        state: pipeline.state(),
        limit: pipeline.limit(),
        inFlight: pipeline.inFlight(),
        queued: pipeline.queued(),
      })),
    async close() {
      isClosed = true;
      await connection.close();
    },
  };
}

async function askHost<T>(
  host: Host,
  { work, unitsOf }: { work: HostCall<T>; unitsOf: (answer: T) => number },
  signal: AbortSignal | undefined,
): Promise<T> {
  const attempt = async (attemptSignal: AbortSignal): Promise<T> => {
    try {
      return await work(host.url, attemptSignal);
    } catch (error) {
      throw attemptSignal.aborted ? attemptSignal.reason : hostFailureOf(error, host.url);
    }
  };
  try {
    return await host.pipeline.run({ work: attempt, options: { unitsOf } }, signal);
  } catch (error) {
    signal?.throwIfAborted();
    const failure = hostFailureOf(error, host.url);
    if (failure instanceof HostFailure) host.lastFailure = failure.message;
    throw failure;
  }
}

function nextHost(
  hosts: readonly Host[],
  { tried, canServe }: { tried: ReadonlySet<Host>; canServe: (host: string) => boolean },
): Host | undefined {
  const able = hosts.filter(({ url }) => canServe(url));
  const open = (able.length > 0 ? able : hosts).filter(({ pipeline }) => pipeline.letsThrough());
  const fresh = open.filter((host) => !tried.has(host));
  const [next] = (fresh.length > 0 ? fresh : open).toSorted(
    (a, b) => loadOf(a) - loadOf(b) || a.lastCall - b.lastCall,
  );
  return next;
}

/** Requests a host has, waiting ones too, for each it bears at once. */
const loadOf = ({ pipeline }: Host): number =>
  (pipeline.inFlight() + pipeline.queued()) / pipeline.limit();

const describeOutage = (hosts: readonly Host[]): string =>
  hosts.length === 0
    ? "no host is configured: set OLLAMA_BASE_URL"
    : `every host is out: ${hosts.map(({ url, lastFailure }) => lastFailure ?? url).join("; ")}`;

function unavailable(port: string, error: unknown): unknown {
  if (error instanceof EveryHostOut || wasTurnedAway(error)) {
    return new PortUnavailable(port, error.message, { isTransient: true, cause: error });
  }
  if (!(error instanceof HostFailure)) return error;
  const { message, isTransient } = error;
  return new PortUnavailable(port, message, { isTransient, cause: error });
}
