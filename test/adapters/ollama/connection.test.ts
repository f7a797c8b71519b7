import { once } from "node:events";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
import { createConnection } from "#src/adapters/ollama/connection.ts";
import { emptyAnswer } from "#src/domain/model-answer.ts";
import { anAnalysisRequest } from "#test/contracts/document-analyst-contract.ts";
import { anAnalyst } from "./an-ollama-analyst.ts";

async function aWebServer(answer: RequestListener): Promise<{ url: string; server: Server }> {
  const server = createServer(answer);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, server };
}

function aConnection() {
  const connection = createConnection({ apiKey: "s3cret" });
  onTestFinished(async () => await connection.close());
  return connection;
}

const { signal } = new AbortController();

describe("A connection to Ollama hosts", () => {
  it("leaves no socket open when it is closed", async () => {
    const { url, server } = await aWebServer((_, response) => response.end("{}"));
    const connected = once(server, "connection");
    const connection = aConnection();
    await connection.json(url, "/api/version", {}, signal);
    const [socket] = (await connected) as [Socket];
    const closed = once(socket, "close");

    await connection.close();

    await closed;
    expect(socket.destroyed).toBe(true);
  });

  it("uses its sockets again, though the client reads no answer to its end", async () => {
    let sockets = 0;
    const last = {
      message: { role: "assistant", content: JSON.stringify(emptyAnswer) },
      done: true,
      done_reason: "stop",
    };
    const { url, server } = await aWebServer((_, response) =>
      response.end(`${JSON.stringify(last)}\n`),
    );
    server.on("connection", () => (sockets += 1));
    const analyst = anAnalyst([url]);

    for (let chat = 0; chat < 10; chat += 1) {
      await analyst.analyze(anAnalysisRequest({ documentId: `d${chat}` }));
    }

    // A socket is given back a moment after the answer, when the next request may have taken another.
    expect(sockets).toBeLessThanOrEqual(2);
  });

  it("carries no document to where a host redirects", async () => {
    const other = await aWebServer((_, response) => response.end("{}"));
    const { url } = await aWebServer((_, response) =>
      response.writeHead(307, { location: other.url }).end(),
    );

    const asked = aConnection().json(url, "/api/embed", { body: { input: "secret" } }, signal);

    await expect(asked).rejects.toThrow(/redirects \(HTTP 307\)/);
  });

  it.each([
    ["17", 17_000],
    ["soon", undefined],
  ])("tells how long a busy host asks to wait: %s", async (header, retryAfterMs) => {
    const { url } = await aWebServer((_, response) =>
      response.writeHead(503, { "retry-after": header }).end('{"error":"busy"}'),
    );

    const asked = aConnection().json(url, "/api/tags", {}, signal);

    await expect(asked).rejects.toMatchObject({ retryAfterMs, isTransient: true });
  });

  it("ends a stream that is no JSON with an error", async () => {
    const { url } = await aWebServer((_, response) => response.end("hello\n"));

    const response = await aConnection().chatFetch(url, "m", signal)(`${url}/api/chat`);

    await expect(response.text()).rejects.toMatchObject({ code: "ollama.not_ollama" });
  });

  it("repeats a host's own words short and without control characters", async () => {
    const error = `\u001b[31mbad\u0007${"x".repeat(5_000)}`;
    const { url } = await aWebServer((_, response) =>
      response.writeHead(500).end(JSON.stringify({ error })),
    );

    const failure = await aConnection()
      .json(url, "/api/tags", {}, signal)
      .catch((thrown: unknown) => thrown as Error);

    expect((failure as Error).message).not.toMatch(/\p{Cc}/u);
    expect((failure as Error).message.length).toBeLessThan(500);
  });
});
