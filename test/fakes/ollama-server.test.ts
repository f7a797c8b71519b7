import { HumanMessage, SystemMessage } from "@langchain/core/messages";
import { ChatOllama, OllamaEmbeddings } from "@langchain/ollama";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { emptyAnswer, ModelAnswer } from "#src/domain/model-answer.ts";
import type { OllamaDouble, OllamaDoubleOptions, Reply } from "./ollama-server.ts";
import { startOllamaDouble } from "./ollama-server.ts";

const model = "qwen3:4b-instruct";
const onePixel =
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==";

const doubles: OllamaDouble[] = [];

async function aDouble(options: OllamaDoubleOptions = {}): Promise<OllamaDouble> {
  const double = await startOllamaDouble(options);
  doubles.push(double);
  return double;
}

const answering = (reply: Reply, options: OllamaDoubleOptions = {}) =>
  aDouble({ ...options, reply: () => reply });

const chatWith = (
  double: OllamaDouble,
  fields: Partial<ConstructorParameters<typeof ChatOllama>[0] & object> = {},
) => new ChatOllama({ model, baseUrl: double.url, maxRetries: 0, ...fields });

const post = (double: OllamaDouble, path: string, body: unknown, init: RequestInit = {}) =>
  fetch(double.url + path, {
    method: "POST",
    body: typeof body === "string" ? body : JSON.stringify(body),
    ...init,
  });

const aChat = { model, messages: [{ role: "user", content: "Read this." }] };

const linesOf = async (response: Response): Promise<Record<string, unknown>[]> =>
  (await response.text())
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line));

const errorOf = async (response: Response): Promise<unknown> => {
  const { error } = (await response.json()) as { error: unknown };
  return [response.status, error];
};

afterEach(async () => {
  vi.restoreAllMocks();
  await Promise.all(doubles.splice(0).map((double) => double.close()));
});

describe("What ChatOllama sends", () => {
  it("is a chat with the options of the model in the server's words", async () => {
    const double = await answering({ content: "yes" });
    await chatWith(double, {
      numCtx: 8192,
      numPredict: 1024,
      seed: 7,
      temperature: 0,
      keepAlive: "10m",
      think: false,
    }).invoke([new SystemMessage("You read invoices."), new HumanMessage("Read this.")]);
    expect(double.chats()).toEqual([
      {
        index: 0,
        model,
        messages: [
          { role: "system", content: "You read invoices." },
          { role: "user", content: "Read this." },
        ],
        options: { num_ctx: 8192, num_predict: 1024, seed: 7, temperature: 0 },
        keep_alive: "10m",
        think: false,
        stream: true,
      },
    ]);
  });

  it("has the JSON schema of a structured answer as its format", async () => {
    const double = await answering({ content: emptyAnswer });
    await chatWith(double)
      .withStructuredOutput(ModelAnswer, { method: "jsonSchema", includeRaw: true })
      .invoke("Read this.");
    expect(double.chats()[0]?.format).toMatchObject({
      type: "object",
      properties: { invoiceNumber: { description: expect.stringContaining("BT-1") } },
    });
  });

  it("has each image as a message of its own, without a data prefix", async () => {
    const double = await answering(
      { content: "a pixel" },
      { models: [{ name: model, capabilities: ["completion", "vision"] }] },
    );
    await chatWith(double).invoke([
      new HumanMessage({
        content: [
          { type: "text", text: "Read this." },
          { type: "image_url", image_url: { url: `data:image/png;base64,${onePixel}` } },
        ],
      }),
    ]);
    expect(double.chats()[0]?.messages).toEqual([
      { role: "user", content: "Read this." },
      { role: "user", content: "", images: [onePixel] },
    ]);
  });

  it("carries the bearer token the server wants", async () => {
    const double = await answering({ content: "yes" }, { token: "s3cret" });
    const headers = { Authorization: "Bearer s3cret" };
    await chatWith(double, { headers }).invoke("Read this.");
    expect(double.requests[0]).toMatchObject({
      method: "POST",
      path: "/api/chat",
      headers: { authorization: "Bearer s3cret" },
      isAnswered: true,
    });
  });
});

