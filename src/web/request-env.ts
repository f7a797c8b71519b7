import type { IncomingMessage } from "node:http";
import type { Context } from "hono";
import { Role } from "#src/domain/api-token.ts";
import type { Caller } from "./callers.ts";

/** What the LangGraph server hands to routes and middleware of its `http.app`. */
export type ServerEnv = {
  readonly Bindings: { readonly incoming: IncomingMessage };
  readonly Variables: {
    readonly auth?: { readonly user: { readonly identity: string }; readonly scopes: string[] };
  };
};

/** The request as it came over the network; none where the server asks itself. */
export const incomingOf = (context: Context<ServerEnv>): IncomingMessage | undefined =>
  (context.env as ServerEnv["Bindings"] | undefined)?.incoming;

/** Whom the server's authentication has found. */
export function callerOf(context: Context<ServerEnv>): Caller {
  const auth = context.get("auth");
  const roles = Role.options.filter((role) => auth?.scopes.includes(role) === true);
  return { name: auth?.user.identity ?? "nobody", roles };
}
