import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { createArrivals } from "./ollama/arrivals.ts";
import type { Exchange } from "./ollama/chat-answer.ts";
import { answerChat, writeLine } from "./ollama/chat-answer.ts";
import { answerEmbed, embedByWords, parseModelName, pullProgress } from "./ollama/model-routes.ts";
import { createModelShelf } from "./ollama/model-shelf.ts";
import { Refusal } from "./ollama/refusal.ts";
import {
  bodyAsSent,
  checkModel,
  parseChat,
  parseKeepAlive,
  readBody,
} from "./ollama/request-body.ts";
import { createSlots } from "./ollama/slots.ts";

/** A model the double has; one of its capabilities is told by `/api/show`. */
export type OllamaModel = {
  name: string;
  /** Default: `["completion"]`. Others: "vision", "thinking", "embedding". */
  capabilities?: readonly string[];
  contextLength?: number;
  sizeBytes?: number;
  isLoaded?: boolean;
};

/** What a client asked of `/api/chat`, as it was sent. */
export type ChatRequest = {
  model: string;
  messages: readonly { role: string; content: string; images?: readonly string[] }[];
  format?: unknown;
  options: Record<string, unknown>;
  think?: unknown;
  keep_alive?: unknown;
  stream: boolean;
  /** 0 for the first chat request. */
  index: number;
};

/** How an answer goes wrong. `afterChunks` counts lines; the content is cut into more of them where needed, so that the fault is in its middle. */
export type Fault =
  /** Before any byte of the answer: 404, 500, 503. */
  | { kind: "status"; status: number; error: string; headers?: Record<string, string> }
  /** Status 200 with a web page, as a captive portal or a wrong URL gives. */
  | { kind: "html" }
  /** A line `{ "error": ... }` in the middle, under status 200. */
  | { kind: "error_line"; afterChunks: number; error: string }
  /** The socket is destroyed in the middle. */
  | { kind: "cut"; afterChunks: number }
  /** The stream ends without `done: true`. */
  | { kind: "no_done"; afterChunks: number }
  /** The socket is destroyed before the headers. */
  | { kind: "reset" }
  /** Never answers; without `afterChunks` not even the headers are sent. */
  | { kind: "hang"; afterChunks?: number };

/** What the double answers to one chat request. An object is sent as JSON text. Thinking comes first, also when the request did not ask for it. */
export type Reply = {
  content: string | object;
  thinking?: string;
  headerDelayMs?: number;
  /** Lines the content comes in; default 1. */
  chunks?: number;
  chunkGapMs?: number;
  doneReason?: "stop" | "length";
  /** Default: a token for four characters. */
  promptTokens?: number;
  outputTokens?: number;
  fault?: Fault;
};

/** A request of any route, in order of arrival. */
export type ReceivedRequest = {
  method: string;
  path: string;
  headers: Record<string, string | undefined>;
  body: unknown;
  receivedAtMs: number;
  /** When the client went away before the answer ended. */
  abortedAtMs?: number;
  isAnswered: boolean;
};

export type OllamaDouble = {
  /** `http://127.0.0.1:<port>`, without a slash at its end. */
  readonly url: string;
  /** The last 10,000 requests, refused ones too. */
  readonly requests: readonly ReceivedRequest[];
  /** The last 10,000 chats that were taken: those with a known model and a body the server understands. */
  chats(): readonly ChatRequest[];
  /** Most chat requests answered at the same time so far. */
  readonly inFlightMost: number;
  /** Holds for chats whose answer has not begun. A reply that throws is answered with status 500. */
  setReply(reply: (request: ChatRequest) => Reply | Promise<Reply>): void;
  /**
   * The next client that went away before its answer ended. Each is handed out once, in order, and is kept until somebody asks:
   * asking after the abort is as good as before. Rejects when the double is closed.
   */
  nextAbort(): Promise<ReceivedRequest>;
  /** The next chat that arrived, handed out like `nextAbort`; it may still wait for its turn. */
  nextChat(): Promise<ChatRequest>;
  /** Destroys every connection and waits until the port is free. */
  close(): Promise<void>;
};

