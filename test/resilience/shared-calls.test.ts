import { describe, expect, it } from "vitest";
import { createSharedCalls } from "#src/resilience/shared-calls.ts";

/** Work that is answered from outside and remembers its signals. */
function aService() {
  const answer = Promise.withResolvers<string>();
  const signals: AbortSignal[] = [];
  const work = (signal: AbortSignal) => {
    signals.push(signal);
    return answer.promise;
  };
  return { work, signals, answer };
}

describe("Shared calls", () => {
  it("ask once for callers of the same key, and anew when that is answered", async () => {
    const { work, signals, answer } = aService();
    const calls = createSharedCalls<string>();

    const both = [calls.run("k", work, undefined), calls.run("k", work, undefined)];
    answer.resolve("yes");

    expect(await Promise.all(both)).toEqual([
      { value: "yes", isJoined: false },
      { value: "yes", isJoined: true },
    ]);
    expect(signals).toHaveLength(1);
    await calls.run("k", work, undefined);
    expect(signals).toHaveLength(2);
  });

  it("go on for the other caller when one aborts", async () => {
    const { work, signals, answer } = aService();
    const calls = createSharedCalls<string>();
    const abort = new AbortController();

    const leaving = calls.run("k", work, abort.signal);
    const staying = calls.run("k", work, undefined);
    abort.abort(new Error("bye"));

    await expect(leaving).rejects.toThrow("bye");
    expect(signals[0]?.aborted).toBe(false);
    answer.resolve("yes");
    expect((await staying).value).toBe("yes");
  });

  it("end when the last caller aborts, and a later caller begins anew", async () => {
    const { work, signals } = aService();
    const calls = createSharedCalls<string>();
    const abort = new AbortController();
    const leaving = calls.run("k", work, abort.signal);

    abort.abort(new Error("bye"));

    await expect(leaving).rejects.toThrow("bye");
    expect(signals[0]?.aborted).toBe(true);
    void calls.run("k", work, undefined);
    expect(signals).toHaveLength(2);
  });

  it("give a failure to every caller, and forget it", async () => {
    const calls = createSharedCalls<string>();
    const fail = () => Promise.reject(new Error("no"));

    const both = [calls.run("k", fail, undefined), calls.run("k", fail, undefined)];

    for (const call of await Promise.allSettled(both)) expect(call.status).toBe("rejected");
    const { value, isJoined } = await calls.run("k", async () => "yes", undefined);
    expect({ value, isJoined }).toEqual({ value: "yes", isJoined: false });
  });
});
