import { describe, expect, it } from "vitest";
import { createOllamaEmbeddings } from "#src/adapters/ollama/ollama-embeddings.ts";
import { createFakeModelCache } from "#test/fakes/fake-model-cache.ts";
import { aDeadUrl, anAnalyst, aServer } from "./an-ollama-analyst.ts";

const model = "nomic-embed-text";
const anEmbeddingServer = async () =>
  await aServer({
    models: [{ name: model, capabilities: ["embedding"] }],
    embed: (text) => (text === "a" ? [1, 0] : [0, 1]),
  });

const embedded = (requests: readonly { path: string; body: unknown }[]) =>
  requests
    .filter(({ path }) => path === "/api/embed")
    .map(({ body }) => (body as { input: readonly string[] }).input);

describe("Embeddings", () => {
  it("give a vector for each text, in their order", async () => {
    const server = await anEmbeddingServer();
    const { hosts } = anAnalyst([server.url]);

    const vectors = await createOllamaEmbeddings({
      hosts,
      model,
      cache: createFakeModelCache(),
    }).embed(["b", "a", "b"]);

    expect(vectors).toEqual([
      [0, 1],
      [1, 0],
      [0, 1],
    ]);
    expect(embedded(server.requests)).toEqual([["b", "a"]]);
  });

  it("are asked for once for each text", async () => {
    const server = await anEmbeddingServer();
    const { hosts } = anAnalyst([server.url]);
    const embeddings = createOllamaEmbeddings({ hosts, model, cache: createFakeModelCache() });

    await embeddings.embed(["a"]);
    await embeddings.embed(["a", "b"]);

    expect(embedded(server.requests)).toEqual([["a"], ["b"]]);
  });

  it("are asked for in batches", async () => {
    const server = await anEmbeddingServer();
    const { hosts } = anAnalyst([server.url]);
    const embeddings = createOllamaEmbeddings({ hosts, model, cache: createFakeModelCache() });

    await embeddings.embed(Array.from({ length: 130 }, (_, index) => `text ${index}`));

    expect(embedded(server.requests).map((input) => input.length)).toEqual([64, 64, 2]);
  });

  it("are not there when no host answers", async () => {
    const { hosts } = anAnalyst([await aDeadUrl()]);
    const embeddings = createOllamaEmbeddings({ hosts, model, cache: createFakeModelCache() });

    await expect(embeddings.embed(["a"])).rejects.toMatchObject({
      port: "KnowledgeIndex",
      isTransient: true,
    });
  });
});