export type OllamaDoubleOptions = {
  /** Default: one text model, `qwen3:4b-instruct`. */
  models?: readonly OllamaModel[];
  /** Bearer token every route wants; as a proxy before the server does it. */
  token?: string;
  /** Default: the empty object `{}`. */
  reply?: (request: ChatRequest) => Reply | Promise<Reply>;
  /** Default: by words, 64 dimensions. Vectors are brought to length 1, as the server does. */
  embed?: (text: string) => readonly number[];
  version?: string;
  /** Chats answered at once, as `OLLAMA_NUM_PARALLEL`; others wait. Default 64, so that tests are not serialised unless they ask. */
  parallel?: number;
  /** Default: one that is free. */
  port?: number;
  /** Told of every request once its connection is done with it, with the status that was sent. */
  onEnd?: (request: ReceivedRequest, status: number) => void;
};

/** Requests and chats that are kept; older ones are forgotten. */
const keptMax = 10_000;
const parallelDefault = 64;
const busy = "server busy, please try again.  maximum pending requests exceeded";

type Route = (exchange: Exchange, body: string) => Promise<void> | void;

/**
 * A real HTTP server on 127.0.0.1 that speaks Ollama's protocol and answers as it is told. No model is behind it.
 * Throws if the port is taken.
 */