describe("What ChatOllama understands", () => {
  it("is a structured answer, put together from its chunks", async () => {
    const answer = { ...emptyAnswer, invoiceNumber: "Ä-17", sellerName: "Über & Söhne 🧾" };
    const double = await answering({ content: answer, chunks: 9 });
    const { parsed, raw } = await chatWith(double)
      .withStructuredOutput(ModelAnswer, { method: "jsonSchema", includeRaw: true })
      .invoke("Read this.");
    expect(parsed).toEqual(answer);
    expect(raw.content).toBe(JSON.stringify(answer));
  });

  it("is no answer, but the text, where the model breaks the schema", async () => {
    const double = await answering({ content: { documentType: "poem" } });
    const { parsed, raw } = await chatWith(double)
      .withStructuredOutput(ModelAnswer, { method: "jsonSchema", includeRaw: true })
      .invoke("Read this.");
    expect(parsed).toBeNull();
    expect(raw.content).toBe('{"documentType":"poem"}');
  });

  it("is the count of tokens and the reason for the end", async () => {
    const double = await answering({
      content: '{"documentType":"inv',
      doneReason: "length",
      promptTokens: 900,
      outputTokens: 30,
    });
    const message = await chatWith(double).invoke("Read this.");
    expect(message.usage_metadata).toMatchObject({
      input_tokens: 900,
      output_tokens: 30,
      total_tokens: 930,
    });
    expect(message.response_metadata).toMatchObject({
      done: true,
      done_reason: "length",
      prompt_eval_count: 900,
      eval_count: 30,
      total_duration: expect.any(Number),
    });
  });

  it("is thinking apart from the content", async () => {
    const double = await answering(
      { content: "17", thinking: "The number is at the top." },
      { models: [{ name: model, capabilities: ["completion", "thinking"] }] },
    );
    const message = await chatWith(double, { think: true }).invoke("Read this.");
    expect(message.content).toBe("17");
    expect(message.additional_kwargs).toEqual({ reasoning_content: "The number is at the top." });
  });

  it("is a vector of length 1 for each text", async () => {
    const double = await aDouble({
      models: [{ name: "nomic-embed-text", capabilities: ["embedding"] }],
      embed: (text) => [text.length, 0],
    });
    const embeddings = new OllamaEmbeddings({ model: "nomic-embed-text", baseUrl: double.url });
    expect(await embeddings.embedDocuments(["invoice", "policy"])).toEqual([
      [1, 0],
      [1, 0],
    ]);
    expect(double.requests[0]?.body).toEqual({
      model: "nomic-embed-text",
      input: ["invoice", "policy"],
      truncate: false,
    });
  });
});

