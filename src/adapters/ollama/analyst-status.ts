import type { AnalystStatus } from "#src/ports/document-analyst.ts";
import { createSharedCalls } from "#src/resilience/shared-calls.ts";
import { canNot, type HostStatus, probeHost, type WantedModels } from "./host-status.ts";
import type { OllamaHosts } from "./hosts.ts";

/** How long what is known is believed, milliseconds. */
const statusLifetimeMs = 30_000;

/** What is known of the hosts, asked again when it is older than `statusLifetimeMs`. */
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
  let known: { statuses: readonly HostStatus[]; askedAtMs: number } | undefined;
  return {
    async current(signal) {
      if (known !== undefined && now() - known.askedAtMs < statusLifetimeMs) return known.statuses;
      const probeAll = async (probeSignal: AbortSignal) => {
        const askedAtMs = now();
        const statuses = await Promise.all(
          hosts.urls.map((url) => probeHost(hosts.connection, url, wanted, probeSignal)),
        );
        known = { statuses, askedAtMs };
        return statuses;
      };
      return (await probes.run("hosts", probeAll, signal)).value;
    },
  };
}

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
