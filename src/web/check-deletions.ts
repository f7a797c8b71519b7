import type { Client, Run } from "@langchain/langgraph-sdk";
import { createMiddleware } from "hono/factory";
import { orNothing } from "./or-nothing.ts";
import { Refusal } from "./refusal.ts";
import type { ServerEnv } from "./request-env.ts";
import { serverOf } from "./server-checks.ts";

/** A run that an earlier process left `running` is not under way, and nothing else would ever end it. */
const startedAtMs = Date.now();

const deletable = /^\/threads\/([^/]+)(?:\/runs\/([^/]+))?$/;

/**
 * Keeps what a run under way writes to: deleted under it, the server's worker ends for good, and after as many of them as there are
 * workers no run is ever taken again.
 */
export const checkDeletions = createMiddleware<ServerEnv>(async (context, next) => {
  const { method, path } = context.req;
  const [, threadId, runId] = deletable.exec(path) ?? [];
  if (method !== "DELETE" || threadId === undefined) return await next();
  const runs = (await orNothing(runsOf(serverOf(context), threadId, runId))) ?? [];
  const run = runs.find(isUnderWay);
  if (run === undefined) return await next();
  throw new Refusal(
    409,
    "run.under_way",
    `run ${run.run_id} is under way; cancel it first, at /threads/${threadId}/runs/${run.run_id}/cancel?wait=true`,
  );
});

async function runsOf(
  { runs }: Client,
  threadId: string,
  runId: string | undefined,
): Promise<readonly Run[]> {
  if (runId !== undefined) return [await runs.get(threadId, runId)];
  const [running, pending] = await Promise.all([
    runs.list(threadId, { status: "running", limit: 1 }),
    runs.list(threadId, { status: "pending", limit: 1 }),
  ]);
  return [...running, ...pending];
}

const isUnderWay = ({ status, created_at: createdAt }: Run): boolean =>
  status === "pending" || (status === "running" && Date.parse(createdAt) >= startedAtMs);