describe("What the ollama client understands", () => {
  it("is one JSON where it asks for no stream", async () => {
    const double = await answering({ content: { total: "12.00" }, chunks: 5 });
    const answer = await chatWith(double).client.chat({ ...aChat, stream: false });
    expect(answer).toMatchObject({
      model,
      message: { role: "assistant", content: '{"total":"12.00"}' },
      done: true,
      done_reason: "stop",
    });
  });

  it("is which models there are and which are in memory, with their memory and end", async () => {
    const double = await aDouble({
      models: [
        { name: "llama3", sizeBytes: 4_000 },
        { name: model, isLoaded: true },
      ],
    });
    const { client } = chatWith(double);
    const tags = await client.list();
    const ps = await client.ps();
    expect(tags.models.map(({ name }) => name)).toEqual(["llama3:latest", model]);
    expect(tags.models[0]?.size).toBe(4_000);
    expect(ps.models).toMatchObject([{ name: model, size_vram: expect.any(Number) }]);
    expect(Date.parse(String(ps.models[0]?.expires_at))).toBeGreaterThan(Date.now());
  });

  it("is what a model can do and how long its context is", async () => {
    const double = await aDouble({
      models: [
        { name: "qwen2.5vl:7b", capabilities: ["completion", "vision"], contextLength: 128_000 },
      ],
    });
    const shown: unknown = await chatWith(double).client.show({ model: "qwen2.5vl:7b" });
    expect(shown).toMatchObject({
      capabilities: ["completion", "vision"],
      model_info: {
        "general.architecture": "qwen25vl",
        "qwen25vl.context_length": 128_000,
      },
    });
  });

  it("is the progress of a model that is fetched, which is there afterwards", async () => {
    const double = await aDouble({ models: [] });
    const { client } = chatWith(double);
    const statuses: string[] = [];
    for await (const { status } of await client.pull({ model, stream: true }))
      statuses.push(status);
    expect(statuses[0]).toBe("pulling manifest");
    expect(statuses.at(-1)).toBe("success");
    expect((await client.list()).models.map(({ name }) => name)).toEqual([model]);
  });

  it("is the version", async () => {
    const double = await aDouble({ version: "0.14.0" });
    expect(await chatWith(double).client.version()).toEqual({ version: "0.14.0" });
  });
});

describe("A model in memory", () => {
  it("is there after a chat, with the context the chat asked for", async () => {
    const double = await aDouble();
    await chatWith(double, { numCtx: 8192 }).invoke("Read this.");
    expect((await chatWith(double).client.ps()).models).toMatchObject([
      { name: model, context_length: 8192 },
    ]);
  });

  it("is let go of by a chat that keeps it alive for 0 seconds", async () => {
    const double = await aDouble({ models: [{ name: model, isLoaded: true }] });
    await chatWith(double, { keepAlive: 0 }).invoke("Read this.");
    expect((await chatWith(double).client.ps()).models).toEqual([]);
  });

  it("is loaded by a chat without messages", async () => {
    const double = await aDouble();
    const response = await post(double, "/api/chat", { model, messages: [] });
    expect(await response.json()).toMatchObject({ done: true, done_reason: "load" });
    expect(double.chats()).toEqual([]);
  });
});

describe("A stream", () => {
  it("ends with the only line that is done, with durations in nanoseconds", async () => {
    const double = await answering({ content: "one two three", chunks: 3 });
    const response = await post(double, "/api/chat", aChat);
    const lines = await linesOf(response);
    expect(response.headers.get("content-type")).toBe("application/x-ndjson");
    expect(lines.map(({ done }) => done)).toEqual([false, false, false, true]);
    expect(Object.keys(lines.at(-1) ?? {})).toEqual([
      "model",
      "created_at",
      "message",
      "done",
      "done_reason",
      "total_duration",
      "load_duration",
      "prompt_eval_count",
      "prompt_eval_duration",
      "eval_count",
      "eval_duration",
    ]);
  });

  it("loses no character, however it is cut into chunks", async () => {
    const double = await aDouble();
    await fc.assert(
      fc.asyncProperty(
        fc.string({ unit: "binary" }),
        fc.integer({ min: 1, max: 20 }),
        async (content, chunks) => {
          double.setReply(() => ({ content, chunks }));
          const lines = await linesOf(await post(double, "/api/chat", aChat));
          const parts = lines.map(({ message }) => (message as { content: string }).content);
          expect(parts.length).toBe(chunks + 1);
          expect(parts.join("")).toBe(content);
        },
      ),
      { numRuns: 50 },
    );
  });
});

