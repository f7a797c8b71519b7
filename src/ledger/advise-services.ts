import type { BatchAdvice, BatchResources } from "#src/domain/batch-resources.ts";
import type { BatchSetup } from "./batch-setup.ts";
import { coresOf, gigabytes, percent } from "./figures-in-words.ts";
import { busyShare, saturated } from "./saturation.ts";

/** Share of the samples from which waiting for a service is what limits. */
const waitingShareMin = 0.5;

/** Services and hosts of models whose slots requests waited for most of the time, the longest queue first. */
export function serviceLimits(resources: BatchResources, setup: BatchSetup): BatchAdvice[] {
  return resources.services
    .filter(({ waitingShare }) => waitingShare >= waitingShareMin)
    .toSorted((a, b) => b.queued.mean - a.queued.mean)
    .map(({ service: name, waitingShare, queued, limitMax }): BatchAdvice => {
      const reason = `Requests waited for ${name} in ${percent(waitingShare)} of the samples, ${queued.mean.toFixed(1)} on average, ${queued.max} at most; it was sent ${limitMax} at once at most.`;
      if (setup.hosts.includes(name)) {
        const change = hostChange({ name, limitMax }, resources, setup);
        return { limitedBy: "model", name, reason, change };
      }
      const change = `Raise concurrency.max or ratePerSecond of ${name} in the services file if its terms allow it, or cacheSeconds if its answers may be kept longer.`;
      return { limitedBy: "service", name, reason, change };
    });
}

function hostChange(
  { name, limitMax }: { readonly name: string; readonly limitMax: number },
  resources: BatchResources,
  { hostSlotsMax }: BatchSetup,
): string {
  const memory = resources.hosts.find(({ host }) => host === name);
  const [size, vram] = [memory?.sizeBytes.max ?? 0, memory?.vramBytes.max ?? 0];
  const models = memory?.models.join(", ") || "the one it runs";
  if (vram > 0 && size > vram) {
    return `Only ${gigabytes(vram)} of the ${gigabytes(size)} its models take are in the memory of its GPU: use a smaller model or a smaller OLLAMA_NUM_CTX, or add a host to OLLAMA_BASE_URL.`;
  }
  if (isThisMachine(name) && busyShare(resources) >= saturated.cpu) {
    return `It runs on this machine, whose ${coresOf(resources.cores)} were ${percent(busyShare(resources))} busy: run it on a machine of its own, with a GPU, or use a smaller model than ${models}.`;
  }
  if (limitMax >= hostSlotsMax) {
    return `Raise OLLAMA_SLOTS above ${hostSlotsMax}, and OLLAMA_NUM_PARALLEL of that server with it, or add a host to OLLAMA_BASE_URL.`;
  }
  return `It bore ${limitMax} at once and no more: add a host to OLLAMA_BASE_URL, or use a smaller model than ${models}.`;
}

const isThisMachine = (url: string): boolean =>
  /^(?:localhost|127\.[\d.]+|\[::1\])$/.test(URL.parse(url)?.hostname ?? "");
