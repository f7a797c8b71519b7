import { createMiddleware } from "hono/factory";
import { answer, Refusal } from "./refusal.ts";
import { incomingOf, type ServerEnv } from "./request-env.ts";

const loopbackPeer = /^(127\.|::1$|::ffff:127\.)/;
const loopbackName = /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d+)?$/i;
/** Studio is a page of LangSmith that talks to this machine's server. */
const studio = "https://smith.langchain.com";
const proxyHeaders = ["forwarded", "x-forwarded-for", "x-real-ip"];

/**
 * Without tokens only this machine is served. A page of the web may also ask from this machine, in its user's browser: it is known
 * by its origin, or by the name it was reached under.
 */
export const localOnly = createMiddleware<ServerEnv>(async (context, next) => {
  const incoming = incomingOf(context);
  if (incoming === undefined) return await next();
  const { host = "", origin } = incoming.headers;
  const isLocal =
    loopbackPeer.test(incoming.socket.remoteAddress ?? "") &&
    loopbackName.test(host) &&
    isLocalOrigin(origin) &&
    proxyHeaders.every((name) => incoming.headers[name] === undefined);
  return isLocal ? await next() : answer(context, notLocal());
});

const isLocalOrigin = (origin: string | undefined): boolean =>
  origin === undefined ||
  origin === studio ||
  loopbackName.test(origin.replace(/^https?:\/\//, ""));

const notLocal = (): Refusal =>
  new Refusal(
    403,
    "server.local_only",
    "this server has no tokens and serves its own machine only; set FANFOLD_API_TOKENS to serve others",
  );
