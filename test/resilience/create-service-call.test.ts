import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createServiceCall, ServiceClosed } from "#src/resilience/create-service-call.ts";
import { QueueFull } from "#src/resilience/fair-queue.ts";
import { withPriority } from "#src/resilience/run-priority.ts";
import { DeadlineExceeded, ServiceTimedOut } from "#src/resilience/service-attempt.ts";
import { CircuitOpen } from "#src/resilience/service-breaker.ts";
import type { ServiceCallEvent } from "#src/resilience/service-call-deps.ts";
import type { ServiceSettings } from "#src/resilience/service-settings.ts";
import { serviceSettings } from "#test/support/service-settings.ts";

class Outage extends Error {
  readonly isTransient = true;
}
class Busy extends Error {
  readonly isTransient = true;
  readonly isOverload = true;
  readonly retryAfterMs = 1;
}

/** A service call, the times its service was asked, and what it raised. */
function aService(change: Partial<ServiceSettings> = {}) {
  const events: ServiceCallEvent[] = [];
  const settings = serviceSettings(change);
  const call = createServiceCall(settings, { service: "vies", onEvent: (e) => events.push(e) });
  const types = () => events.map(({ type }) => type).filter((type) => type.startsWith("breaker."));
  return { call, events, types, settings };
}

/** Work that counts its calls. */
function counted<T>(work: (signal: AbortSignal, attempt: number) => Promise<T>) {
  const times = { asked: 0 };
  const ask = (signal: AbortSignal) => work(signal, (times.asked += 1));
  return { times, ask };
}

type Straggler = {
  readonly resolve: (answer: string) => void;
  readonly reject: (error: unknown) => void;
  readonly abort: (reason: unknown) => void;
};

const never = () => new Promise<never>(() => undefined);
const resources = (): string[] =>
  process.getActiveResourcesInfo().filter((resource) => resource === "Timeout");

const failures: Record<string, (signal: AbortSignal) => Promise<string>> = {
  "an outage": () => Promise.reject(new Outage("down")),
  "a refusal with Retry-After": () => Promise.reject(new Busy("429")),
  "an error that is final": () => Promise.reject(new Error("400")),
  "a throw that is no promise": () => {
    throw new Outage("at once");
  },
  "a hang": never,
};

