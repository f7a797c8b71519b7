import { once } from "node:events";
import type { ServerResponse } from "node:http";
import { setTimeout as wait } from "node:timers/promises";
import type { ChatRequest, Fault, Reply } from "../ollama-server.ts";
import { Refusal } from "./refusal.ts";

/** Lines one answer may have. */
const linesMax = 10_000;
const thinkingLines = 2;
const charactersPerToken = 4;

/** One request under way: where its answer goes, and when its client is gone. */
export type Exchange = {
  readonly response: ServerResponse;
  /** Aborted when the client went away or the double is closed. */
  readonly gone: AbortSignal;
  /** Ends the connection from our side, which is no abort by the client. */
  destroy(how: "cut" | "reset"): void;
};

/** Writes the reply as the server would, and goes wrong where it says. Throws when the client goes away. */
export async function answerChat(
  exchange: Exchange,
  request: ChatRequest,
  reply: Reply,
): Promise<void> {
  const startedAtMs = performance.now();
  await pause(reply.headerDelayMs, exchange.gone);
  const { fault } = reply;
  if (fault !== undefined && (await failBeforeAnyByte(exchange, fault))) return;
  await (request.stream ? answerInLines : answerAtOnce)(exchange, request, reply, startedAtMs);
}

/** True if the fault took the place of the whole answer. */
async function failBeforeAnyByte(exchange: Exchange, fault: Fault): Promise<boolean> {
  if (fault.kind === "reset") {
    exchange.destroy("reset");
  } else if (fault.kind === "hang" && fault.afterChunks === undefined) {
    await untilGone(exchange.gone);
  } else if (fault.kind === "html") {
    exchange.response.writeHead(200, { "content-type": "text/html; charset=utf-8" });
    exchange.response.end("<!doctype html>\n<html><body><h1>Please sign in</h1></body></html>\n");
  } else if (fault.kind === "status") {
    const headers = { "content-type": "application/json; charset=utf-8", ...fault.headers };
    exchange.response.writeHead(fault.status, headers);
    exchange.response.end(JSON.stringify({ error: fault.error }));
  } else {
    return false;
  }
  return true;
}

async function answerInLines(
  exchange: Exchange,
  request: ChatRequest,
  reply: Reply,
  startedAtMs: number,
): Promise<void> {
  const { response, gone } = exchange;
  const { fault } = reply;
  const faultAfter = fault !== undefined && "afterChunks" in fault ? fault.afterChunks : undefined;
  response.writeHead(200, { "content-type": "application/x-ndjson" });
  response.flushHeaders();
  const messages = messagesOf(request, reply, (faultAfter ?? 0) + 1);
  for (const [sent, message] of messages.entries()) {
    if (fault !== undefined && sent === faultAfter) return failInTheMiddle(exchange, fault);
    if (sent > 0) await pause(reply.chunkGapMs, gone);
    await writeLine(response, { ...headOf(request), message, done: false });
  }
  await writeLine(response, {
    ...headOf(request),
    message: { role: "assistant", content: "" },
    ...lastPartOf(request, reply, startedAtMs),
  });
  response.end();
}

async function failInTheMiddle(exchange: Exchange, fault: Fault): Promise<void> {
  if (fault.kind === "error_line") await writeLine(exchange.response, { error: fault.error });
  if (fault.kind === "cut") return exchange.destroy("cut");
  if (fault.kind === "hang") return untilGone(exchange.gone);
  exchange.response.end();
}

/** `stream: false`: one JSON, and an error in the middle is a status. */
async function answerAtOnce(
  exchange: Exchange,
  request: ChatRequest,
  reply: Reply,
  startedAtMs: number,
): Promise<void> {
  const { fault } = reply;
  const messages = messagesOf(request, reply, 1);
  await pause((reply.chunkGapMs ?? 0) * (messages.length - 1), exchange.gone);
  if (fault?.kind === "error_line") throw new Refusal(500, fault.error);
  if (fault?.kind === "hang") return untilGone(exchange.gone);
  if (fault?.kind === "cut") return exchange.destroy("cut");
  const thinking = messages.map((message) => message.thinking ?? "").join("");
  const message = {
    role: "assistant",
    content: messages.map(({ content }) => content).join(""),
    ...(thinking === "" ? {} : { thinking }),
  };
  const last =
    fault?.kind === "no_done" ? { done: false } : lastPartOf(request, reply, startedAtMs);
  exchange.response.writeHead(200, { "content-type": "application/json; charset=utf-8" });
  exchange.response.end(JSON.stringify({ ...headOf(request), message, ...last }));
}

type Message = { readonly role: string; readonly content: string; readonly thinking?: string };

/** The answer in parts: thinking first, then the content in at least `partsMin` parts, so that a fault is in its middle. */
function messagesOf(request: ChatRequest, reply: Reply, partsMin: number): readonly Message[] {
  const thinking = reply.thinking ?? (request.think ? "Let me read the document." : "");
  const role = "assistant";
  return [
    ...(thinking === "" ? [] : split(thinking, thinkingLines)).map((part) => ({
      role,
      content: "",
      thinking: part,
    })),
    ...split(contentOf(reply), Math.max(reply.chunks ?? 1, partsMin)).map((content) => ({
      role,
      content,
    })),
  ];
}

const contentOf = ({ content }: Reply) =>
  typeof content === "string" ? content : JSON.stringify(content);

/** Parts of nearly the same length; no character is torn. */
function split(text: string, parts: number): readonly string[] {
  const characters = Array.from(text);
  const count = Math.min(Math.max(1, Math.floor(parts)), linesMax);
  return Array.from({ length: count }, (_, part) =>
    characters
      .slice(
        Math.floor((part * characters.length) / count),
        Math.floor(((part + 1) * characters.length) / count),
      )
      .join(""),
  );
}

const headOf = ({ model }: ChatRequest) => ({ model, created_at: new Date().toISOString() });

const tokensOf = (characters: number) => Math.max(1, Math.ceil(characters / charactersPerToken));

function lastPartOf(request: ChatRequest, reply: Reply, startedAtMs: number) {
  const totalNs = Math.max(1, Math.round((performance.now() - startedAtMs) * 1e6));
  const promptCharacters = request.messages.reduce((sum, { content }) => sum + content.length, 0);
  return {
    done: true,
    done_reason: reply.doneReason ?? "stop",
    total_duration: totalNs,
    load_duration: Math.ceil(totalNs / 10),
    prompt_eval_count: reply.promptTokens ?? tokensOf(promptCharacters),
    prompt_eval_duration: Math.ceil(totalNs / 5),
    eval_count: reply.outputTokens ?? tokensOf(contentOf(reply).length),
    eval_duration: Math.ceil(totalNs / 2),
  };
}

/** Resolves when the line has left, so that a cut after it does not swallow it. */
export function writeLine(response: ServerResponse, line: unknown): Promise<void> {
  return new Promise((resolve, reject) => {
    response.write(`${JSON.stringify(line)}\n`, (error) =>
      error === null || error === undefined ? resolve() : reject(error),
    );
  });
}

async function pause(forMs: number | undefined, gone: AbortSignal): Promise<void> {
  if (forMs !== undefined && forMs > 0) await wait(forMs, undefined, { signal: gone, ref: false });
  gone.throwIfAborted();
}

async function untilGone(gone: AbortSignal): Promise<void> {
  if (!gone.aborted) await once(gone, "abort");
}
