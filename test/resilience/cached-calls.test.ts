import { describe, expect, it } from "vitest";
import { createCachedCalls } from "#src/resilience/cached-calls.ts";

function aCache(change: { lifetimeMs?: number; entriesMax?: number } = {}) {
  const time = { nowMs: 0 };
  const asked: string[] = [];
  const hits: boolean[] = [];
  const cache = createCachedCalls<string>({
    lifetimeMs: 1_000,
    now: () => time.nowMs,
    onAnswer: (isHit) => hits.push(isHit),
    ...change,
  });
  const ask = (key: string, signal?: AbortSignal) =>
    cache.run(
      key,
      async () => {
        asked.push(key);
        return `answer to ${key}`;
      },
      signal,
    );
  return { time, asked, hits, cache, ask };
}

describe("Cached calls", () => {
  it("say which answers were asked for, and which were kept or came of the same call", async () => {
    const { hits, ask } = aCache();
    await Promise.all([ask("k"), ask("k")]);
    await ask("k");
    await ask("other");
    expect(hits).toEqual([false, true, true, false]);
  });

  it("ask once as long as the answer lives", async () => {
    const { time, asked, ask } = aCache();

    await Promise.all([ask("k"), ask("k")]);
    time.nowMs = 999;
    expect(await ask("k")).toBe("answer to k");
    expect(asked).toHaveLength(1);
    time.nowMs = 1_000;
    await ask("k");

    expect(asked).toHaveLength(2);
  });

  it("keep an answer whose first caller has left", async () => {
    const { cache, asked, ask } = aCache();
    const caller = new AbortController();
    const answer = Promise.withResolvers<string>();
    const first = cache.run("k", () => answer.promise, caller.signal);
    const second = ask("k");
    caller.abort(new Error("bye"));
    await expect(first).rejects.toThrow("bye");
    answer.resolve("answer to both");

    expect(await second).toBe("answer to both");
    expect(await ask("k")).toBe("answer to both");
    expect(asked).toEqual([]);
  });

  it("keep no error", async () => {
    const { cache, ask } = aCache();

    await expect(cache.run("k", () => Promise.reject(new Error("down")))).rejects.toThrow("down");

    expect(await ask("k")).toBe("answer to k");
  });

  it("keep no answer without a lifetime", async () => {
    const { cache, asked, ask } = aCache({ lifetimeMs: 0 });

    await ask("k");
    await ask("k");

    expect(asked).toHaveLength(2);
    expect(cache.size()).toBe(0);
  });

  it("forget the answer not asked for the longest when there are too many", async () => {
    const { cache, asked, ask } = aCache({ entriesMax: 2 });
    await ask("a");
    await ask("b");
    await ask("a");

    await ask("c");
    await ask("a");

    expect(cache.size()).toBe(2);
    expect(asked).toEqual(["a", "b", "c"]);
  });

  it("answer nobody who has aborted", async () => {
    const { ask } = aCache();
    await ask("k");

    await expect(ask("k", AbortSignal.abort(new Error("bye")))).rejects.toThrow("bye");
  });
});
