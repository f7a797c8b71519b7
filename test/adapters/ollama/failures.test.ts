import { describe, expect, it } from "vitest";
import { PortUnavailable } from "#src/ports/port-unavailable.ts";
import { anAnalysisRequest } from "#test/contracts/document-analyst-contract.ts";
import type { Fault } from "#test/fakes/ollama-server.ts";
import { aDeadUrl, anAnalyst, aReply, aServer, modelName } from "./an-ollama-analyst.ts";

const passing: Record<string, Fault> = {
  "a runner that stopped (500)": { kind: "status", status: 500, error: "llama runner stopped" },
  "a server that is busy (503)": { kind: "status", status: 503, error: "server busy" },
  "too many requests (429)": { kind: "status", status: 429, error: "slow down" },
  "a connection that is reset": { kind: "reset" },
  "a stream that is cut": { kind: "cut", afterChunks: 1 },
  "an error in the middle of the stream": { kind: "error_line", afterChunks: 1, error: "cuda" },
  "a stream without its end": { kind: "no_done", afterChunks: 1 },
};

const final: Record<string, Fault> = {
  "a request it does not take (400)": { kind: "status", status: 400, error: "invalid format" },
  "a missing model (404)": { kind: "status", status: 404, error: "model 'x' not found" },
  "a wrong token (401)": { kind: "status", status: 401, error: "unauthorized" },
  "a web page": { kind: "html" },
};

describe("A failure that may pass", () => {
  it.each(Object.entries(passing))("is tried again: %s", async (_, fault) => {
    const server = await aServer({
      reply: ({ index }) => (index === 0 ? aReply({}, { fault }) : aReply({ invoiceNumber: "17" })),
    });

    const { answer, usage } = await anAnalyst([server.url]).analyze(anAnalysisRequest());

    expect(answer.invoiceNumber).toBe("17");
    expect(usage.requests).toBe(1);
    expect(server.chats()).toHaveLength(2);
  });

  it.each(Object.entries(passing))("is tried no more often than allowed: %s", async (_, fault) => {
    const server = await aServer({ reply: () => aReply({}, { fault }) });

    const analysis = anAnalyst([server.url]).analyze(anAnalysisRequest());

    await expect(analysis).rejects.toBeInstanceOf(PortUnavailable);
    await expect(analysis).rejects.toMatchObject({ port: "DocumentAnalyst", isTransient: true });
    expect(server.chats()).toHaveLength(3);
  });

  it("is tried again when the server takes too long", async () => {
    const server = await aServer({ reply: () => aReply({}, { fault: { kind: "hang" } }) });

    const analysis = anAnalyst([server.url], { timeoutMs: 20 }).analyze(anAnalysisRequest());

    await expect(analysis).rejects.toThrow(/no answer within 20 ms/);
    expect(server.chats()).toHaveLength(3);
    for (let request = 0; request < 3; request += 1) await server.nextAbort();
  });
});

describe("The limit of a host", () => {
  async function limitsAfter(status: number): Promise<readonly number[]> {
    const server = await aServer({
      reply: () => aReply({}, { fault: { kind: "status", status, error: "no" } }),
    });
    const limits: number[] = [];
    const analyst = anAnalyst([server.url], {
      attemptsMax: 1,
      onEvent: (event) => void (event.type === "limit.changed" && limits.push(event.limit)),
    });
    await expect(analyst.analyze(anAnalysisRequest())).rejects.toBeInstanceOf(PortUnavailable);
    return limits;
  }

  it.each([429, 503])("is cut when the host has too much to do (%i)", async (status) => {
    expect(await limitsAfter(status)).toEqual([7]);
  });

  it("is not cut by a failure of another kind", async () => {
    expect(await limitsAfter(500)).toEqual([]);
  });

  it("begins with one request", async () => {
    const gate = Promise.withResolvers<void>();
    const server = await aServer({
      reply: async () => {
        await gate.promise;
        return aReply();
      },
    });
    const analyst = anAnalyst([server.url], { slotsInitial: undefined });
    const all = ["d1", "d2", "d3"].map((documentId) =>
      analyst.analyze(anAnalysisRequest({ documentId })),
    );
    await server.nextChat();
    gate.resolve();

    await Promise.all(all);

    expect(server.inFlightMost).toBe(1);
  });
});

describe("A failure that stays", () => {
  it.each(Object.entries(final))("is asked about once: %s", async (_, fault) => {
    const server = await aServer({ reply: () => aReply({}, { fault }) });

    const analysis = anAnalyst([server.url]).analyze(anAnalysisRequest());

    await expect(analysis).rejects.toMatchObject({ code: "port.unavailable", isTransient: false });
    expect(server.chats()).toHaveLength(1);
  });

  it("is not asked about again for each document where the token is wrong, and every one says so", async () => {
    const fault: Fault = { kind: "status", status: 401, error: "unauthorized" };
    const server = await aServer({ reply: () => aReply({}, { fault }) });
    const analyst = anAnalyst([server.url]);
    const analyze = async (documentId: string) =>
      await analyst.analyze(anAnalysisRequest({ documentId }));

    for (let document = 0; document < 12; document += 1) {
      await expect(analyze(`d${document}`)).rejects.toThrow(/set OLLAMA_API_KEY/);
    }

    expect(server.chats().length).toBeLessThan(12);
  });

  it("is named with what to do: a model that is not there", async () => {
    const server = await aServer({ models: [{ name: "another" }] });

    const analysis = anAnalyst([server.url]).analyze(anAnalysisRequest());

    await expect(analysis).rejects.toThrow(`ollama pull ${modelName}`);
    expect(server.requests.filter(({ path }) => path === "/api/chat")).toHaveLength(1);
  });
});

