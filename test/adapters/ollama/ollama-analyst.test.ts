import { describe, expect, it } from "vitest";
import { emptyAnswer } from "#src/domain/model-answer.ts";
import { AnswerUnusable } from "#src/ports/document-analyst.ts";
import {
  anAnalysisRequest,
  type AnalystBehaviour,
  aTextPage,
  describeDocumentAnalyst,
} from "#test/contracts/document-analyst-contract.ts";
import { createFakeModelCache } from "#test/fakes/fake-model-cache.ts";
import type { Reply } from "#test/fakes/ollama-server.ts";
import { aDeadUrl, anAnalyst, aReply, aServer, modelName } from "./an-ollama-analyst.ts";

const replies: Record<AnalystBehaviour["kind"], (invoiceNumber: string) => Reply> = {
  answers: (invoiceNumber) => aReply({ invoiceNumber }),
  talks_nonsense: () => ({ content: "I am only a language model." }),
  is_down: () => aReply(),
  hangs: () => aReply({}, { fault: { kind: "hang" } }),
};

describeDocumentAnalyst("The Ollama adapter", async (behaviour) => {
  const invoiceNumber = behaviour.kind === "answers" ? behaviour.invoiceNumber : "";
  const server = await aServer({ reply: () => replies[behaviour.kind](invoiceNumber) });
  const url = behaviour.kind === "is_down" ? await aDeadUrl() : server.url;
  const whenAsked = server.nextChat();
  whenAsked.catch(() => undefined);
  return { analyst: anAnalyst([url]), model: modelName, whenAsked };
});

describe("A request to a model", () => {
  it("asks with one fixed context, temperature 0, a seed, the schema and how long to stay loaded", async () => {
    const server = await aServer();

    await anAnalyst([server.url]).analyze(anAnalysisRequest());

    const [chat] = server.chats();
    expect(chat).toMatchObject({
      model: modelName,
      keep_alive: "10m",
      options: { num_ctx: 8_192, num_predict: 2_048, temperature: 0, seed: expect.any(Number) },
      format: { type: "object", required: expect.arrayContaining(["invoiceNumber", "lines"]) },
    });
    expect(chat).not.toHaveProperty("think");
  });

  it("sends no bounds that a server's grammar would have to unroll", async () => {
    const server = await aServer();

    await anAnalyst([server.url]).analyze(anAnalysisRequest());

    expect(JSON.stringify(server.chats()[0]?.format)).not.toMatch(/maxLength|maxItems/);
  });

  it("tells a model that can think not to", async () => {
    const models = [{ name: modelName, capabilities: ["completion", "thinking"] }];
    const server = await aServer({ models });

    await anAnalyst([server.url]).analyze(anAnalysisRequest());

    expect(server.chats()[0]?.think).toBe(false);
  });

  it("carries the token", async () => {
    const server = await aServer({ token: "s3cret" });

    const analysis = await anAnalyst([server.url], { apiKey: "s3cret" }).analyze(
      anAnalysisRequest(),
    );

    expect(analysis.usage.requests).toBe(1);
  });

  it("shows pictures to the vision model, before the task", async () => {
    const vision = { name: "sees:7b", capabilities: ["completion", "vision"] };
    const server = await aServer({ models: [{ name: modelName }, vision] });
    const image = { number: 1, pngBase64: "aGVsbG8=", widthPx: 800, heightPx: 1_100 };

    const analysis = await anAnalyst([server.url], { visionModel: "sees:7b" }).analyze(
      anAnalysisRequest({ content: { kind: "image", images: [image] } }),
    );

    expect(analysis.model).toBe("sees:7b");
    const messages = server.chats()[0]?.messages ?? [];
    expect(messages.map(({ role }) => role)).toEqual(["system", "user", "user"]);
    expect(messages[1]?.images).toEqual(["aGVsbG8="]);
  });

  it("is not made for a picture when no vision model is configured", async () => {
    const server = await aServer();

    const analysis = anAnalyst([server.url]).analyze(
      anAnalysisRequest({ content: { kind: "image", images: [] } }),
    );

    await expect(analysis).rejects.toThrow(/OLLAMA_VISION_MODEL/);
    expect(server.chats()).toHaveLength(0);
  });
});

describe("An answer", () => {
  it("is read without the thinking before it", async () => {
    const json = JSON.stringify({ ...emptyAnswer, invoiceNumber: "17" });
    const content = `<think>{"invoiceNumber": "99"}</think>\n\`\`\`json\n${json}\n\`\`\``;
    const server = await aServer({ reply: () => ({ content }) });

    const { answer } = await anAnalyst([server.url]).analyze(anAnalysisRequest());

    expect(answer.invoiceNumber).toBe("17");
  });

  it("is asked for once more when it breaks the schema, with what is wrong", async () => {
    const server = await aServer({
      reply: ({ index }) =>
        index === 0
          ? { content: { ...emptyAnswer, issueDate: "17.03.2026" } }
          : aReply({ issueDate: "2026-03-17" }),
    });

    const analysis = await anAnalyst([server.url]).analyze(anAnalysisRequest());

    expect(analysis).toMatchObject({ isRepaired: true, usage: { requests: 2 } });
    expect(analysis.answer.issueDate).toBe("2026-03-17");
    const [first, second] = server.chats();
    expect(second?.messages.slice(0, 2)).toEqual(first?.messages);
    expect(second?.messages.map(({ role }) => role)).toEqual([
      "system",
      "user",
      "assistant",
      "user",
    ]);
    expect(second?.messages.at(-1)?.content).toContain("issueDate");
  });

  it("that breaks the schema twice is unusable, after exactly one repair", async () => {
    const server = await aServer({ reply: () => ({ content: { documentType: "poem" } }) });

    const analysis = anAnalyst([server.url]).analyze(anAnalysisRequest());

    await expect(analysis).rejects.toMatchObject({ code: "analysis.unusable_answer" });
    expect(server.chats()).toHaveLength(2);
  });

  it("that was cut off is unusable at once, and says what to raise", async () => {
    const server = await aServer({ reply: () => aReply({}, { doneReason: "length" }) });

    const analysis = anAnalyst([server.url]).analyze(anAnalysisRequest());

    await expect(analysis).rejects.toThrow(/OLLAMA_NUM_PREDICT/);
    expect(server.chats()).toHaveLength(1);
  });

  it("to a prompt that the server cut silently is unusable", async () => {
    const server = await aServer({
      reply: () => aReply({}, { promptTokens: 8_000, outputTokens: 192 }),
    });

    const analysis = anAnalyst([server.url]).analyze(anAnalysisRequest());

    await expect(analysis).rejects.toMatchObject({ code: "analysis.context_too_small" });
  });
});

