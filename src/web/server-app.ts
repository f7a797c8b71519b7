import { Hono } from "hono";
import { createMiddleware } from "hono/factory";
import { HTTPException } from "hono/http-exception";
import { ZodError } from "zod";
import type { Log } from "#src/ports/log.ts";
import type { Ledger } from "#src/ports/ledger.ts";
import { problemsOf } from "./assert-shape.ts";
import { createBatchRoutes } from "./batch-routes.ts";
import { checkDeletions } from "./check-deletions.ts";
import { type CheckRunDeps, refusalOf } from "./check-run.ts";
import { createHealthRoutes, type HealthDeps } from "./health-routes.ts";
import { localOnly } from "./local-only.ts";
import { createMetricsRoute, type MetricsDeps } from "./metrics-route.ts";
import { answer, Refusal } from "./refusal.ts";
import type { ServerEnv } from "./request-env.ts";
import { runRouteOf } from "./routes.ts";
import { checkBodies, checkRoles, checkThreads, limitBodies } from "./server-checks.ts";
import { withoutMachinePaths } from "./without-machine-paths.ts";

export type ServerAppDeps = Omit<CheckRunDeps, "ledger"> &
  HealthDeps &
  MetricsDeps & {
    readonly ledger: Pick<Ledger, "findBatch" | "outcomes" | "settledMark">;
    readonly requestBytesMax: number;
    /** Folders of this machine no answer names. */
    readonly folders: readonly string[];
    readonly log: Log;
  };

/** Our part of the LangGraph server: checks around all of its routes, and routes of our own. */
export function createServerApp(deps: ServerAppDeps): Hono<ServerEnv> {
  const app = new Hono<ServerEnv>();
  app.onError((error, context) => {
    if (error instanceof HTTPException) return error.getResponse();
    const refusal = error instanceof ZodError ? invalid(error) : refusalOf(error);
    if (refusal.status === 500) deps.log("error", refusal.code, { message: error.message });
    return answer(context, refusal);
  });
  app.use(
    createMiddleware<ServerEnv>(async (context, next) => {
      await next();
      context.res = withoutMachinePaths(context.res, deps.folders);
    }),
  );
  if (deps.isLocal) app.use(localOnly);
  else app.use(checkRoles);
  app.use(limitBodies(deps.requestBytesMax));
  app.use(
    createMiddleware<ServerEnv>(async ({ req }, next) => {
      const isNew = runRouteOf(req.method, req.path) !== undefined;
      if (isNew && deps.isStopping()) throw stopping();
      await next();
    }),
  );
  app.use(checkThreads, checkDeletions, checkBodies(deps));
  app.all("/runs/crons/*", noSchedules).all("/threads/:threadId/runs/crons", noSchedules);
  app.route("/", createHealthRoutes(deps));
  app.route("/", createMetricsRoute(deps));
  app.route("/", createBatchRoutes(deps));
  return app;
}

const noSchedules = (): never => {
  throw new Refusal(501, "route.not_offered", "this server has no schedules");
};

const invalid = (error: ZodError): Refusal =>
  new Refusal(400, "request.invalid", problemsOf(error));

const stopping = (): Refusal =>
  new Refusal(503, "server.stopping", "the server is stopping; ask again when it is back");