describe("A service call", () => {
  it.each(Object.keys(failures))(
    "sends no more requests than attempts, whatever fails: %s",
    async (kind) => {
      await fc.assert(
        fc.asyncProperty(fc.integer({ min: 1, max: 5 }), async (attemptsMax) => {
          const { call } = aService({ attemptsMax, timeoutMs: 2, deadlineMs: 500 });
          const { times, ask } = counted(failures[kind]!);

          await expect(call(ask)).rejects.toThrow();

          expect(times.asked).toBe(kind === "an error that is final" ? 1 : attemptsMax);
        }),
        { numRuns: 5 },
      );
    },
  );

  it("answers after a failure that passed, and says that it tried again", async () => {
    const { call, events } = aService();
    const { ask } = counted(async (_, attempt) => {
      if (attempt < 3) throw new Outage("down");
      return "answer";
    });

    expect(await call(ask)).toBe("answer");

    expect(events).toMatchObject([
      { type: "request.finished", service: "vies", outcome: "failed" },
      { type: "call.retried", service: "vies", attempt: 2 },
      { type: "request.finished", service: "vies", outcome: "failed" },
      { type: "call.retried", service: "vies", attempt: 3 },
      { type: "request.finished", service: "vies", outcome: "answered" },
    ]);
  });

  it("hands on the service's own error as it is", async () => {
    const error = new Outage("down");

    await expect(aService().call(() => Promise.reject(error))).rejects.toBe(error);
  });

  it("ends an attempt that gets no answer, and tells its work", async () => {
    const { call } = aService({ timeoutMs: 5, attemptsMax: 1 });
    const signals: AbortSignal[] = [];

    const called = call((signal) => {
      signals.push(signal);
      return never();
    });

    await expect(called).rejects.toBeInstanceOf(ServiceTimedOut);
    expect(signals[0]?.aborted).toBe(true);
  });

  it("ends at its deadline even while it waits for a slot", async () => {
    const { call } = aService({
      timeoutMs: 20,
      deadlineMs: 20,
      concurrency: { min: 1, max: 1, initial: 1 },
    });

    const ended = await Promise.allSettled([call(never), call(never)]);

    expect(ended[1]).toMatchObject({ reason: expect.any(DeadlineExceeded) });
    expect([call.inFlight(), call.queued()]).toEqual([0, 0]);
  });

  it("holds no slot while it waits to try again", async () => {
    const { call } = aService({
      backoffMsMin: 1_000,
      attemptsMax: 2,
      concurrency: { min: 1, max: 1, initial: 1 },
    });
    const abort = new AbortController();
    const failed = Promise.withResolvers<void>();
    const retrying = call(
      () => {
        failed.resolve();
        return Promise.reject(new Outage("down"));
      },
      { signal: abort.signal },
    );
    await failed.promise;

    expect(await call(async () => "answer")).toBe("answer");

    abort.abort(new Error("bye"));
    await expect(retrying).rejects.toThrow("bye");
  });

  it("stops at once when its caller aborts: in its work, in the queue, or before trying again", async () => {
    const { call } = aService({
      concurrency: { min: 1, max: 1, initial: 1 },
      backoffMsMin: 4_000,
      breaker: { ...serviceSettings().breaker, callsMin: 1, windowCalls: 1 },
    });
    const before = resources().length;
    const abort = new AbortController();
    const reason = new Error("bye");
    const { signal } = abort;
    const called = [call(never, { signal }), call(never, { signal })];

    abort.abort(reason);

    expect(await Promise.allSettled(called)).toEqual([
      { status: "rejected", reason },
      { status: "rejected", reason },
    ]);
    // No failure of the service.
    expect(call.state()).toBe("closed");
    expect([call.inFlight(), call.queued()]).toEqual([0, 0]);
    expect(resources().length).toBeLessThanOrEqual(before);
  });

  it("leaves no timer and no listener, however it ends", async () => {
    const { call } = aService({ ratePerSecond: 1_000, burst: 10, cacheSeconds: 1 });
    const abort = new AbortController();
    const [added, removed] = [
      vi.spyOn(abort.signal, "addEventListener"),
      vi.spyOn(abort.signal, "removeEventListener"),
    ];
    const before = resources().length;

    await call(async () => "answer", { signal: abort.signal });
    await call(async () => "answer", { signal: abort.signal, key: "k" });
    await call(() => Promise.reject(new Error("400")), { signal: abort.signal }).catch(() => 0);
    await call(() => Promise.reject(new Busy("429")), { signal: abort.signal }).catch(() => 0);

    expect(resources().length).toBeLessThanOrEqual(before);
    expect(added.mock.calls.length).toBeGreaterThan(0);
    expect(removed.mock.calls.length).toBe(added.mock.calls.length);
  });

  it("asks once for a key, while under way and as long as the answer is kept", async () => {
    const { call } = aService({ cacheSeconds: 60 });
    const { times, ask } = counted(async () => "answer");

    await Promise.all([call(ask, { key: "k" }), call(ask, { key: "k" })]);
    await call(ask, { key: "k" });
    await call(ask, { key: "other" });

    expect(times.asked).toBe(2);
  });

  it("turns a call away at once when too many wait, and does not try it again", async () => {
    const { call, types } = aService({
      concurrency: { min: 1, max: 1, initial: 1 },
      queueSlots: 1,
    });
    const abort = new AbortController();
    const held = [call(never, { signal: abort.signal }), call(never, { signal: abort.signal })];

    await expect(call(async () => "never")).rejects.toBeInstanceOf(QueueFull);

    expect(types()).toEqual([]);
    abort.abort(new Error("bye"));
    await Promise.allSettled(held);
  });

  it("lets the more important call go first", async () => {
    const { call } = aService({ concurrency: { min: 1, max: 1, initial: 1 } });
    const first = Promise.withResolvers<string>();
    const order: string[] = [];
    const note = (name: string, priority: number) =>
      withPriority(priority, () => call(async () => order.push(name)));
    const held = call(() => first.promise);
    const others = [note("low", 0), note("high", 5), note("low too", 0)];

    first.resolve("answer");
    await Promise.all([held, ...others]);

    expect(order).toEqual(["high", "low", "low too"]);
  });

  it("ends everything when it is closed, and begins nothing more", async () => {
    const { call } = aService();
    const before = resources().length;
    const running = call(never);

    call.close();

    await expect(running).rejects.toBeInstanceOf(ServiceClosed);
    await expect(call(async () => "never")).rejects.toBeInstanceOf(ServiceClosed);
    expect(resources().length).toBeLessThanOrEqual(before);
  });
});

