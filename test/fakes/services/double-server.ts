import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
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
  /** The last 1,000 requests, in order of arrival. */
  readonly received: readonly Received[];
  /** The next requests meet these, one each; later ones are answered as usual. */
  failNext(...faults: readonly NoAnswerFault[]): void;
  /** Waits until a request has arrived that no earlier call handed out. */
  nextRequest(): Promise<Received>;
  /** Waits until a client has gone away before its answer ended. */
  nextAbort(): Promise<void>;
  /** Destroys every connection and waits until the port is free. */
  close(): Promise<void>;
};

const receivedMax = 1_000;
const bodyBytesMax = 1024 * 1024;

/** A real HTTP server on 127.0.0.1 that answers as `reply` says, and goes wrong as it is told. */
export async function startDoubleServer(
  reply: (request: Received) => Reply,
): Promise<DoubleServer> {
  const received: Received[] = [];
  const faults: NoAnswerFault[] = [];
  const arrivals = createQueue<Received>();
  const aborts = createQueue<void>();

  async function handle(message: IncomingMessage, response: ServerResponse): Promise<void> {
    response.on("close", () => {
      if (!response.writableFinished) aborts.push();
    });
    const request = await readRequest(message);
    received.push(request);
    if (received.length > receivedMax) received.shift();
    const fault = faults.shift();
    arrivals.push(request);
    if (fault === undefined) return send(response, reply(request));
    fail(response, fault);
  }

  const server = createServer((message, response) => {
    handle(message, response).catch((error: unknown) => {
      response.writeHead(500).end(String(error));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    baseUrl: new URL(`http://127.0.0.1:${port}/`),
    received,
    failNext: (...more) => void faults.push(...more),
    nextRequest: async () => await arrivals.next(),
    nextAbort: async () => await aborts.next(),
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
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

function fail(response: ServerResponse, fault: NoAnswerFault): void {
  switch (fault.kind) {
    case "reset":
      return void response.destroy();
    case "hang":
      return;
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