describe("Several hosts", () => {
  it("share the work by what each has in flight", async () => {
    const gate = Promise.withResolvers<void>();
    const reply = async () => {
      await gate.promise;
      return aReply();
    };
    const [a, b] = [await aServer({ reply }), await aServer({ reply })];
    const analyst = anAnalyst([a.url, b.url]);
    const all = [1, 2, 3, 4].map((n) =>
      analyst.analyze(anAnalysisRequest({ documentId: `d${n}` })),
    );
    for (const server of [a, b, a, b]) await server.nextChat();
    gate.resolve();

    await Promise.all(all);

    expect([a.inFlightMost, b.inFlightMost]).toEqual([2, 2]);
  });

  it("stand in for one another", async () => {
    const server = await aServer({ reply: () => aReply({ invoiceNumber: "17" }) });

    const analyst = anAnalyst([await aDeadUrl(), server.url]);

    expect((await analyst.analyze(anAnalysisRequest())).answer.invoiceNumber).toBe("17");
  });

  it("are asked in turn when one fails, though the other has more to do", async () => {
    const gate = Promise.withResolvers<void>();
    const down = { kind: "status", status: 500, error: "down" } as const;
    const [good, bad] = [
      await aServer(),
      await aServer({ reply: () => aReply({}, { fault: down }) }),
    ];
    good.setReply(async ({ index }) => {
      if (index === 0) await gate.promise;
      return aReply();
    });
    const analyst = anAnalyst([good.url, bad.url], { attemptsMax: 2 });
    const busy = analyst.analyze(anAnalysisRequest({ documentId: "d1" }));
    await good.nextChat();

    const { usage } = await analyst.analyze(anAnalysisRequest({ documentId: "d2" }));

    expect(usage.requests).toBe(1);
    expect(bad.chats()).toHaveLength(1);
    gate.resolve();
    await busy;
  });

  it("are not asked for a model they are known not to have", async () => {
    const [without, having] = [await aServer({ models: [] }), await aServer()];
    const analyst = anAnalyst([without.url, having.url]);

    for (const documentId of ["d1", "d2", "d3"]) {
      await analyst.analyze(anAnalysisRequest({ documentId }));
    }

    expect(having.chats()).toHaveLength(3);
    expect(without.requests.some(({ path }) => path === "/api/chat")).toBe(false);
  });

  it("leave out one that fails until it is back, with events", async () => {
    const [bad, good] = [await aServer(), await aServer()];
    const events: string[] = [];
    let isDown = true;
    bad.setReply(() =>
      isDown ? aReply({}, { fault: { kind: "status", status: 500, error: "down" } }) : aReply(),
    );
    const analyst = anAnalyst([bad.url, good.url], {
      breaker: { callsMin: 2, windowCalls: 2, halfOpenAfterMs: 0 },
      onEvent: ({ type, service }) => {
        if (!type.startsWith("breaker.")) return;
        events.push(`${type} ${service === bad.url ? "bad" : "good"}`);
      },
    });
    const askUntil = async (event: string) => {
      for (let asked = 0; asked < 10 && !events.includes(event); asked += 1) {
        await analyst.analyze(anAnalysisRequest({ documentId: `${event} ${asked}` }));
      }
    };

    await askUntil("breaker.opened bad");
    isDown = false;
    await askUntil("breaker.closed bad");

    expect(events.filter((event) => event.endsWith("good"))).toEqual([]);
    expect(events.slice(0, 1)).toEqual(["breaker.opened bad"]);
    expect(events.slice(-2)).toEqual(["breaker.half_open bad", "breaker.closed bad"]);
  });

  it("that are all out are not asked: the answer is at once that nobody answers", async () => {
    const server = await aServer({
      reply: () => aReply({}, { fault: { kind: "status", status: 500, error: "down" } }),
    });
    const analyst = anAnalyst([server.url], { breaker: { callsMin: 2, windowCalls: 2 } });
    await analyst.analyze(anAnalysisRequest()).catch(() => undefined);
    const before = server.chats().length;

    const analysis = analyst.analyze(anAnalysisRequest());

    await expect(analysis).rejects.toThrow(/every host is out: .*HTTP 500.*down/);
    expect(server.chats()).toHaveLength(before);
  });

  it("get work by what each bears: one that refused some is sent less", async () => {
    const gate = Promise.withResolvers<void>();
    const [a, b] = [await aServer(), await aServer()];
    a.setReply(() => aReply({}, { fault: { kind: "status", status: 429, error: "slow down" } }));
    const analyst = anAnalyst([a.url, b.url], { slotsMax: 2, slotsInitial: 2 });
    await analyst.analyze(anAnalysisRequest({ documentId: "d0" }));
    const held = async () => {
      await gate.promise;
      return aReply();
    };
    for (const server of [a, b]) {
      server.setReply(held);
      await server.nextChat();
    }
    const all = ["d1", "d2", "d3"].map((documentId) =>
      analyst.analyze(anAnalysisRequest({ documentId })),
    );
    for (const server of [a, b, b]) await server.nextChat();
    gate.resolve();

    await Promise.all(all);

    expect([a.inFlightMost, b.inFlightMost]).toEqual([1, 2]);
  });

  it("never get more at once than they have slots", async () => {
    const gate = Promise.withResolvers<void>();
    const server = await aServer({
      reply: async () => {
        await gate.promise;
        return aReply();
      },
    });
    const analyst = anAnalyst([server.url], { slotsMax: 2, slotsInitial: 2 });
    const all = [1, 2, 3, 4, 5].map((n) =>
      analyst.analyze(anAnalysisRequest({ documentId: `d${n}` })),
    );
    for (let chat = 0; chat < 2; chat += 1) await server.nextChat();
    gate.resolve();

    await Promise.all(all);

    expect(server.inFlightMost).toBe(2);
  });
});
