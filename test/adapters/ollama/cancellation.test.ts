import { START, StateGraph } from "@langchain/langgraph";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { anAnalysisRequest } from "#test/contracts/document-analyst-contract.ts";
import type { ChatRequest, Reply } from "#test/fakes/ollama-server.ts";
import { anAnalyst, aReply, aServer } from "./an-ollama-analyst.ts";

const reason = new Error("Ctrl-C");

/** One document hangs, told by its text; others are answered when the gate opens. */
const request = (documentId: string) =>
  anAnalysisRequest({
    documentId,
    context: { passages: [], suggestedChecks: [{ check: "tax", reason: documentId }] },
  });
const isAbout = (chat: ChatRequest, documentId: string) =>
  chat.messages.some(({ content }) => content.includes(documentId));

const closedWithinMs = 100;

describe("Cancelling an analysis", () => {
  it("closes its request at the server within 100 ms and leaves the neighbour alone", async () => {
    const gate = Promise.withResolvers<void>();
    const server = await aServer({
      reply: async (chat): Promise<Reply> => {
        if (isAbout(chat, "document-a"))
          return aReply({}, { fault: { kind: "hang", afterChunks: 1 } });
        await gate.promise;
        return aReply({ invoiceNumber: "B" });
      },
    });
    const analyst = anAnalyst([server.url]);
    const abort = new AbortController();
    const cancelled = analyst.analyze(request("document-a"), abort.signal);
    await server.nextChat();
    const neighbour = analyst.analyze(request("document-b"));
    await server.nextChat();

    const abortedAtMs = Date.now();
    abort.abort(reason);

    await expect(cancelled).rejects.toBe(reason);
    const closed = await server.nextAbort();
    expect((closed.abortedAtMs ?? Infinity) - abortedAtMs).toBeLessThan(closedWithinMs);
    gate.resolve();
    expect((await neighbour).answer.invoiceNumber).toBe("B");
  });

  it("before the headers gives no answer, and is not tried again", async () => {
    const server = await aServer({ reply: () => aReply({}, { fault: { kind: "hang" } }) });
    const abort = new AbortController();
    const analysis = anAnalyst([server.url]).analyze(anAnalysisRequest(), abort.signal);
    await server.nextChat();

    abort.abort(reason);

    await expect(analysis).rejects.toBe(reason);
    await server.nextAbort();
    expect(server.chats()).toHaveLength(1);
  });

  it("in the middle of the stream gives no answer", async () => {
    const server = await aServer({
      reply: () => aReply({}, { chunks: 4, fault: { kind: "hang", afterChunks: 3 } }),
    });
    const abort = new AbortController();
    const analysis = anAnalyst([server.url]).analyze(anAnalysisRequest(), abort.signal);
    await server.nextChat();

    abort.abort(reason);

    await expect(analysis).rejects.toBe(reason);
    await server.nextAbort();
    expect(server.chats()).toHaveLength(1);
  });

  it("of one caller does not end it for another who asked about the same document", async () => {
    const gate = Promise.withResolvers<void>();
    const server = await aServer({
      reply: async () => {
        await gate.promise;
        return aReply({ invoiceNumber: "17" });
      },
    });
    const analyst = anAnalyst([server.url]);
    const abort = new AbortController();
    const leaving = analyst.analyze(anAnalysisRequest(), abort.signal);
    const staying = analyst.analyze(anAnalysisRequest());
    await server.nextChat();

    abort.abort(reason);
    gate.resolve();

    await expect(leaving).rejects.toBe(reason);
    expect((await staying).answer.invoiceNumber).toBe("17");
  });

  it("of the graph that asked first does not end it for another who asked about the same document", async () => {
    const gate = Promise.withResolvers<void>();
    const server = await aServer({
      reply: async () => {
        await gate.promise;
        return aReply({ invoiceNumber: "17" });
      },
    });
    const analyst = anAnalyst([server.url]);
    const abort = new AbortController();
    const graph = new StateGraph(z.object({}))
      .addNode("generate", async (_, { signal }) => {
        await analyst.analyze(anAnalysisRequest(), signal);
        return {};
      })
      .addEdge(START, "generate")
      .compile();
    const leaving = graph.invoke({}, { signal: abort.signal });
    leaving.catch(() => undefined);
    await server.nextChat();
    const staying = analyst.analyze(anAnalysisRequest());

    abort.abort(reason);
    gate.resolve();

    await expect(leaving).rejects.toThrow();
    expect((await staying).answer.invoiceNumber).toBe("17");
  });

  it("ends a wait for a slot at once", async () => {
    const server = await aServer({ reply: () => aReply({}, { fault: { kind: "hang" } }) });
    const analyst = anAnalyst([server.url], { slotsMax: 1, slotsInitial: 1 });
    const [running, waiting] = [new AbortController(), new AbortController()];
    const first = analyst.analyze(request("document-a"), running.signal);
    await server.nextChat();
    const second = analyst.analyze(request("document-b"), waiting.signal);

    waiting.abort(reason);

    await expect(second).rejects.toBe(reason);
    expect(server.chats()).toHaveLength(1);
    running.abort(reason);
    await expect(first).rejects.toBe(reason);
  });
});

describe("Closing an analyst", () => {
  it("ends what is under way and closes its connections at the server", async () => {
    const server = await aServer({ reply: () => aReply({}, { fault: { kind: "hang" } }) });
    const analyst = anAnalyst([server.url]);
    const analysis = analyst.analyze(anAnalysisRequest());
    analysis.catch(() => undefined);
    await server.nextChat();

    await analyst.close();

    await expect(analysis).rejects.toMatchObject({ code: "port.unavailable" });
    await server.nextAbort();
    expect(server.chats()).toHaveLength(1);
  });
});
