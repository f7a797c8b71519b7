import { Client } from "@langchain/langgraph-sdk";
import type { Context } from "hono";
import { bodyLimit } from "hono/body-limit";
import { createMiddleware } from "hono/factory";
import { z } from "zod";
import { assertContext, checkRun, type CheckRunDeps, RunRequest } from "./check-run.ts";
import { answer, Refusal } from "./refusal.ts";
import { callerOf, type ServerEnv } from "./request-env.ts";
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
    "not offered where tokens are set: state is written by graphs alone, and runs are followed at /threads/{thread_id}/runs/{run_id}/stream",
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

/** Checks requests that create runs, and settings of assistants. */
export const checkBodies = (deps: CheckRunDeps) =>
  createMiddleware<ServerEnv>(async (context, next) => {
    const { method, path } = context.req;
    const route = runRouteOf(method, path);
    const isAssistant = /^\/assistants(\/[^/]+)?$/.test(path) && ["POST", "PATCH"].includes(method);
    if (route === undefined && !isAssistant) return await next();
    if (isAssistant && /\/(search|count)$/.test(path)) return await next();
    const body = await readBody(context);
    if (route === undefined) {
      assertAssistant(body, deps);
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
    }
    replaceBody(context, Array.isArray(body) ? runs : runs[0]);
    return await next();
  });

/** Runs one request creates. */
const runsMax = 100;

const AssistantRequest = z.looseObject({
  graph_id: z.string().optional(),
  context: z.unknown().optional(),
});

function assertAssistant(body: unknown, { inputs }: CheckRunDeps): void {
  const { graph_id: graphId, context } = AssistantRequest.parse(body);
  if (graphId !== undefined && inputs[graphId] === undefined) throw unknownGraph(graphId, inputs);
  assertContext(context);
}

async function readBody(context: Context<ServerEnv>): Promise<unknown> {
  try {
    return JSON.parse(await context.req.raw.text());
  } catch (error) {
    // The limit of a body that does not tell its length is felt while it is read.
    if (!(error instanceof SyntaxError)) throw error;
    throw new Refusal(400, "request.malformed", "the request is not JSON");
  }
}

/** Hands the server a request with another body: what was read cannot be read again. */
function replaceBody(context: Context<ServerEnv>, body: unknown): void {
  const { url, method, headers, signal } = context.req.raw;
  const sent = new Headers(headers);
  sent.delete("content-length");
  sent.set("content-type", "application/json");
  context.req.raw = new Request(url, {
    method,
    headers: sent,
    body: JSON.stringify(body),
    signal,
  });
}

/** The server itself, asked in this process and in the caller's name. */
function serverOf(context: Context<ServerEnv>): Client {
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
  if (inputs[id] !== undefined) return id;
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

/** What the server answers; nothing if it says there is no such thing. */
async function orNothing<T>(answered: Promise<T>): Promise<T | undefined> {
  try {
    return await answered;
  } catch (error) {
    const status = error instanceof Error && "status" in error ? Number(error.status) : 500;
    if (status >= 400 && status < 500) return undefined;
    throw error;
  }
}