export async function startOllamaDouble(options: OllamaDoubleOptions = {}): Promise<OllamaDouble> {
  const shelf = createModelShelf(options.models ?? [{ name: "qwen3:4b-instruct" }], Date.now);
  const slots = createSlots(options.parallel ?? parallelDefault);
  const requests: ReceivedRequest[] = [];
  const chats: ChatRequest[] = [];
  const chatArrivals = createArrivals<ChatRequest>();
  const aborts = createArrivals<ReceivedRequest>();
  const embed = options.embed ?? embedByWords;
  let reply = options.reply ?? ((): Reply => ({ content: {} }));
  let chatCount = 0;
  let isClosing = false;

  async function chat(exchange: Exchange, body: string): Promise<void> {
    const asked = parseChat(body);
    checkModel(asked, shelf.find(asked.model).capabilities);
    const keepSeconds = parseKeepAlive(asked.keep_alive);
    if (asked.messages.length === 0) {
      shelf.load(asked.model, asked.options["num_ctx"], keepSeconds);
      return sendJson(exchange.response, 200, loadedAnswer(asked.model, keepSeconds));
    }
    const request: ChatRequest = { ...asked, index: chatCount++ };
    keep(chats, request);
    chatArrivals.arrive(request);
    const free = await slots.take(exchange.gone);
    if (free === undefined) throw new Refusal(503, busy);
    try {
      shelf.load(request.model, request.options["num_ctx"], keepSeconds);
      const scripted = await reply(request);
      exchange.gone.throwIfAborted();
      await answerChat(exchange, request, scripted);
    } finally {
      free();
    }
  }

  async function pull({ response }: Exchange, body: string): Promise<void> {
    const name = parseModelName(body);
    shelf.add({ name });
    const progress = pullProgress(name, shelf.find(name).sizeBytes);
    if ((bodyAsSent(body) as { stream?: unknown }).stream === false) {
      return sendJson(response, 200, progress.at(-1));
    }
    response.writeHead(200, { "content-type": "application/x-ndjson" });
    for (const line of progress) await writeLine(response, line);
    response.end();
  }

  const json =
    (answer: (body: string) => unknown): Route =>
    ({ response }, body) =>
      sendJson(response, 200, answer(body));

  const routes: Readonly<Record<string, { readonly method: string; readonly route: Route }>> = {
    "/": {
      method: "GET",
      route: ({ response }) => sendText(response, 200, "Ollama is running"),
    },
    "/api/version": {
      method: "GET",
      route: json(() => ({ version: options.version ?? "0.13.5" })),
    },
    "/api/tags": { method: "GET", route: json(() => shelf.tags()) },
    "/api/ps": { method: "GET", route: json(() => shelf.ps()) },
    "/api/show": { method: "POST", route: json((body) => shelf.show(parseModelName(body))) },
    "/api/embed": { method: "POST", route: json((body) => answerEmbed(body, shelf, embed)) },
    "/api/pull": { method: "POST", route: pull },
    "/api/chat": { method: "POST", route: chat },
  };

  async function dispatch(received: ReceivedRequest, exchange: Exchange, body: string) {
    const { response } = exchange;
    if (
      options.token !== undefined &&
      received.headers["authorization"] !== `Bearer ${options.token}`
    )
      throw new Refusal(401, "unauthorized");
    const found = Object.hasOwn(routes, received.path) ? routes[received.path] : undefined;
    if (found === undefined) return sendText(response, 404, "404 page not found");
    const method = received.method === "HEAD" ? "GET" : received.method;
    if (method !== found.method) return sendText(response, 405, "405 method not allowed");
    await found.route(exchange, body);
  }

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const received = receive(request);
    keep(requests, received);
    const exchange = follow(response, received);
    try {
      const body = await readBody(request);
      received.body = bodyAsSent(body);
      await dispatch(received, exchange, body);
    } catch (error) {
      if (exchange.gone.aborted || response.destroyed) return;
      if (response.headersSent) return void response.destroy();
      sendJson(response, error instanceof Refusal ? error.status : 500, {
        error: error instanceof Error ? error.message : String(error),
      });
    }
  }

  /** Notes how the request ends: answered, ended by us, or left by its client. */
  function follow(response: ServerResponse, received: ReceivedRequest): Exchange {
    const gone = new AbortController();
    let isEndedByUs = false;
    response.on("finish", () => {
      received.isAnswered = true;
    });
    response.on("error", () => undefined);
    response.on("close", () => {
      if (!response.writableFinished && !isEndedByUs && !isClosing) {
        received.abortedAtMs = Date.now();
        aborts.arrive(received);
      }
      gone.abort();
      options.onEnd?.(received, response.statusCode);
    });
    return {
      response,
      gone: gone.signal,
      destroy(how) {
        isEndedByUs = true;
        if (how === "reset") response.socket?.resetAndDestroy();
        else response.socket?.destroy();
      },
    };
  }

  const server = createServer((request, response) => void handle(request, response));
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port ?? 0, "127.0.0.1", resolve);
  });
  const closed = new Promise<void>((resolve) => {
    server.once("close", resolve);
  });

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    chats: () => chats,
    get inFlightMost() {
      return slots.mostTaken;
    },
    setReply(next) {
      reply = next;
    },
    nextAbort: () => aborts.next(),
    nextChat: () => chatArrivals.next(),
    close() {
      if (!isClosing) {
        isClosing = true;
        server.close();
        server.closeAllConnections();
        chatArrivals.close();
        aborts.close();
      }
      return closed;
    },
  };
}

function keep<T>(kept: T[], thing: T): void {
  kept.push(thing);
  if (kept.length > keptMax) kept.shift();
}

const receive = (request: IncomingMessage): ReceivedRequest => ({
  method: request.method ?? "GET",
  path: new URL(request.url ?? "/", "http://127.0.0.1").pathname,
  headers: Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(", ") : value,
    ]),
  ),
  body: undefined,
  receivedAtMs: Date.now(),
  isAnswered: false,
});

/** A chat without messages only loads the model, or lets go of it. */
const loadedAnswer = (model: string, keepSeconds: number) => ({
  model,
  created_at: new Date().toISOString(),
  message: { role: "assistant", content: "" },
  done: true,
  done_reason: keepSeconds === 0 ? "unload" : "load",
});

function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { "content-type": "application/json; charset=utf-8" });
  response.end(JSON.stringify(body));
}

function sendText(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { "content-type": "text/plain; charset=utf-8" });
  response.end(text);
}
