import { describe, expect, it, onTestFinished } from "vitest";
import { PortUnavailable } from "#src/ports/port-unavailable.ts";
import type { ServiceCall, ServiceCallOptions } from "#src/resilience/service-call.ts";
import type { DoubleServer } from "#test/fakes/services/double-server.ts";
import { faultTable, testNowMs } from "#test/fakes/services/fault-table.ts";

/** A call through no policy at all. */
export const plainCall: ServiceCall = async (work, { signal } = {}) =>
  await work(signal ?? new AbortController().signal);

/** A plain call, and the options of each. */
export function recordingCall(): { call: ServiceCall; options: ServiceCallOptions[] } {
  const options: ServiceCallOptions[] = [];
  const call: ServiceCall = async (work, given = {}) => {
    options.push(given);
    return await plainCall(work, given);
  };
  return { call, options };
}

export type LiveServiceUnderContract = {
  readonly start: () => Promise<DoubleServer>;
  /** Asks what the service knows. */
  readonly ask: (call: ServiceCall, options: AskOptions) => Promise<unknown>;
};

export type AskOptions = {
  readonly signal?: AbortSignal;
  readonly baseUrl: URL;
  /** Default: the one it takes. */
  readonly apiKey?: string;
};

/** What every adapter of a service over HTTP makes of its bad days. */
export function describeLiveService(
  name: string,
  { start, ask: askAt }: LiveServiceUnderContract,
): void {
  /** A server of the test's own: nothing of an earlier test is on its way there. */
  async function setUp() {
    const server = await start();
    onTestFinished(async () => await server.close());
    const { baseUrl } = server;
    const ask = async (call: ServiceCall, options: Partial<AskOptions> = {}): Promise<unknown> =>
      await askAt(call, { baseUrl, ...options });
    return { server, ask };
  }

  describe(`${name} on a bad day`, () => {
    it.each(faultTable)("gives no answer to $what", async (row) => {
      const { server, ask } = await setUp();
      server.failNext(row.fault);

      const answer = ask(plainCall);

      await expect(answer).rejects.toBeInstanceOf(PortUnavailable);
      await expect(answer).rejects.toMatchObject({
        isTransient: row.isTransient,
        isOutage: row.isOutage ?? false,
        retryAfterMs: row.retryAfterMs,
      });
    });

    it("says that it has too much to do after 429 and 503, and not after 500", async () => {
      const { server, ask } = await setUp();
      const overloadOf = async (status: number): Promise<unknown> => {
        server.failNext({ kind: "answer", status, text: "" });
        const error: unknown = await ask(plainCall).catch((caught: unknown) => caught);
        return error instanceof PortUnavailable && error.isOverload;
      };

      expect([await overloadOf(429), await overloadOf(503), await overloadOf(500)]).toEqual([
        true,
        true,
        false,
      ]);
    });

    it("is out for every call where there is no safe connection to it", async () => {
      const { server, ask } = await setUp();

      const answer = ask(plainCall, { baseUrl: server.secureUrl });

      await expect(answer).rejects.toThrow(/there is no safe connection to it .*check address/);
      await expect(answer).rejects.toMatchObject({ isTransient: false, isOutage: true });
    });

    it("gives no answer where nothing listens", async () => {
      const { server, ask } = await setUp();
      await server.close();

      await expect(ask(plainCall)).rejects.toMatchObject({ isTransient: true });
      expect(server.received).toEqual([]);
    });

    it("closes its request when the call is cancelled, and throws the caller's reason", async () => {
      const { server, ask } = await setUp();
      server.failNext({ kind: "hang" });
      const caller = new AbortController();
      const reason = new Error("no longer wanted");
      const answer = ask(plainCall, { signal: caller.signal });
      await server.nextRequest();
      caller.abort(reason);

      await expect(answer).rejects.toBe(reason);
      await server.nextAbort();
    });

    it("gives no answer when a policy ends the attempt", async () => {
      const { ask } = await setUp();
      class TooLate extends Error {
        readonly isTransient = true;
      }
      const call: ServiceCall = async () => {
        throw new TooLate("the service gave no answer within 10 ms");
      };

      const answer = ask(call);

      await expect(answer).rejects.toBeInstanceOf(PortUnavailable);
      await expect(answer).rejects.toMatchObject({ isTransient: true });
    });

    it("lets an error that is a bug be one", async () => {
      const { ask } = await setUp();
      const bug = new RangeError("out of range");

      await expect(ask(async () => await Promise.reject(bug))).rejects.toBe(bug);
    });

    it("says neither keys nor what was answered", async () => {
      const { server, ask } = await setUp();
      const secret = "body-of-the-answer";
      const messages: string[] = [];
      for (const status of [200, 400, 401, 404, 500]) {
        server.failNext({ kind: "answer", status, text: JSON.stringify({ secret }) });
        messages.push(await messageOf(ask(plainCall, { apiKey: "key-that-is-secret" })));
      }

      expect(messages.join("\n")).not.toMatch(/key-that-is-secret|body-of-the-answer/);
    });

    it("does not repeat a key that no header can carry", async () => {
      const { ask } = await setUp();
      const message = await messageOf(ask(plainCall, { apiKey: "secret\nkey" }));

      expect(message).not.toContain("secret");
    });

    it("names its questions, so that the same is asked once", async () => {
      const { ask } = await setUp();
      const { call, options } = recordingCall();
      await ask(call);
      await ask(call);

      const keys = options.map(({ key }) => key);
      expect(keys[0]).toBeTypeOf("string");
      expect(new Set(keys).size).toBe(keys.length / 2);
    });
  });
}

const messageOf = async (answer: Promise<unknown>): Promise<string> =>
  await answer.then(
    () => "",
    (error: unknown) => String(error),
  );

/** The clock of the adapters under test. */
export const testNow = (): number => testNowMs;
