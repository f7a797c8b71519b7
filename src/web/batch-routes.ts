import { Hono } from "hono";
import { toJsonLine } from "#src/report/results-jsonl.ts";
import type { BatchEntry, Ledger } from "#src/ports/ledger.ts";
import { maySee } from "./check-run.ts";
import { Refusal } from "./refusal.ts";
import { callerOf, type ServerEnv } from "./request-env.ts";

type Deps = { readonly ledger: Pick<Ledger, "findBatch" | "outcomes"> };

/** What the ledger holds of a batch: how it stands, and its records. */
export function createBatchRoutes({ ledger }: Deps): Hono<ServerEnv> {
  const routes = new Hono<ServerEnv>();
  routes.get("/batches/:batchId", async (context) => {
    const { settings: _, ...batch } = await findBatch(context);
    return context.json(batch);
  });
  routes.get("/batches/:batchId/results", async (context) => {
    const { batchId } = await findBatch(context);
    const lines = linesOf(ledger, batchId);
    return context.body(ReadableStream.from(lines), 200, {
      "content-type": "application/x-ndjson",
    });
  });
  return routes;

  async function findBatch(context: Parameters<typeof callerOf>[0]): Promise<BatchEntry> {
    const batchId = context.req.param("batchId") ?? "";
    const batch = await ledger.findBatch(batchId);
    if (batch !== undefined && maySee(batch, callerOf(context))) return batch;
    throw new Refusal(404, "batch.not_found", `no batch ${batchId.slice(0, 100)}`);
  }
}

/** Reads on only as fast as it is read: a page of records is in memory, however many there are. */
async function* linesOf(ledger: Deps["ledger"], batchId: string): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  for await (const outcome of ledger.outcomes(batchId)) yield encoder.encode(toJsonLine(outcome));
}
