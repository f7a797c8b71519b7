import { Client } from "@langchain/langgraph-sdk";
import type { Context } from "hono";
import { bodyLimit } from "hono/body-limit";
import { createMiddleware } from "hono/factory";
import { z } from "zod";
import { assertContext, checkRun, type CheckRunDeps, RunRequest } from "./check-run.ts";
import { assertConfig } from "./check-settings.ts";
import { assertGoesOn } from "./goes-on.ts";
import { orNothing } from "./or-nothing.ts";
import { answer, Refusal } from "./refusal.ts";
import { callerOf, type ServerEnv } from "./request-env.ts";
import { readBody, replaceBody } from "./request-body.ts";
import { accessTo, runRouteOf } from "./routes.ts";

/** Refuses callers whose token has none of the roles a route needs. */
export const checkRoles = createMiddleware<ServerEnv>(async (context, next) => {
  const access = accessTo(context.req.method, context.req.path);
  if (access === "anybody") return await next();
  if (access === "nobody") return answer(context, notOffered());
  const { roles } = callerOf(context);
  if (access.some((role) => roles.includes(role))) return await next();
  const needed = access.join(" or ");
  return answer(
    context,
    new Refusal(403, "token.role_missing", `this needs a token with the role ${needed}`),
  );
});

const notOffered = (): Refusal =>
  new Refusal(
    403,
    "route.not_offered",
    "not offered where tokens are set: state is written by graphs alone, assistants stay with the runs under them, and runs are followed at /threads/{thread_id}/runs/{run_id}/stream",
  );

export const limitBodies = (requestBytesMax: number) =>
  bodyLimit({
    maxSize: requestBytesMax,
    onError: (context) => {
      // The rest of the body is not read, so this connection serves no other request.
      context.header("connection", "close");
      return answer(
        context,
        new Refusal(
          413,
          "request.too_large",
          `the request is over ${requestBytesMax} bytes (FANFOLD_REQUEST_MB_MAX); send fewer documents at once, or name them by path`,
        ),
      );
    },
  });

const uuid = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;

/** Refuses what lies below a thread or a run that is not there, or not the caller's: streams would only end. */
export const checkThreads = createMiddleware<ServerEnv>(async (context, next) => {
  const { method, path } = context.req;
  const [, threadId, rest, runId, below] =
    /^\/threads\/([^/]+)\/([^/]+)(?:\/([^/]+)(\/.*)?)?$/.exec(path) ?? [];
  if (threadId === undefined || !uuid.test(threadId) || runRouteOf(method, path) !== undefined) {
    return await next();
  }
  const server = serverOf(context);
  if (rest !== "runs" || runId === undefined) await assertThread(server, threadId);
  else if (uuid.test(runId) && (below !== undefined || method === "DELETE")) {
    await assertThere(server.runs.get(threadId, runId), "run.not_found", `no run ${runId} here`);
  }
  return await next();
});

const bodyless: ReadonlySet<string> = new Set(["GET", "HEAD", "OPTIONS"]);

/** Checks what requests carry: runs, settings of assistants, threads; whatever else, that the server can keep it. */
export const checkBodies = (deps: CheckRunDeps) =>
  createMiddleware<ServerEnv>(async (context, next) => {
    const { method, path } = context.req;
    const route = runRouteOf(method, path);
    if (bodyless.has(method)) return await next();
    const body = await readBody(context);
    if (route === undefined) {
      if (isAssistant(method, path)) assertAssistant(body, deps);
      if (method === "POST" && path === "/threads") assertThreadRequest(body, deps);
      replaceBody(context, body);
      return await next();
    }
    const server = serverOf(context);
    const runs: RunRequest[] = [];
    for (const item of z
      .array(z.unknown())
      .max(runsMax)
      .parse(Array.isArray(body) ? body : [body])) {
      const run = RunRequest.parse(item);
      if (route.threadId !== undefined && run.if_not_exists !== "create") {
        await assertThread(server, route.threadId);
      }
      const graphId = await graphOf(server, run.assistant_id, deps);
      runs.push(await checkRun(deps, { run, graphId, caller: callerOf(context) }));
      await assertGoesOn(server, run, route.threadId);
    }
    replaceBody(context, Array.isArray(body) ? runs : runs[0]);
    return await next();
  });

/** Runs one request creates. */
const runsMax = 100;

const isAssistant = (method: string, path: string): boolean =>
  ["POST", "PATCH"].includes(method) &&
  /^\/assistants(\/[^/]+)?$/.test(path) &&
  !/\/(search|count)$/.test(path);

const AssistantRequest = z.looseObject({
  graph_id: z.string().optional(),
  context: z.unknown().optional(),
  config: z.unknown().optional(),
});

function assertAssistant(body: unknown, { inputs, isLocal }: CheckRunDeps): void {
  const { graph_id: graphId, context, config } = AssistantRequest.parse(body);
  if (graphId !== undefined && !Object.hasOwn(inputs, graphId)) throw unknownGraph(graphId, inputs);
  assertContext(context);
  assertConfig(config, isLocal);
}

const ThreadRequest = z.looseObject({ supersteps: z.unknown().optional() });

/** @throws {Refusal} If a thread is to begin with a state that no graph has written. */
function assertThreadRequest(body: unknown, { isLocal }: CheckRunDeps): void {
  const { supersteps } = ThreadRequest.parse(body);
  if (isLocal || supersteps === undefined) return;
  throw new Refusal(
    403,
    "state.written_by_graphs",
    "supersteps: state is written by graphs alone; make the thread without",
  );
}

/** The server itself, asked in this process and in the caller's name. */
export function serverOf(context: Context<ServerEnv>): Client {
  const authorization = context.req.header("authorization");
  return new Client({
    apiKey: null,
    callerOptions: { maxRetries: 0 },
    ...(authorization !== undefined && { defaultHeaders: { authorization } }),
  });
}

const assertThread = async (server: Client, threadId: string): Promise<void> =>
  await assertThere(server.threads.get(threadId), "thread.not_found", `no thread ${threadId}`);

async function graphOf(server: Client, id: string, { inputs }: CheckRunDeps): Promise<string> {
  if (Object.hasOwn(inputs, id)) return id;
  const assistant = await orNothing(server.assistants.get(id));
  if (assistant === undefined) throw unknownGraph(id, inputs);
  return assistant.graph_id;
}

const unknownGraph = (id: string, inputs: CheckRunDeps["inputs"]): Refusal =>
  new Refusal(
    404,
    "graph.not_found",
    `no graph or assistant ${id.slice(0, 100)}; graphs are ${Object.keys(inputs).join(", ")}`,
  );

async function assertThere(found: Promise<unknown>, code: string, message: string): Promise<void> {
  if ((await orNothing(found)) === undefined) throw new Refusal(404, code, message);
}
