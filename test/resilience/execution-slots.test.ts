import { describe, expect, it } from "vitest";
import { createExecutionSlots, QueueFull } from "#src/resilience/execution-slots.ts";

const gate = () => Promise.withResolvers<void>();

describe("Execution slots", () => {
  it("begin waiting calls in their order as slots become free", async () => {
    const slots = createExecutionSlots(1, 10);
    const [first, begun] = [gate(), [] as string[]];
    const calls = ["a", "b", "c"].map((name) =>
      slots.run(async () => {
        begun.push(name);
        if (name === "a") await first.promise;
      }, undefined),
    );

    expect(begun).toEqual(["a"]);
    first.resolve();
    await Promise.all(calls);
    expect(begun).toEqual(["a", "b", "c"]);
  });

  it("turn a call away when too many wait", async () => {
    const slots = createExecutionSlots(1, 1);
    const hold = gate();
    const running = [
      slots.run(() => hold.promise, undefined),
      slots.run(async () => {}, undefined),
    ];

    await expect(slots.run(async () => {}, undefined)).rejects.toBeInstanceOf(QueueFull);
    hold.resolve();
    await Promise.all(running);
  });

  it("let a waiting caller go at once when it aborts, and give its place away", async () => {
    const slots = createExecutionSlots(1, 1);
    const [hold, abort, reason] = [gate(), new AbortController(), new Error("gone")];
    const running = slots.run(() => hold.promise, undefined);
    const waiting = slots.run(async () => "never", abort.signal);

    abort.abort(reason);

    await expect(waiting).rejects.toBe(reason);
    const next = slots.run(async () => "mine", undefined);
    hold.resolve();
    await running;
    expect(await next).toBe("mine");
  });

  it("are free again after work that failed", async () => {
    const slots = createExecutionSlots(1, 0);

    await expect(slots.run(() => Promise.reject(new Error("no")), undefined)).rejects.toThrow("no");

    expect(await slots.run(async () => "yes", undefined)).toBe("yes");
  });
});
