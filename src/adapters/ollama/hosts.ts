import { PortUnavailable } from "#src/ports/port-unavailable.ts";
import { QueueFull } from "#src/resilience/execution-slots.ts";
import { retryTransient } from "#src/resilience/retry-transient.ts";
import {
  type BreakerFigures,
  CircuitOpen,
  createServicePolicy,
  type ServiceEvent,
  type ServicePolicy,
} from "#src/resilience/service-policy.ts";
import { createConnection, type OllamaConnection } from "./connection.ts";
import { HostFailure, hostFailureOf } from "./host-failure.ts";

export type OllamaHostsOptions = {
  /** URLs, each once and without a slash at its end. */
  readonly hosts: readonly string[];
  /** Bearer token for all hosts. */
  readonly apiKey?: string | undefined;
  /** Requests one host works on at once; others wait here, because Ollama lets them wait without bound. */
  readonly slotsPerHost: number;
  /** Longest one attempt may take once it has its slot, milliseconds. */
  readonly timeoutMs: number;
  /** Attempts at one request in all, on whatever host. Default 3. */
  readonly attemptsMax?: number | undefined;
  /** Wait before the second attempt, milliseconds; it doubles from then on. Default 500. */
  readonly backoffMsMin?: number | undefined;
  readonly breaker?: BreakerFigures | undefined;
  readonly onEvent?: ((event: ServiceEvent) => void) | undefined;
};

type HostCall<T> = (host: string, signal: AbortSignal) => Promise<T>;

/** Several Ollama servers that are one service. */
export interface OllamaHosts {
  readonly urls: readonly string[];
  readonly connection: OllamaConnection;
  /**
   * Calls the host with the least in flight among those whose breaker lets calls through, and another one if it fails for now.
   *
   * @param options.port - Port the error is thrown for.
   * @param options.canServe - False for hosts known not to be able to; if none can, all are asked.
   * @throws {PortUnavailable} If no host gives an answer; at once if every host is out.
   * @throws The signal's reason once it is aborted, and what `work` throws that is not about the host.
   */
  call<T>(
    work: HostCall<T>,
    options: {
      port: string;
      signal: AbortSignal | undefined;
      canServe?: (host: string) => boolean;
    },
  ): Promise<T>;
  close(): Promise<void>;
}

type Host = {
  readonly url: string;
  readonly policy: ServicePolicy;
  inFlight: number;
  /** Counts calls of all hosts: of two equally busy ones the one that was idle longer is next. */
  lastCall: number;
  lastFailure: string | undefined;
};

/** No host is left to ask: trying again at once would change nothing. */
class EveryHostOut extends Error {}

const defaultAttemptsMax = 3;
const defaultBackoffMsMin = 500;

export function openOllamaHosts({
  hosts: given,
  apiKey,
  slotsPerHost,
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
    const policy = createServicePolicy({
      service: url,
      executionSlots: slotsPerHost,
      timeoutMs,
      ...breaker,
      ...(onEvent && { onEvent }),
    });
    return { url, policy, inFlight: 0, lastCall: 0, lastFailure: undefined };
  });

  return {
    urls: hosts.map(({ url }) => url),
    connection,
    async call(work, { port, signal, canServe = () => true }) {
      const tried = new Set<Host>();
      const attempt = async () => {
        const host = isClosed ? undefined : nextHost(hosts, { tried, canServe });
        if (host === undefined) throw new EveryHostOut(describeOutage(hosts));
        tried.add(host);
        host.lastCall = calls += 1;
        return await askHost(host, work, signal);
      };
      try {
        return await retryTransient(attempt, { attemptsMax, backoffMsMin }, signal);
      } catch (error) {
        signal?.throwIfAborted();
        throw unavailable(port, error);
      }
    },
    async close() {
      isClosed = true;
      await connection.close();
    },
  };
}

async function askHost<T>(
  host: Host,
  work: HostCall<T>,
  signal: AbortSignal | undefined,
): Promise<T> {
  const attempt = async (attemptSignal: AbortSignal): Promise<T> => {
    try {
      return await work(host.url, attemptSignal);
    } catch (error) {
      throw attemptSignal.aborted ? attemptSignal.reason : hostFailureOf(error, host.url);
    }
  };
  host.inFlight += 1;
  try {
    return await host.policy.execute(attempt, { signal });
  } catch (error) {
    signal?.throwIfAborted();
    const failure = hostFailureOf(error, host.url);
    if (failure instanceof HostFailure) host.lastFailure = failure.message;
    throw failure;
  } finally {
    host.inFlight -= 1;
  }
}

function nextHost(
  hosts: readonly Host[],
  { tried, canServe }: { tried: ReadonlySet<Host>; canServe: (host: string) => boolean },
): Host | undefined {
  const able = hosts.filter(({ url }) => canServe(url));
  const open = (able.length > 0 ? able : hosts).filter(({ policy }) => policy.letsThrough());
  const fresh = open.filter((host) => !tried.has(host));
  const [next] = (fresh.length > 0 ? fresh : open).toSorted(
    (a, b) => a.inFlight - b.inFlight || a.lastCall - b.lastCall,
  );
  return next;
}

const describeOutage = (hosts: readonly Host[]): string =>
  hosts.length === 0
    ? "no host is configured: set OLLAMA_BASE_URL"
    : `every host is out: ${hosts.map(({ url, lastFailure }) => lastFailure ?? url).join("; ")}`;

function unavailable(port: string, error: unknown): unknown {
  if (error instanceof EveryHostOut || error instanceof QueueFull || error instanceof CircuitOpen) {
    return new PortUnavailable(port, error.message, { isTransient: true, cause: error });
  }
  if (!(error instanceof HostFailure)) return error;
  const { message, isTransient } = error;
  return new PortUnavailable(port, message, { isTransient, cause: error });
}
