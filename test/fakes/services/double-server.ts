import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import type { NoAnswerFault } from "./fault-table.ts";

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

export type DoubleServer = {
  /** Ends in a slash. */
  readonly baseUrl: URL;
  /** The same port asked for TLS, which it does not speak. */
  readonly secureUrl: URL;
  /** The last 1,000 requests, in order of arrival. */
  readonly received: readonly Received[];
  /** The next requests meet these, one each; later ones are answered as usual. */
  failNext(...faults: readonly NoAnswerFault[]): void;
  /** Every request that meets no fault of `failNext` meets what this chooses for it; later calls replace earlier ones. */
  failWhen(choose: FaultChoice): void;
  /** How often each request came: by method, path with query, and body. */
  requests(): ReadonlyMap<string, number>;
  /** Connections made so far, with a request or without. */
  connections(): number;
  /** Waits until no connection is open. */
  allClosed(): Promise<void>;
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
  const listener = createListener(server);
  const port = await listener.listen();
  return {
    baseUrl: new URL(`http://127.0.0.1:${port}/`),
    secureUrl: new URL(`https://127.0.0.1:${port}/`),
    received,
    failNext: (...more) => void faults.push(...more),
    failWhen: (choose) => void (chooseFault = choose),
    requests: () => timesByKey,
    connections: () => listener.connections(),
    allClosed: async () => await listener.allClosed(),
    nextRequest: async () => await arrivals.next(),
    nextAbort: async () => await aborts.next(),
    close: async () => await listener.close(),
  };
}

const keyOf = ({ method, url: { pathname, search }, body }: Received): string =>
  `${method} ${pathname}${search} ${JSON.stringify(body) ?? ""}`;

/** The port of a server, which may go away for a while. */
function createListener(server: Server) {
  let port = 0;
  const open = new Set<Socket>();
  const closed = createQueue<void>();
  let connections = 0;
  server.on("connection", (socket) => {
    connections += 1;
    open.add(socket);
    socket.once("close", () => {
      open.delete(socket);
      closed.push();
    });
  });
  let comesBack: NodeJS.Timeout | undefined;
  const listen = async (): Promise<number> => {
    await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
    ({ port } = server.address() as AddressInfo);
    return port;
  };
  const stop = async (): Promise<void> => {
    const stopped = new Promise((resolve) => server.close(resolve));
    server.closeAllConnections();
    await stopped;
  };
  return {
    listen,
    connections: () => connections,
    async allClosed(): Promise<void> {
      while (open.size > 0) await closed.next();
    },
    refuse(forMs: number): void {
      if (comesBack !== undefined) return;
      // Connections without a request are closed with it; requests under way are answered.
      server.close();
      comesBack = setTimeout(() => {
        comesBack = undefined;
        void listen();
      }, forMs);
    },
    async close(): Promise<void> {
      clearTimeout(comesBack);
      await stop();
    },
  };
}

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

/** Hands out what was pushed, in order, each once; asking before is as good as after. */
function createQueue<T>(): { push(item: T): void; next(): Promise<T> } {
  const items: T[] = [];
  const waiting: ((item: T) => void)[] = [];
  return {
    push(item) {
      const first = waiting.shift();
      if (first === undefined) items.push(item);
      else first(item);
    },
    next: async () =>
      await new Promise<T>((resolve) => {
        if (items.length > 0) resolve(items.shift() as T);
        else waiting.push(resolve);
      }),
  };
}