describe("The server refuses", () => {
  let double: OllamaDouble;
  beforeEach(async () => {
    double = await aDouble();
  });

  const image = (data: string) => ({
    model,
    messages: [{ role: "user", content: "", images: [data] }],
  });

  it.each([
    ["no body", "", 400, "missing request body"],
    ["broken JSON", "{", 400, expect.stringContaining("invalid JSON")],
    ["no model", { messages: aChat.messages }, 400, "model is required"],
    ["an unknown model", { ...aChat, model: "gpt-9" }, 404, "model 'gpt-9' not found"],
    ["a message without a role", { model, messages: [{ content: "x" }] }, 400, 'invalid role: ""'],
    [
      "an image with a data prefix",
      image(`data:image/png;base64,${onePixel}`),
      400,
      "illegal base64 data at input byte 4",
    ],
    ["an empty image", image(""), 400, "invalid image input"],
    [
      "an image for a model without eyes",
      image(onePixel),
      500,
      "this model is missing data required for image input",
    ],
    [
      "thinking of a model that cannot",
      { ...aChat, think: true },
      400,
      `"${model}" does not support thinking`,
    ],
    [
      "an option of the wrong type",
      { ...aChat, options: { num_ctx: "8k" } },
      400,
      'option "num_ctx" must be of type integer',
    ],
    [
      "a duration without a unit",
      { ...aChat, keep_alive: "300" },
      400,
      'time: missing unit in duration "300"',
    ],
    [
      "a format it does not know",
      { ...aChat, format: "xml" },
      500,
      'invalid format: "xml"; expected "json" or a valid JSON Schema object',
    ],
  ])("%s", async (_what, body, status, error) => {
    expect(await errorOf(await post(double, "/api/chat", body))).toEqual([status, error]);
    expect(double.chats()).toEqual([]);
  });

  it("no thinking that was switched off", async () => {
    expect((await post(double, "/api/chat", { ...aChat, think: false })).status).toBe(200);
  });

  it.each(["/", "/api/version", "/api/tags", "/api/chat", "/nowhere"])(
    "%s without the token it wants",
    async (path) => {
      const guarded = await aDouble({ token: "s3cret" });
      expect(await errorOf(await fetch(guarded.url + path))).toEqual([401, "unauthorized"]);
      const wrong = { headers: { authorization: "Bearer guess" } };
      expect((await fetch(guarded.url + path, wrong)).status).toBe(401);
    },
  );

  it.each([
    ["/", "GET", 200, "Ollama is running"],
    ["/api/nowhere", "GET", 404, "404 page not found"],
    ["/api/chat", "GET", 405, "405 method not allowed"],
  ])("in plain text, or greets: %s", async (path, method, status, text) => {
    const response = await fetch(double.url + path, { method });
    expect([response.status, await response.text()]).toEqual([status, text]);
  });

  it("an embedding by a model that is missing, and a text that is too long to embed", async () => {
    const small = await aDouble({ models: [{ name: "embedder", contextLength: 2 }] });
    const embed = (body: object) => post(small, "/api/embed", body).then(errorOf);
    expect(await embed({ model: "gpt-9", input: "x" })).toEqual([404, "model 'gpt-9' not found"]);
    expect(await embed({ model: "embedder", input: "123456789", truncate: false })).toEqual([
      400,
      "the input length exceeds the context length",
    ]);
  });
});