describe("The breaker of a service call", () => {
  const breaker = { ...serviceSettings().breaker, callsMin: 4, windowCalls: 4 };
  const once = { attemptsMax: 1, breaker };
  const fail = (call: ReturnType<typeof aService>["call"]) =>
    call(() => Promise.reject(new Outage("down"))).catch(() => undefined);

  // The breaker reads the time of day; nothing waits for it.
  beforeEach(() => void vi.useFakeTimers({ toFake: ["Date"] }));
  afterEach(() => void vi.useRealTimers());
  const letTimePass = () => vi.setSystemTime(Date.now() + breaker.halfOpenAfterMs);

  async function anOpenService(change: Partial<ServiceSettings> = {}) {
    const service = aService({ ...once, ...change });
    for (let call = 0; call < 4; call += 1) await fail(service.call);
    return service;
  }

  it("opens within its window, and lets no call leave while it is open", async () => {
    const { call, types } = await anOpenService({ attemptsMax: 1 });
    const { times, ask } = counted(async () => "answer");

    await expect(call(ask)).rejects.toBeInstanceOf(CircuitOpen);

    expect(times.asked).toBe(0);
    expect([call.state(), call.letsThrough()]).toEqual(["open", false]);
    expect(types()).toEqual(["breaker.opened"]);
  });

  it("lets one call try after a while, and closes when it is answered", async () => {
    const { call, types } = await anOpenService();
    letTimePass();
    const trial = Promise.withResolvers<string>();
    const trying = call(() => trial.promise);

    expect(call.state()).toBe("half_open");
    await expect(call(async () => "never")).rejects.toBeInstanceOf(CircuitOpen);
    trial.resolve("answer");

    expect(await trying).toBe("answer");
    expect(types()).toEqual(["breaker.opened", "breaker.half_open", "breaker.closed"]);
  });

  it("opens again when the trial call fails", async () => {
    const { call, types } = await anOpenService();
    letTimePass();

    await fail(call);

    expect(types()).toEqual(["breaker.opened", "breaker.half_open", "breaker.opened"]);
  });

  it("takes a cancelled trial call for no answer", async () => {
    const { call } = await anOpenService();
    letTimePass();
    const abort = new AbortController();
    const trying = call(never, { signal: abort.signal });

    abort.abort(new Error("bye"));

    await expect(trying).rejects.toThrow("bye");
    expect(call.state()).toBe("open");
  });

  it.each<[string, (straggler: Straggler) => void]>([
    ["answered", ({ resolve }) => resolve("late answer")],
    ["failed", ({ reject }) => reject(new Outage("down"))],
    ["unasked", ({ abort }) => abort(new Error("bye"))],
  ])("heeds the trial call alone, not one begun before that ends %s", async (_, end) => {
    const { call, types } = aService(once);
    const [early, trial] = [Promise.withResolvers<string>(), Promise.withResolvers<string>()];
    const abort = new AbortController();
    const straggler = call(() => early.promise, { signal: abort.signal });
    for (let failed = 0; failed < 4; failed += 1) await fail(call);
    letTimePass();
    const trying = call(() => trial.promise);

    end({ ...early, abort: (reason) => abort.abort(reason) });
    await Promise.allSettled([straggler]);

    expect(call.state()).toBe("half_open");
    trial.resolve("answer");
    expect(await trying).toBe("answer");
    expect(call.state()).toBe("closed");
    expect(types()).toEqual(["breaker.opened", "breaker.half_open", "breaker.closed"]);
  });

  it("stays closed after its trial call, whatever was begun before it opened", async () => {
    const { call } = aService({ ...once, concurrency: { min: 8, max: 8, initial: 8 } });
    const early = Promise.withResolvers<string>();
    const stragglers = Array.from({ length: 4 }, () => call(() => early.promise));
    for (let failed = 0; failed < 4; failed += 1) await fail(call);
    letTimePass();
    await call(async () => "answer");

    early.reject(new Outage("down"));
    await Promise.allSettled(stragglers);

    expect(call.state()).toBe("closed");
  });

  it("sees a service that hangs where the deadline ends before the timeout does", async () => {
    const { call } = aService({ ...once, timeoutMs: 40, deadlineMs: 40 });

    const ended = await Promise.allSettled(Array.from({ length: 4 }, () => call(never)));

    const byDeadline = { status: "rejected", reason: expect.any(DeadlineExceeded) };
    expect(ended).toEqual(ended.map(() => byDeadline));
    await vi.waitFor(() => expect(call.state()).toBe("open"));
  });

  it("counts answers that are too slow", async () => {
    const nowMs = { value: 0 };
    const events: string[] = [];
    const clock = { now: () => nowMs.value, after: () => () => undefined };
    const onEvent = ({ type }: ServiceCallEvent): void => void events.push(type);
    const call = createServiceCall(serviceSettings(once), { service: "vies", clock, onEvent });
    const slow = async () => {
      nowMs.value += breaker.slowCallMs + 1;
      return "answer";
    };

    for (let index = 0; index < 4; index += 1) expect(await call(slow)).toBe("answer");

    expect(call.state()).toBe("open");
    expect(events).toContain("breaker.opened");
  });

  it("counts what fails every call alike, though it is not tried again, and tells who is turned away", async () => {
    class WrongKey extends Error {
      readonly isTransient = false;
      readonly isOutage = true;
    }
    const { call } = aService({ breaker, attemptsMax: 3 });
    const { times, ask } = counted(() => Promise.reject(new WrongKey("check its key")));

    for (let index = 0; index < 4; index += 1) {
      await expect(call(ask)).rejects.toBeInstanceOf(WrongKey);
    }
    const turnedAway = call(ask);

    await expect(turnedAway).rejects.toBeInstanceOf(CircuitOpen);
    await expect(turnedAway).rejects.toThrow(/check its key/);
    expect(times.asked).toBe(4);
  });

  it("counts no error that is the caller's own fault", async () => {
    const { call } = aService(once);

    for (let index = 0; index < 8; index += 1) {
      await call(() => Promise.reject(new Error("400"))).catch(() => undefined);
    }

    expect(call.state()).toBe("closed");
  });

  it("turns away calls that were waiting for a slot when it opened", async () => {
    const { call } = aService({ ...once, concurrency: { min: 1, max: 1, initial: 1 } });
    const { times, ask } = counted(() => Promise.reject(new Outage("down")));

    const ended = await Promise.allSettled(Array.from({ length: 20 }, () => call(ask)));

    expect(times.asked).toBeLessThanOrEqual(6);
    expect(ended.at(-1)).toMatchObject({ reason: expect.any(CircuitOpen) });
  });

  it("shows the service's own error to a call that failed before it opened", async () => {
    const { call } = aService({ attemptsMax: 10, breaker });
    const { times, ask } = counted(() => Promise.reject(new Outage("down")));

    await expect(call(ask)).rejects.toBeInstanceOf(Outage);

    expect(times.asked).toBe(4);
  });
});
