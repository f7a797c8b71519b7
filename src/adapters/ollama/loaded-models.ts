import { z } from "zod";
import type { HostReading } from "#src/domain/host-reading.ts";
import { inTime } from "#src/resilience/in-time.ts";
import type { OllamaConnection } from "./connection.ts";
import { probeTimeoutMs } from "./host-status.ts";

/** A model a host holds in memory. */
export type LoadedModel = {
  readonly name: string;
  readonly sizeBytes: number | undefined;
  /** Of which in the memory of a GPU. */
  readonly vramBytes: number | undefined;
  /** ISO 8601; when the host lets go of it. */
  readonly expiresAt: string | undefined;
};

const Ps = z.object({
  models: z
    .array(
      z.object({
        name: z.string(),
        size: z.number().optional(),
        size_vram: z.number().optional(),
        expires_at: z.string().optional(),
      }),
    )
    .nullish(),
});

/**
 * What a host holds in memory; nothing where it gives no answer just now.
 *
 * @throws The signal's reason once it is aborted.
 */
export async function listLoaded(
  host: string,
  { connection, signal }: { connection: OllamaConnection; signal: AbortSignal },
): Promise<readonly LoadedModel[] | undefined> {
  try {
    const ask = (limit: AbortSignal) => connection.json(host, "/api/ps", {}, limit);
    const answer = Ps.parse(await inTime(ask, { timeoutMs: probeTimeoutMs, signal }));
    return (answer.models ?? []).map((model) => ({
      name: model.name,
      sizeBytes: model.size,
      vramBytes: model.size_vram,
      expiresAt: model.expires_at,
    }));
  } catch {
    signal.throwIfAborted();
    return undefined;
  }
}

/** What those of the hosts that answer hold in memory, for figures. */
export async function readHosts(
  hosts: readonly string[],
  means: { connection: OllamaConnection; signal: AbortSignal },
): Promise<readonly HostReading[]> {
  const readings = await Promise.all(
    hosts.map(async (host): Promise<HostReading[]> => {
      const loaded = await listLoaded(host, means);
      return loaded === undefined ? [] : [{ host, models: loaded.map(figuresOf) }];
    }),
  );
  return readings.flat();
}

const figuresOf = ({ name, sizeBytes = 0, vramBytes = 0 }: LoadedModel) => ({
  name,
  sizeBytes,
  vramBytes,
});