describe("A fault, as ChatOllama sees it", () => {
  const faceless = (reply: Partial<Reply>) =>
    answering({ content: "one two three", chunks: 3, ...reply });
  const failure = (double: OllamaDouble) => chatWith(double).invoke("Read this.").catch(identity);
  const identity = (error: unknown) => error;

  it("carries the status as status_code where the model is missing", async () => {
    const double = await aDouble({ models: [] });
    const error = await failure(double);
    expect(error).toMatchObject({
      name: "ResponseError",
      status_code: 404,
      message: `model '${model}' not found`,
    });
    expect(error).not.toHaveProperty("status");
  });

  it.each([
    [500, "llama runner process has terminated"],
    [503, "server busy, please try again.  maximum pending requests exceeded"],
  ])("carries the status %i and its message", async (status, error) => {
    const double = await faceless({ fault: { kind: "status", status, error } });
    expect(await failure(double)).toMatchObject({
      name: "ResponseError",
      status_code: status,
      message: error,
    });
    expect(double.requests).toHaveLength(1);
  });

  it("may bring headers with its status", async () => {
    const fault = {
      kind: "status",
      status: 429,
      error: "slow down",
      headers: { "retry-after": "2" },
    } as const;
    const response = await post(await faceless({ fault }), "/api/chat", aChat);
    expect(response.headers.get("retry-after")).toBe("2");
  });

  it("is the error of a line in the middle", async () => {
    const double = await faceless({
      fault: { kind: "error_line", afterChunks: 1, error: "out of memory" },
    });
    expect(await failure(double)).toMatchObject({ name: "Error", message: "out of memory" });
  });

  it("throws where the stream is cut", async () => {
    const double = await faceless({ fault: { kind: "cut", afterChunks: 2 } });
    expect(await failure(double)).toMatchObject({ name: "TypeError", message: "terminated" });
    expect(double.requests[0]).toMatchObject({ isAnswered: false });
    expect(double.requests[0]).not.toHaveProperty("abortedAtMs");
  });

  it("throws where the stream ends without being done", async () => {
    const double = await faceless({ fault: { kind: "no_done", afterChunks: 2 } });
    expect(await failure(double)).toMatchObject({
      message: "Did not receive done or success response in stream.",
    });
  });

  it("is no answer but a web page", async () => {
    vi.spyOn(console, "warn").mockImplementation(() => undefined);
    const double = await faceless({ fault: { kind: "html" } });
    expect(await failure(double)).toMatchObject({
      message: "Did not receive done or success response in stream.",
    });
  });

  it("is a failed fetch where the connection is reset before the headers", async () => {
    const double = await faceless({ fault: { kind: "reset" } });
    expect(await failure(double)).toMatchObject({
      message: "fetch failed",
      cause: { code: "ECONNRESET" },
    });
  });

  it("is a failed fetch where nobody listens any more", async () => {
    const double = await faceless({});
    await double.close();
    expect(await failure(double)).toMatchObject({
      message: "fetch failed",
      cause: { code: "ECONNREFUSED" },
    });
  });

  it("lets the lines before it through", async () => {
    const double = await answering({
      content: "one two three",
      fault: { kind: "no_done", afterChunks: 2 },
    });
    expect(await linesOf(await post(double, "/api/chat", aChat))).toHaveLength(2);
  });

  it("is a status where no stream was asked for", async () => {
    const double = await faceless({ fault: { kind: "error_line", afterChunks: 1, error: "oom" } });
    const response = await post(double, "/api/chat", { ...aChat, stream: false });
    expect(await errorOf(response)).toEqual([500, "oom"]);
  });

  it("is a status 500 where the script itself throws", async () => {
    const double = await aDouble({ reply: () => Promise.reject(new Error("no such document")) });
    expect(await failure(double)).toMatchObject({ status_code: 500, message: "no such document" });
  });
});

