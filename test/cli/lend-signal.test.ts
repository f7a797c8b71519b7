import { getEventListeners } from "node:events";
import { describe, expect, it } from "vitest";
import { lendSignal } from "#src/cli/lend-signal.ts";

const reason = new Error("Ctrl-C");

describe("a lent signal", () => {
  it("is aborted with the caller's, for the same reason", async () => {
    const caller = new AbortController();

    const told = await lendSignal(caller.signal, async (lent) => {
      caller.abort(reason);
      return lent.reason as unknown;
    });

    expect(told).toBe(reason);
    expect(await lendSignal(caller.signal, async ({ aborted }) => aborted)).toBe(true);
  });

  it("keeps the listeners it is left with to itself, however the work ends", async () => {
    const caller = new AbortController();
    const listen = (lent: AbortSignal): void =>
      lent.addEventListener("abort", () => expect.unreachable());

    await lendSignal(caller.signal, async (lent) => listen(lent));
    const failing = lendSignal(caller.signal, async (lent) => {
      listen(lent);
      throw reason;
    });

    await expect(failing).rejects.toBe(reason);
    expect(getEventListeners(caller.signal, "abort")).toEqual([]);
    caller.abort();
  });
});