describe("A long document", () => {
  const page = (number: number, lines = 60) =>
    aTextPage(
      Array.from({ length: lines }, (_, row) => `Item ${row} 1.00 ${row}.00 EUR`),
      number,
    );

  it("is asked about part by part, and the answers are joined", async () => {
    const server = await aServer({
      reply: ({ index }) =>
        aReply({
          invoiceNumber: index === 0 ? "17" : null,
          totalWithTax: `${index + 1}.00`,
          lines: [
            {
              name: `line ${index}`,
              invoicedQuantity: null,
              itemNetPrice: null,
              lineNetAmount: null,
              taxRatePercent: null,
            },
          ],
        }),
    });
    const pages = Array.from({ length: 9 }, (_, index) => page(index + 1));

    const { answer, usage } = await anAnalyst([server.url]).analyze(
      anAnalysisRequest({ content: { kind: "text", pages } }),
    );

    expect(usage.requests).toBeGreaterThan(1);
    expect(answer.invoiceNumber).toBe("17");
    expect(answer.totalWithTax).toBe(`${usage.requests}.00`);
    expect(answer.lines).toHaveLength(usage.requests);
  });

  it("with a page that does not fit is refused before anything is asked", async () => {
    const server = await aServer();

    const analysis = anAnalyst([server.url]).analyze(
      anAnalysisRequest({ content: { kind: "text", pages: [page(1, 2_000)] } }),
    );

    await expect(analysis).rejects.toThrow(/page 1 needs .* tokens.*OLLAMA_NUM_CTX/);
    await expect(analysis).rejects.toBeInstanceOf(AnswerUnusable);
    expect(server.chats()).toHaveLength(0);
  });

  it("is measured by the model's own context where that is smaller", async () => {
    const server = await aServer({ models: [{ name: modelName, contextLength: 6_000 }] });

    await anAnalyst([server.url]).analyze(anAnalysisRequest());

    expect(server.chats()[0]?.options["num_ctx"]).toBe(6_000);
  });
});

describe("The cache of answers", () => {
  it("lets nothing be asked twice", async () => {
    const server = await aServer({ reply: () => aReply({ invoiceNumber: "17" }) });
    const cache = createFakeModelCache();

    const told: unknown[] = [];
    const observe = (one: unknown): void => void told.push(one);

    const first = await anAnalyst([server.url], { cache, observe }).analyze(anAnalysisRequest());
    const second = await anAnalyst([server.url], { cache, observe }).analyze(anAnalysisRequest());

    expect(server.chats()).toHaveLength(1);
    const { promptTokens, outputTokens } = first.usage;
    expect(told).toEqual([
      { type: "model.answered", model: modelName, promptTokens, outputTokens },
      { type: "cache.answered", cache: "model", isHit: false },
      { type: "cache.answered", cache: "model", isHit: true },
    ]);
    expect(second).toMatchObject({ answer: first.answer, isCached: true, usage: { requests: 0 } });
  });

  it("answers also when every host is down", async () => {
    const server = await aServer();
    const cache = createFakeModelCache();
    await anAnalyst([server.url], { cache }).analyze(anAnalysisRequest());

    const again = await anAnalyst([await aDeadUrl()], { cache }).analyze(anAnalysisRequest());

    expect(again.isCached).toBe(true);
  });

  it("keeps no answer of another model", async () => {
    const server = await aServer({ models: [{ name: modelName }, { name: "other" }] });
    const cache = createFakeModelCache();

    await anAnalyst([server.url], { cache }).analyze(anAnalysisRequest());
    await anAnalyst([server.url], { cache, model: "other" }).analyze(anAnalysisRequest());

    expect(server.chats()).toHaveLength(2);
  });

  it("keeps no answer that cannot be used", async () => {
    const server = await aServer({ reply: () => ({ content: "no" }) });
    const analyst = anAnalyst([server.url]);
    await analyst.analyze(anAnalysisRequest()).catch(() => undefined);
    server.setReply(() => aReply());

    expect((await analyst.analyze(anAnalysisRequest())).isCached).toBe(false);
  });

  it("ignores what is no answer any more", async () => {
    const server = await aServer();
    const cache = { find: async () => ({ answer: { old: true } }), save: async () => undefined };

    const analysis = await anAnalyst([server.url], { cache }).analyze(anAnalysisRequest());

    expect(analysis.isCached).toBe(false);
  });

  it("is asked for the same document once while the answer is under way", async () => {
    const server = await aServer();
    const analyst = anAnalyst([server.url]);

    await Promise.all([analyst.analyze(anAnalysisRequest()), analyst.analyze(anAnalysisRequest())]);

    expect(server.chats()).toHaveLength(1);
  });
});
