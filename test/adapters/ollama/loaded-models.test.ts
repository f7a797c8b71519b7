import { describe, expect, it, onTestFinished } from "vitest";
import { createConnection, type OllamaConnection } from "#src/adapters/ollama/connection.ts";
import { readHosts } from "#src/adapters/ollama/loaded-models.ts";
import { aDeadUrl, aServer, modelName } from "./an-ollama-analyst.ts";

function aConnection(): OllamaConnection {
  const connection = createConnection({});
  onTestFinished(async () => await connection.close());
  return connection;
}

const { signal } = new AbortController();

describe("what hosts of models hold", () => {
  it("is told with the memory it takes, and how much of that is on a GPU", async () => {
    const server = await aServer();
    const connection = aConnection();
    const body = { model: modelName, messages: [], stream: false };
    await connection.json(server.url, "/api/chat", { body }, signal).catch(() => undefined);

    const [reading] = await readHosts([server.url], { connection, signal });

    expect(reading?.host).toBe(server.url);
    expect(reading?.models).toMatchObject([{ name: modelName }]);
    expect(reading?.models[0]?.sizeBytes).toBeGreaterThan(0);
    expect(reading?.models[0]?.vramBytes).toBe(reading?.models[0]?.sizeBytes);
  });

  it("is nothing on a host that has loaded none, and not told of one that is down", async () => {
    const [idle, dead] = [await aServer(), await aDeadUrl()];

    expect(await readHosts([idle.url, dead], { connection: aConnection(), signal })).toEqual([
      { host: idle.url, models: [] },
    ]);
  });

  it("is not waited for once the watch is over", async () => {
    const connection = aConnection();
    const over = AbortSignal.abort(new Error("over"));

    await expect(readHosts([await aDeadUrl()], { connection, signal: over })).rejects.toThrow(
      "over",
    );
  });
});