describe("A client that goes away", () => {
  const anAbort = async (double: OllamaDouble, reply: Partial<Reply>) => {
    double.setReply(() => ({ content: "one two three", ...reply }));
    const stop = new AbortController();
    const answer = post(double, "/api/chat", aChat, { signal: stop.signal }).then((response) =>
      response.text(),
    );
    await double.nextChat();
    const stoppedAtMs = Date.now();
    stop.abort();
    await expect(answer).rejects.toThrow("aborted");
    const { abortedAtMs, isAnswered } = await double.nextAbort();
    return { afterMs: (abortedAtMs ?? Number.NaN) - stoppedAtMs, isAnswered };
  };

  it.each<[string, Partial<Reply>]>([
    ["before the headers", { headerDelayMs: 60_000 }],
    ["between two chunks", { chunks: 3, chunkGapMs: 60_000 }],
    ["while the server hangs", { fault: { kind: "hang" } }],
    ["while the server hangs in the middle", { fault: { kind: "hang", afterChunks: 1 } }],
  ])("%s is noticed at once", async (_when, reply) => {
    const { afterMs, isAnswered } = await anAbort(await aDouble(), reply);
    expect(isAnswered).toBe(false);
    expect(afterMs).toBeGreaterThanOrEqual(0);
    expect(afterMs).toBeLessThan(100);
  });

  it("is not noticed when the signal is handed to LangChain, which takes the abort for an empty answer", async () => {
    const reply = Promise.withResolvers<Reply>();
    const double = await aDouble({ reply: () => reply.promise });
    const stop = new AbortController();
    const answer = chatWith(double).invoke("Read this.", { signal: stop.signal });
    await double.nextChat();
    stop.abort();
    reply.resolve({ content: "17" });
    expect(await answer).toMatchObject({ content: "" });
  });

  it("makes room for the one behind it", async () => {
    const double = await aDouble({ parallel: 1 });
    await anAbort(double, { fault: { kind: "hang" } });
    double.setReply(() => ({ content: "next" }));
    expect(await chatWith(double).invoke("Read this.")).toMatchObject({ content: "next" });
  });

  it("leaves the queue without having been answered", async () => {
    const first = Promise.withResolvers<Reply>();
    const double = await aDouble({ parallel: 1, reply: () => first.promise });
    const answered = post(double, "/api/chat", aChat);
    await double.nextChat();
    const stop = new AbortController();
    const left = post(double, "/api/chat", aChat, { signal: stop.signal });
    await double.nextChat();
    stop.abort();
    await expect(left).rejects.toThrow("aborted");
    await double.nextAbort();
    first.resolve({ content: "first" });
    expect(await linesOf(await answered)).toHaveLength(2);
    expect(double.inFlightMost).toBe(1);
  });
});

describe("Chats at the same time", () => {
  const three = (double: OllamaDouble) =>
    Promise.all(["a", "b", "c"].map((content) => chatWith(double).invoke(content)));

  it("are answered together", async () => {
    const together = Promise.withResolvers<Reply>();
    let asked = 0;
    const double = await aDouble({
      reply: () => {
        asked += 1;
        if (asked === 3) together.resolve({ content: "all" });
        return together.promise;
      },
    });
    expect((await three(double)).map(({ content }) => content)).toEqual(["all", "all", "all"]);
    expect(double.inFlightMost).toBe(3);
  });

  it("wait for each other where the server answers one at a time", async () => {
    const double = await aDouble({
      parallel: 1,
      reply: ({ messages }) => ({ content: messages[0]?.content ?? "", chunks: 4 }),
    });
    expect((await three(double)).map(({ content }) => content)).toEqual(["a", "b", "c"]);
    expect(double.inFlightMost).toBe(1);
    expect(double.chats().map(({ index }) => index)).toEqual([0, 1, 2]);
  });
});

describe("Closing the double", () => {
  it("ends hanging answers and everybody who waits", async () => {
    const double = await answering({ content: "", fault: { kind: "hang" } });
    const answer = post(double, "/api/chat", aChat);
    await double.nextChat();
    const waiting = double.nextChat();
    await double.close();
    await expect(answer).rejects.toThrow("fetch failed");
    await expect(waiting).rejects.toThrow("closed");
    await double.close();
  });

  it("frees its port", async () => {
    const double = await aDouble();
    const port = Number(new URL(double.url).port);
    await double.close();
    const again = await aDouble({ port });
    expect((await fetch(again.url)).status).toBe(200);
  });

  it("fails to start on a port that is taken", async () => {
    const double = await aDouble();
    const port = Number(new URL(double.url).port);
    await expect(startOllamaDouble({ port })).rejects.toThrow("EADDRINUSE");
  });
});
