import type { OllamaHosts } from "#src/adapters/ollama/hosts.ts";
import { readHosts } from "#src/adapters/ollama/loaded-models.ts";
import type { ProcessUsage, ServiceReading } from "#src/domain/measurement.ts";
import { openProcessProbe } from "#src/telemetry/process-probe.ts";
import { everyUnref, openResourceWatch } from "#src/telemetry/resource-monitor.ts";
import { createResourceWatches } from "#src/telemetry/resource-watches.ts";

/*
 * Part of the composition root: what watches over the process, its services and the hosts of its models while a batch runs.
 */

export const openResourceWatches = (
  services: () => readonly ServiceReading[],
  hosts: Pick<OllamaHosts, "connection" | "readings">,
  children: () => ProcessUsage,
) =>
  createResourceWatches(() =>
    openResourceWatch({
      openProbe: () => openProcessProbe(children),
      services,
      busyHosts: () =>
        hosts.readings().flatMap(({ service, inFlight }) => (inFlight > 0 ? [service] : [])),
      readHosts: async (urls, signal) =>
        await readHosts(urls, { connection: hosts.connection, signal }),
      now: () => performance.now(),
      every: everyUnref,
    }),
  );
