import { describe, expect, it } from "vitest";
import { createServiceCall } from "#src/resilience/create-service-call.ts";
import { problemsOf, type ServiceSettings } from "#src/resilience/service-settings.ts";
import { serviceSettings } from "#test/support/service-settings.ts";

describe("The settings of a service", () => {
  it("are right as they are in tests", () => {
    expect(problemsOf(serviceSettings())).toEqual([]);
  });

  const { breaker } = serviceSettings();
  it.each<[string, Partial<ServiceSettings>]>([
    ["timeoutMs", { timeoutMs: 0 }],
    ["timeoutMs", { timeoutMs: Number.NaN, deadlineMs: Number.POSITIVE_INFINITY }],
    ["deadlineMs", { deadlineMs: 999 }],
    ["attemptsMax", { attemptsMax: 1.5 }],
    ["backoffMsMin", { backoffMsMin: -1 }],
    ["retryAfterMsMax", { retryAfterMsMax: -1 }],
    ["breaker.failureRate", { breaker: { ...breaker, failureRate: 1 } }],
    ["breaker.windowCalls", { breaker: { ...breaker, windowCalls: 0 } }],
    ["breaker.callsMin", { breaker: { ...breaker, callsMin: breaker.windowCalls + 1 } }],
    ["breaker.slowCallMs", { breaker: { ...breaker, slowCallMs: -1 } }],
    ["breaker.slowCallRate", { breaker: { ...breaker, slowCallRate: 0 } }],
    ["breaker.halfOpenAfterMs", { breaker: { ...breaker, halfOpenAfterMs: 0 } }],
    ["concurrency.min", { concurrency: { min: 0, max: 2, initial: 1 } }],
    ["concurrency.max", { concurrency: { min: 1, max: 2.5, initial: 1 } }],
    ["concurrency.initial", { concurrency: { min: 2, max: 3, initial: 1 } }],
    ["queueSlots", { queueSlots: 0 }],
    ["ratePerSecond", { ratePerSecond: 0 }],
    ["burst", { burst: 0 }],
    ["cacheSeconds", { cacheSeconds: -1 }],
  ])("are wrong where %s is: %j", (setting, change) => {
    const problems = problemsOf(serviceSettings(change));

    expect(problems.map((problem) => problem.split(" ", 1)[0])).toContain(setting);
  });

  it("are all named at once if they are wrong", () => {
    const wrong = serviceSettings({
      attemptsMax: 0,
      deadlineMs: 1,
      concurrency: { min: 5, max: 2, initial: 9 },
      ratePerSecond: -1,
    });

    expect(problemsOf(wrong)).toEqual([
      "deadlineMs must be at least timeoutMs",
      "attemptsMax must be a whole number from 1",
      "concurrency.max must be a whole number, at least concurrency.min",
      "concurrency.initial must be between concurrency.min and concurrency.max",
      "ratePerSecond must be above 0",
    ]);
    expect(() => createServiceCall(wrong, { service: "vies" })).toThrow(/^vies: deadlineMs .*; /);
  });
});
