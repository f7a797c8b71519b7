import { describe, expect, it } from "vitest";
import { createAdaptiveLimit } from "#src/resilience/adaptive-limit.ts";
import { createRateLimit } from "#src/resilience/rate-limit.ts";
import { meterWaits, whileWaiting } from "#src/resilience/wait-meter.ts";
import { createSimulation } from "#test/support/simulated-service.ts";

const pause = (clock: ReturnType<typeof createSimulation>, ms: number) =>
  new Promise<void>((resolve) => clock.after(ms, resolve));

describe("The waiting of work", () => {
  it("is the time some call of it had no slot, and not what the call took then", async () => {
    const clock = createSimulation();
    const limit = createAdaptiveLimit({
      service: "vies",
      queueSlots: 10,
      now: () => clock.now(),
      min: 1,
      max: 1,
      initial: 1,
    });
    const ask = async () =>
      await meterWaits(
        () => clock.now(),
        async () => await limit.run(() => pause(clock, 100)),
      );
    const asked = Promise.all([ask(), ask(), ask()]);

    await clock.runUntil(1_000);

    expect((await asked).map(({ waitedMs }) => waitedMs)).toEqual([0, 100, 200]);
  });

  it("counts the rate limit too", async () => {
    const clock = createSimulation();
    const rate = createRateLimit({ ratePerSecond: 1, queueSlots: 10, clock });
    const ask = async () =>
      await meterWaits(
        () => clock.now(),
        async () => await rate.take(),
      );
    const asked = Promise.all([ask(), ask()]);

    await clock.runUntil(5_000);

    expect((await asked).map(({ waitedMs }) => waitedMs)).toEqual([0, 1_000]);
  });

  it("counts calls that wait beside each other once", async () => {
    const clock = createSimulation();
    const metered = meterWaits(
      () => clock.now(),
      async () =>
        await Promise.all([
          whileWaiting(pause(clock, 100)),
          whileWaiting(pause(clock, 60)),
          pause(clock, 500),
        ]),
    );

    await clock.runUntil(1_000);

    expect((await metered).waitedMs).toBe(100);
  });

  it("ends with the work, even if a call it gave up still waits", async () => {
    const clock = createSimulation();
    const metered = meterWaits(
      () => clock.now(),
      async () => {
        void whileWaiting(pause(clock, 900));
        await pause(clock, 50);
      },
    );

    await clock.runUntil(1_000);

    expect((await metered).waitedMs).toBe(50);
  });

  it("is nobody's business where it is not measured", async () => {
    expect(await whileWaiting(Promise.resolve("turn"))).toBe("turn");
  });
});
