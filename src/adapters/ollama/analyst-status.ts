import type { AnalystStatus } from "#src/ports/document-analyst.ts";
import { createSharedCalls } from "#src/resilience/shared-calls.ts";
import { canNot, type HostStatus, isSilent, probeHost, type WantedModels } from "./host-status.ts";
import type { OllamaHosts } from "./hosts.ts";

/** How long what is known is believed, milliseconds. */
const statusLifetimeMs = 30_000;

/** How long a host that gave no answer is left alone, milliseconds: it may have been busy for a moment. */
const silenceLifetimeMs = 2_000;

/** What is known of the hosts; each is asked again when that is too old. */
export interface HostStatuses {
  /** @throws The signal's reason once it is aborted. */
  current(signal: AbortSignal | undefined): Promise<readonly HostStatus[]>;
}

export function createHostStatuses(
  hosts: OllamaHosts,
  wanted: WantedModels,
  now: () => number,
): HostStatuses {
  const probes = createSharedCalls<readonly HostStatus[]>();
  const known = new Map<string, Known>();

  async function statusOf(host: string, signal: AbortSignal): Promise<HostStatus> {
    const before = known.get(host);
    if (before !== undefined && isFresh(before, now())) return before.status;
    const status = await probeHost(hosts.connection, host, wanted, signal, before?.status);
    known.set(host, { status, knownAtMs: now() });
    return status;
  }

  return {
    async current(signal) {
      const askAll = async (probeSignal: AbortSignal) =>
        await Promise.all(hosts.urls.map(async (host) => await statusOf(host, probeSignal)));
      return (await probes.run("hosts", askAll, signal)).value;
    },
  };
}

type Known = { readonly status: HostStatus; readonly knownAtMs: number };

const isFresh = ({ status, knownAtMs }: Known, nowMs: number): boolean =>
  nowMs - knownAtMs < (isSilent(status) ? silenceLifetimeMs : statusLifetimeMs);

/** What the statuses of all hosts mean together. */
export function analystStatusOf(
  statuses: readonly HostStatus[],
  { model, visionModel }: WantedModels,
  isConfigured: boolean,
): AnalystStatus {
  const isReady = statuses.some(({ facts }) => facts.has(model));
  const canSee =
    visionModel !== undefined &&
    statuses.some(
      ({ facts }) => facts.has(visionModel) && !canNot(facts.get(visionModel), "vision"),
    );
  const problems = new Map(
    statuses.flatMap((status) => status.problems).map((problem) => [problem.message, problem]),
  );
  return {
    isReady,
    canSee,
    isVisionConfigured: visionModel !== undefined,
    isConfigured,
    ...(isReady && { model }),
    problems: [...problems.values()],
  };
}
