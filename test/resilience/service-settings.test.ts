import { describe, expect, it } from "vitest";
import { createServiceCall } from "#src/resilience/create-service-call.ts";
import { problemsOf } from "#src/resilience/service-settings.ts";
import { serviceSettings } from "#test/support/service-settings.ts";

describe("The settings of a service", () => {
  it("are right as they are in tests", () => {
    expect(problemsOf(serviceSettings())).toEqual([]);
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
