import { Hono } from "hono";
import type { Ledger } from "#src/ports/ledger.ts";
import type { ServerEnv } from "./request-env.ts";

export type HealthDeps = {
  readonly ledger: Pick<Ledger, "settledMark">;
  /** The process was told to end. */
  readonly isStopping: () => boolean;
};

/** A ledger that is locked for longer serves nobody. */
const ledgerWaitMs = 2_000;

/** `/healthz`: 200 while runs can be taken, 503 with the reason otherwise. That the process lives, `/ok` of the server says. */
export function createHealthRoutes({ ledger, isStopping }: HealthDeps): Hono<ServerEnv> {
  const routes = new Hono<ServerEnv>();
  routes.get("/healthz", async (context) => {
    const reason = isStopping() ? "stopping" : await ledgerProblem(ledger);
    return reason === undefined
      ? context.json({ status: "ok" })
      : context.json({ status: "unavailable", reason }, 503);
  });
  return routes;
}

async function ledgerProblem(ledger: HealthDeps["ledger"]): Promise<string | undefined> {
  const { promise: late, resolve } = Promise.withResolvers<string>();
  const timer = setTimeout(() => resolve("the ledger does not answer"), ledgerWaitMs);
  const asked = ledger.settledMark().then(
    () => undefined,
    () => "the ledger cannot be read",
  );
  try {
    return await Promise.race([asked, late]);
  } finally {
    clearTimeout(timer);
  }
}
