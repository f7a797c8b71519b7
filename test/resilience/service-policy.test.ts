import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import {
  CircuitOpen,
  createServicePolicy,
  type ServicePolicy,
  ServiceTimedOut,
} from "#src/resilience/service-policy.ts";

class Outage extends Error {
  readonly isTransient = true;
}

const halfOpenAfterMs = 1_000;

/** A policy that opens after two failures, and the events it raised. */
function aPolicy(change: { executionSlots?: number; timeoutMs?: number } = {}) {
  const events: string[] = [];
  const policy = createServicePolicy({
    service: "model",
    executionSlots: 4,
    timeoutMs: 10_000,
    callsMin: 2,
    windowCalls: 4,
    halfOpenAfterMs,
    onEvent: ({ type }) => events.push(type),
    ...change,
  });
  return { policy, events };
}

const fail = (policy: ServicePolicy, error: Error = new Outage("down")) =>
  policy.execute(() => Promise.reject(error)).catch(() => undefined);
const succeed = (policy: ServicePolicy) => policy.execute(async () => "answer");

async function anOpenPolicy() {
  const opened = aPolicy();
  await fail(opened.policy);
  await fail(opened.policy);
  return opened;
}

// The breaker reads the time of day; nothing waits for it.
beforeEach(() => void vi.useFakeTimers({ toFake: ["Date"] }));
afterEach(() => void vi.useRealTimers());
const letTimePass = () => vi.setSystemTime(Date.now() + halfOpenAfterMs);

describe("The breaker of a service", () => {
  it("opens when calls fail, and holds further ones back", async () => {
    const { policy, events } = await anOpenPolicy();

    await expect(succeed(policy)).rejects.toBeInstanceOf(CircuitOpen);
    expect(policy.state()).toBe("open");
    expect(policy.letsThrough()).toBe(false);
    expect(events).toEqual(["breaker.opened"]);
  });

  it("lets one call try after a while, and closes when it succeeds", async () => {
    const { policy, events } = await anOpenPolicy();
    letTimePass();

    expect(await succeed(policy)).toBe("answer");

    expect(policy.state()).toBe("closed");
    expect(events).toEqual(["breaker.opened", "breaker.half_open", "breaker.closed"]);
  });

  it("opens again when the trial call fails", async () => {
    const { policy, events } = await anOpenPolicy();
    letTimePass();

    await fail(policy);

    expect(policy.state()).toBe("open");
    expect(events).toEqual(["breaker.opened", "breaker.half_open", "breaker.opened"]);
  });

  it("lets nobody else through, and nobody wait, while the trial call is under way", async () => {
    const { policy } = await anOpenPolicy();
    letTimePass();
    const trial = Promise.withResolvers<string>();
    const trying = policy.execute(() => trial.promise);

    expect(policy.state()).toBe("halfOpen");
    await expect(succeed(policy)).rejects.toBeInstanceOf(CircuitOpen);
    trial.resolve("answer");
    await trying;
  });

  it("takes a cancelled trial call for no answer", async () => {
    const { policy } = await anOpenPolicy();
    letTimePass();
    const abort = new AbortController();
    const trying = policy.execute(() => new Promise(() => undefined), { signal: abort.signal });

    abort.abort(new Error("bye"));

    await expect(trying).rejects.toThrow("bye");
    expect(policy.state()).toBe("open");
  });

  it("counts no failure that is not transient", async () => {
    const { policy } = aPolicy();

    for (let call = 0; call < 4; call += 1) await fail(policy, new Error("no such model"));

    expect(policy.state()).toBe("closed");
  });

  it("counts no call that its caller aborted", async () => {
    const { policy } = aPolicy();

    for (let call = 0; call < 4; call += 1) {
      const abort = new AbortController();
      const called = policy.execute(
        () => {
          queueMicrotask(() => abort.abort(new Error("bye")));
          return Promise.reject(new Outage("broken by the abort"));
        },
        { signal: abort.signal },
      );
      await expect(called).rejects.toThrow();
    }

    expect(policy.state()).toBe("closed");
  });

  it("turns away calls that were waiting for a slot when it opened", async () => {
    const { policy } = aPolicy({ executionSlots: 1 });
    let begun = 0;
    const failing = () => {
      begun += 1;
      return Promise.reject(new Outage("down"));
    };

    const calls = await Promise.allSettled(
      Array.from({ length: 10 }, () => policy.execute(failing)),
    );

    // The call that got the slot of the second failure was begun before it was counted.
    expect(begun).toBeLessThanOrEqual(3);
    expect(calls.at(-1)).toMatchObject({ reason: expect.any(CircuitOpen) });
  });
});

describe("An attempt at a service", () => {
  it("ends when its time is over, and its work is told", async () => {
    const { policy } = aPolicy({ timeoutMs: 5 });
    const signals: AbortSignal[] = [];

    const called = policy.execute((signal) => {
      signals.push(signal);
      return new Promise(() => undefined);
    });

    await expect(called).rejects.toBeInstanceOf(ServiceTimedOut);
    expect(signals[0]?.aborted).toBe(true);
  });

  it("rejects with the caller's reason and not with a timeout", async () => {
    const { policy } = aPolicy();
    const abort = new AbortController();
    const reason = new Error("bye");

    const called = policy.execute(() => new Promise(() => undefined), { signal: abort.signal });
    abort.abort(reason);

    await expect(called).rejects.toBe(reason);
  });

  it("runs no more calls at once than there are slots", async () => {
    const { policy } = aPolicy({ executionSlots: 2 });
    let [running, most] = [0, 0];
    const work = async () => {
      running += 1;
      most = Math.max(most, running);
      await Promise.resolve();
      running -= 1;
    };

    await Promise.all(Array.from({ length: 6 }, () => policy.execute(work)));

    expect(most).toBe(2);
  });
});
