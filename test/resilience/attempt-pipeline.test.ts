import { describe, expect, it } from "vitest";
import { type AttemptPipeline, createAttemptPipeline } from "#src/resilience/attempt-pipeline.ts";
import { TimedOut } from "#src/resilience/in-time.ts";
import { DeadlineExceeded, ServiceTimedOut } from "#src/resilience/service-attempt.ts";
import { CircuitOpen } from "#src/resilience/service-breaker.ts";
import type { ServiceSettings } from "#src/resilience/service-settings.ts";
import { serviceSettings } from "#test/support/service-settings.ts";

class Outage extends Error {
  readonly isTransient = true;
}

/** A pipeline that opens after two failures. */
function aPipeline(change: Partial<ServiceSettings> = {}): AttemptPipeline {
  const breaker = { ...serviceSettings().breaker, callsMin: 2, windowCalls: 4 };
  return createAttemptPipeline(serviceSettings({ breaker, ...change }), { service: "model" });
}

const run = <T>(
  pipeline: AttemptPipeline,
  work: (signal: AbortSignal) => Promise<T>,
  signal?: AbortSignal,
): Promise<T> => pipeline.run({ work, options: {} }, signal);
const down = () => Promise.reject(new Outage("down"));
const fixedAt = (slots: number) => ({ concurrency: { min: slots, max: slots, initial: slots } });

describe("One attempt through its policies", () => {
  it("is not made again when it fails", async () => {
    let asked = 0;
    const failing = () => {
      asked += 1;
      return down();
    };

    await expect(run(aPipeline(), failing)).rejects.toBeInstanceOf(Outage);

    expect(asked).toBe(1);
  });

  it("needs no signal of its caller to end when its time is over", async () => {
    const pipeline = aPipeline({ timeoutMs: 5 });
    const signals: AbortSignal[] = [];

    const called = run(pipeline, (signal) => {
      signals.push(signal);
      return new Promise(() => undefined);
    });

    await expect(called).rejects.toBeInstanceOf(ServiceTimedOut);
    expect(signals[0]?.aborted).toBe(true);
  });

  it("counts for nothing when its caller aborted, whatever its work made of that", async () => {
    const pipeline = aPipeline();

    for (let call = 0; call < 4; call += 1) {
      const abort = new AbortController();
      const broken = () => {
        queueMicrotask(() => abort.abort(new Error("bye")));
        return Promise.reject(new Outage("broken by the abort"));
      };
      await expect(run(pipeline, broken, abort.signal)).rejects.toThrow();
    }

    expect(pipeline.state()).toBe("closed");
  });

  it("says how each ended, those that were turned away too", async () => {
    const outcomes: string[] = [];
    const settings = serviceSettings({
      timeoutMs: 5,
      breaker: { ...serviceSettings().breaker, callsMin: 2, windowCalls: 4, failureRate: 0.7 },
    });
    const pipeline = createAttemptPipeline(settings, {
      service: "model",
      onEvent: (event) => {
        if (event.type === "request.finished") outcomes.push(event.outcome);
      },
    });
    const left = new AbortController();
    const leave = () => {
      left.abort(new Error("bye"));
      return Promise.reject(new Error("broken by the abort"));
    };

    await run(pipeline, async () => "answer");
    await expect(run(pipeline, () => Promise.reject(new Error("400")))).rejects.toThrow("400");
    await expect(run(pipeline, leave, left.signal)).rejects.toThrow();
    for (let call = 0; call < 2; call += 1) await expect(run(pipeline, down)).rejects.toThrow();
    await expect(run(pipeline, () => new Promise(() => undefined))).rejects.toThrow();
    await expect(run(pipeline, down)).rejects.toBeInstanceOf(CircuitOpen);

    expect(outcomes).toEqual([
      "answered",
      "declined",
      "aborted",
      "failed",
      "failed",
      "timed_out",
      "turned_away",
    ]);
  });

  describe("that its signal ends", () => {
    const timeoutMs = 1_000;
    const deadline = new DeadlineExceeded("over");

    /** What two attempts that were ended leave behind. */
    async function afterTwo(reason: Error, waitedMs: number, slots = 10) {
      let nowMs = 0;
      const clock = { now: () => nowMs, after: () => () => undefined };
      const breaker = { ...serviceSettings().breaker, callsMin: 2, windowCalls: 4 };
      const concurrency = { min: 1, max: slots, initial: slots };
      const settings = serviceSettings({ breaker, timeoutMs, concurrency });
      const pipeline = createAttemptPipeline(settings, { service: "vies", clock });
      const abort = new AbortController();
      const ask = () => run(pipeline, () => new Promise(() => undefined), abort.signal);
      const called = [ask(), ask()];
      await new Promise(setImmediate);
      nowMs += waitedMs;
      abort.abort(reason);
      const ended = await Promise.allSettled(called);
      expect(ended).toEqual(ended.map(() => ({ status: "rejected", reason })));
      return { state: pipeline.state(), isLimitCut: pipeline.limit() < slots };
    }

    it.each([
      ["a deadline after half of its timeout", deadline, timeoutMs / 2, true],
      ["a deadline before that", deadline, timeoutMs / 2 - 1, false],
      ["its caller, however late", new Error("bye"), timeoutMs - 1, false],
      ["its caller's own time limit", new TimedOut("bye"), timeoutMs - 1, false],
    ])("says of the service what is right: %s", async (_, reason, waitedMs, isSilent) => {
      expect(await afterTwo(reason, waitedMs)).toEqual({
        state: isSilent ? "open" : "closed",
        isLimitCut: isSilent,
      });
    });

    it("says nothing of the service if it waited for a slot", async () => {
      expect((await afterTwo(deadline, timeoutMs, 1)).state).toBe("closed");
    });
  });

  it("gives its slot back however it ends", async () => {
    const pipeline = aPipeline(fixedAt(1));
    const abort = new AbortController();
    const aborted = run(pipeline, () => new Promise(() => undefined), abort.signal);
    abort.abort(new Error("bye"));

    await expect(aborted).rejects.toThrow("bye");
    await expect(run(pipeline, down)).rejects.toBeInstanceOf(Outage);
    expect(await run(pipeline, async () => "answer")).toBe("answer");

    expect([pipeline.inFlight(), pipeline.queued()]).toEqual([0, 0]);
  });

  it("is made beside no more others than the limit allows", async () => {
    const pipeline = aPipeline(fixedAt(2));
    let [running, most] = [0, 0];
    const work = async () => {
      running += 1;
      most = Math.max(most, running);
      await Promise.resolve();
      running -= 1;
    };

    await Promise.all(Array.from({ length: 6 }, () => run(pipeline, work)));

    expect(most).toBe(2);
  });

  it("is turned away if it was waiting when the breaker opened", async () => {
    const pipeline = aPipeline(fixedAt(1));
    let asked = 0;
    const failing = () => {
      asked += 1;
      return down();
    };

    const calls = Array.from({ length: 10 }, () => run(pipeline, failing));
    const ended = await Promise.allSettled(calls);

    // The call that got the slot of the second failure was begun before it was counted.
    expect(asked).toBeLessThanOrEqual(3);
    expect(ended.at(-1)).toMatchObject({ reason: expect.any(CircuitOpen) });
    expect(pipeline.letsThrough()).toBe(false);
  });
});
