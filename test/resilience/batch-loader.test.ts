import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type BatchLoaderOptions, createBatchLoader } from "#src/resilience/batch-loader.ts";
import { currentPriority, withPriority } from "#src/resilience/run-priority.ts";
import { createSimulation } from "#test/support/simulated-service.ts";

const waitMs = 5;
const sizeMax = 4;

type Sent = {
  readonly keys: readonly string[];
  readonly signal: AbortSignal;
  readonly atMs: number;
  readonly priority: number;
  readonly answer: () => void;
  readonly fail: () => void;
};

/** A loader in simulated time whose requests are answered from outside; `onSent` hears of each. */
function aLoader(
  change: Partial<BatchLoaderOptions<string>> = {},
  onSent: (request: Sent, id: number) => void = () => undefined,
) {
  const clock = createSimulation();
  const sent: Sent[] = [];
  const loader = createBatchLoader<string>({
    loadAll: async (keys, signal) => {
      const { promise, resolve, reject } = Promise.withResolvers<ReadonlyMap<string, string>>();
      signal.addEventListener("abort", () => reject(signal.reason as Error));
      const id = sent.length;
      const request = {
        keys,
        signal,
        atMs: clock.now(),
        priority: currentPriority(),
        answer: () => resolve(new Map(keys.map((key) => [key, `${key} of request ${id}`]))),
        fail: () => reject(new Error(`request ${id} failed`)),
      };
      sent.push(request);
      onSent(request, id);
      return await promise;
    },
    sizeMax,
    waitMs,
    clock,
    ...change,
  });
  return {
    clock,
    sent,
    load: async (key: string, signal?: AbortSignal) => await loader.load(key, signal),
  };
}

const callersMax = 40;

describe("A batch loader", () => {
  const caller = fc.record({
    key: fc.constantFrom("a", "b", "c", "d", "e"),
    atMs: fc.nat({ max: 30 }),
    leavesAfterMs: fc.option(fc.nat({ max: 20 }), { nil: undefined }),
  });
  const fate = fc.record({ durationMs: fc.nat({ max: 15 }), fails: fc.boolean() });

  it("gives each caller the answer, or the failure, of the request that asked for its key", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(caller, { minLength: 1, maxLength: callersMax }),
        fc.array(fate, { minLength: callersMax, maxLength: callersMax }),
        async (callers, fates) => {
          const { clock, sent, load } = aLoader({}, ({ answer, fail }, id) => {
            const { durationMs, fails } = fates[id]!;
            clock.after(durationMs, fails ? fail : answer);
          });
          const ended: { caller: number; result: string }[] = [];
          for (const [index, { key, atMs, leavesAfterMs }] of callers.entries()) {
            clock.after(atMs, () => {
              const abort = new AbortController();
              if (leavesAfterMs !== undefined) {
                clock.after(leavesAfterMs, () => abort.abort(new Error(`${index} left`)));
              }
              const note = (result: string) => void ended.push({ caller: index, result });
              load(key, abort.signal).then(
                (answer) => note(answer ?? "none"),
                ({ message }) => note(message),
              );
            });
          }

          await clock.runUntil(1_000);

          expect(ended).toHaveLength(callers.length);
          expect(clock.pending()).toBe(0);
          const answered = new Set<number>();
          for (const { caller: index, result } of ended) {
            if (result === `${index} left`) continue;
            const { key, atMs } = callers[index]!;
            const id = Number(/request (\d+)/.exec(result)?.[1]);
            answered.add(id);
            const { keys, atMs: sentMs } = sent[id]!;
            expect(keys).toContain(key);
            const { fails } = fates[id]!;
            expect(result).toBe(fails ? `request ${id} failed` : `${key} of request ${id}`);
            expect(sentMs).toBeGreaterThanOrEqual(atMs);
            expect(sentMs).toBeLessThanOrEqual(atMs + waitMs);
          }
          for (const [id, { keys, signal }] of sent.entries()) {
            expect(keys.length).toBeLessThanOrEqual(sizeMax);
            expect(new Set(keys).size).toBe(keys.length);
            // It ends early when, and only when, nobody waits for it.
            expect(signal.aborted).toBe(!answered.has(id));
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  it("sends a full batch at once, and the rest when its time has come", async () => {
    const { clock, sent, load } = aLoader();

    const loads = ["a", "b", "c", "d", "e"].map((key) => load(key));
    await clock.runUntil(waitMs);

    expect(sent.map(({ keys, atMs }) => [keys, atMs])).toEqual([
      [["a", "b", "c", "d"], 0],
      [["e"], waitMs],
    ]);
    for (const { answer } of sent) answer();
    expect(await Promise.all(loads)).toEqual([
      "a of request 0",
      "b of request 0",
      "c of request 0",
      "d of request 0",
      "e of request 1",
    ]);
  });

  it("has nothing of a key that the answer leaves out", async () => {
    const { clock, load } = aLoader({ loadAll: async () => new Map([["b", "b"]]) });
    const loading = load("a");
    await clock.runUntil(waitMs);

    expect(await loading).toBeUndefined();
  });

  it("ends a request with its last caller, not before", async () => {
    const { clock, sent, load } = aLoader();
    const aborts = [new AbortController(), new AbortController()];
    const loads = aborts.map(({ signal }) => load("a", signal));
    await clock.runUntil(waitMs);

    aborts[0]?.abort(new Error("first"));
    await expect(loads[0]).rejects.toThrow("first");
    expect(sent[0]?.signal.aborted).toBe(false);

    aborts[1]?.abort(new Error("last"));
    await expect(loads[1]).rejects.toThrow("last");
    expect(sent[0]?.signal.aborted).toBe(true);
  });

  it("sends nothing for callers that all left meanwhile, and leaves no timer", async () => {
    const { clock, sent, load } = aLoader();
    const abort = new AbortController();
    const left = load("a", abort.signal);

    abort.abort(new Error("bye"));

    await expect(left).rejects.toThrow("bye");
    expect(clock.pending()).toBe(0);
    const later = load("b");
    await clock.runUntil(waitMs);
    expect(sent.map(({ keys }) => keys)).toEqual([["b"]]);
    sent[0]?.answer();
    expect(await later).toBe("b of request 0");
  });

  it("asks anew for a key that was answered: it keeps nothing", async () => {
    const { clock, sent, load } = aLoader({ sizeMax: 1 });
    const first = load("a");
    sent[0]?.answer();
    await first;

    const second = load("a");
    sent[1]?.answer();

    expect(await second).toBe("a of request 1");
    expect(clock.pending()).toBe(0);
  });

  it("asks with the highest priority of its callers", async () => {
    const { clock, sent, load } = aLoader();
    const loads = [0, 7, 3].map((priority) => withPriority(priority, () => load(String(priority))));
    await clock.runUntil(waitMs);

    expect(sent.map(({ priority }) => priority)).toEqual([7]);
    sent[0]?.answer();
    await Promise.all(loads);
  });
});
