import { createServer, type Server } from "node:http";
import type { App } from "#src/app.ts";
import { UsageError } from "./cli.ts";

/** Only this machine may ask: what should be seen from elsewhere is fetched by an agent that runs here. */
const host = "127.0.0.1";
/** Connections at once; a scraper needs one. */
const connectionsMax = 32;
/** Longest a request may take to arrive, milliseconds: a scraper sends a few lines. */
const requestMsMax = 10_000;

type Served = Pick<App, "metrics">;

/**
 * Work on an app whose metrics can be fetched meanwhile, if a port for them is given.
 *
 * @throws {UsageError} If the port cannot be had; before the work begins.
 */
export const servingMetrics =
  <T, A extends Served>(
    port: number | undefined,
    tell: (text: string) => void,
    work: (app: A) => Promise<T>,
  ) =>
  async (app: A): Promise<T> => {
    if (port === undefined) return await work(app);
    const server = await listen(app, port);
    try {
      tell(`metrics at ${addressOf(server)}/metrics\n`);
      return await work(app);
    } finally {
      await close(server);
    }
  };

async function listen({ metrics }: Served, port: number): Promise<Server> {
  const server = createServer({ requestTimeout: requestMsMax }, (request, response) => {
    // Null for a target that is no URL, such as `//`.
    if (URL.parse(request.url ?? "/", `http://${host}`)?.pathname !== "/metrics") {
      response.writeHead(404, { "content-type": "text/plain" }).end("metrics are at /metrics\n");
      return;
    }
    metrics.render().then(
      ({ contentType, body }) => response.writeHead(200, { "content-type": contentType }).end(body),
      () => response.writeHead(500).end(),
    );
  });
  server.maxConnections = connectionsMax;
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once("error", reject).listen(port, host, resolve);
  try {
    await promise;
  } catch (error) {
    throw new UsageError(
      `port ${port} of ${host} cannot be used for metrics (${codeOf(error)}); give another --metrics-port`,
      { cause: error },
    );
  }
  return server;
}

const codeOf = (error: unknown): string =>
  error instanceof Error && "code" in error ? String(error.code) : String(error);

function addressOf(server: Server): string {
  const address = server.address();
  const port = typeof address === "object" ? address?.port : undefined;
  return `http://${host}:${port}`;
}

async function close(server: Server): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  server.close(() => resolve());
  server.closeAllConnections();
  await promise;
}
