import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { createDoubleListener, type DoubleListener } from "./double-listener.ts";
import type { NoAnswerFault } from "./fault-table.ts";
import { createQueue } from "./waiting-queue.ts";

/** A request as it arrived. */
export type Received = {
  readonly method: string;
  /** Path and query. */
  readonly url: URL;
  readonly headers: IncomingMessage["headers"];
  /** Parsed if it is JSON; undefined if there is none. */
  readonly body: unknown;
};

export type Reply = {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: unknown;
};

export type DoubleServer = Pick<
  DoubleListener,
  "allClosed" | "connections" | "offerTls" | "unsafeConnections"
> & {
  /** Ends in a slash. */
  readonly baseUrl: URL;
  /** The same port asked for TLS, which it does not speak unless it `offerTls`. */
  readonly secureUrl: URL;
  /** The last 1,000 requests, in order of arrival. */
  readonly received: readonly Received[];
  /** The next requests meet these, one each; later ones are answered as usual. */
  failNext(...faults: readonly NoAnswerFault[]): void;
  /** Every request that meets no fault of `failNext` meets what this chooses for it; later calls replace earlier ones. */
  failWhen(choose: FaultChoice): void;
  /** How often each request came: by method, path with query, and body. */
  requests(): ReadonlyMap<string, number>;
  /** Waits until a request has arrived that no earlier call handed out. */
  nextRequest(): Promise<Received>;
  /** Waits until a client has gone away before its answer ended. */
  nextAbort(): Promise<void>;
  /** Destroys every connection and waits until the port is free. */
  close(): Promise<void>;
};

/**
 * The fault a request meets, if any.
 *
 * @param times - How often the same request has come, from 1.
 */
export type FaultChoice = (key: string, times: number) => NoAnswerFault | undefined;

const receivedMax = 1_000;
const requestKeysMax = 100_000;
const dripEveryMs = 20;
const bodyBytesMax = 1024 * 1024;

/** A real HTTP server on 127.0.0.1 that answers as `reply` says, and goes wrong as it is told. */
export async function startDoubleServer(
  reply: (request: Received) => Reply,
): Promise<DoubleServer> {
  const received: Received[] = [];
  const faults: NoAnswerFault[] = [];
  const timesByKey = new Map<string, number>();
  const arrivals = createQueue<Received>();
  const aborts = createQueue<void>();
  let chooseFault: FaultChoice = () => undefined;

  function faultOf(request: Received): NoAnswerFault | undefined {
    const key = keyOf(request);
    const times = (timesByKey.get(key) ?? 0) + 1;
    if (times === 1 && timesByKey.size === requestKeysMax) throw new Error("too many requests");
    timesByKey.set(key, times);
    return faults.shift() ?? chooseFault(key, times);
  }

  async function handle(message: IncomingMessage, response: ServerResponse): Promise<void> {
    response.on("close", () => {
      if (!response.writableFinished) aborts.push();
    });
    const request = await readRequest(message);
    received.push(request);
    if (received.length > receivedMax) received.shift();
    const fault = faultOf(request);
    arrivals.push(request);
    const answer = (): void => send(response, reply(request));
    listener.leaveWhileRefusing(response);
    if (fault === undefined) return answer();
    if (fault.kind === "delay") return whileOpen(response, setTimeout, fault.byMs, answer);
    if (fault.kind === "refuse") listener.refuse(fault.forMs);
    fail(response, fault);
  }

  const server = createServer((message, response) => {
    handle(message, response).catch((error: unknown) => {
      response.writeHead(500).end(String(error));
    });
  });
  const listener = createDoubleListener(server);
  const port = await listener.listen();
  return {
    ...listener,
    baseUrl: new URL(`http://127.0.0.1:${port}/`),
    secureUrl: new URL(`https://127.0.0.1:${port}/`),
    received,
    failNext: (...more) => void faults.push(...more),
    failWhen: (choose) => void (chooseFault = choose),
    requests: () => timesByKey,
    nextRequest: async () => await arrivals.next(),
    nextAbort: async () => await aborts.next(),
  };
}

const keyOf = ({ method, url: { pathname, search }, body }: Received): string =>
  `${method} ${pathname}${search} ${JSON.stringify(body) ?? ""}`;

/** Sets a timer that is cleared when the client goes away. */
function whileOpen(
  response: ServerResponse,
  setTimer: typeof setTimeout | typeof setInterval,
  ms: number,
  work: () => void,
): void {
  const timer = setTimer(work, ms);
  response.on("close", () => clearTimeout(timer));
}

async function readRequest(message: IncomingMessage): Promise<Received> {
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  for await (const chunk of message as AsyncIterable<Buffer>) {
    sizeBytes += chunk.byteLength;
    if (sizeBytes > bodyBytesMax) throw new Error("the request is too large");
    chunks.push(chunk);
  }
  const text = Buffer.concat(chunks).toString("utf8");
  return {
    method: message.method ?? "",
    url: new URL(message.url ?? "/", "http://127.0.0.1"),
    headers: message.headers,
    body: text === "" ? undefined : JSON.parse(text),
  };
}

function send(response: ServerResponse, { status = 200, headers, body }: Reply): void {
  response.writeHead(status, { "content-type": "application/json; charset=utf-8", ...headers });
  response.end(JSON.stringify(body));
}

type FaultOfAnswer = Exclude<NoAnswerFault, { kind: "delay" }>;

function fail(response: ServerResponse, fault: FaultOfAnswer): void {
  switch (fault.kind) {
    case "reset":
    case "refuse":
      return void response.destroy();
    case "hang":
      return;
    case "drip":
      response.writeHead(200, { "content-type": "application/json" });
      return whileOpen(response, setInterval, dripEveryMs, () => void response.write(" "));
    case "cut":
      response.writeHead(200, { "content-type": "application/json", "content-length": "1000" });
      return void response.write('[{"da', () => response.destroy());
    case "answer": {
      const { status = 200, contentType = "application/json", headers, text } = fault;
      response.writeHead(status, { "content-type": contentType, ...headers });
      return void response.end(text);
    }
  }
}
