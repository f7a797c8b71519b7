import { expect, it } from "vitest";
import { askPort, runOperation } from "#src/nodes/operation.ts";
import { createKeyedLimiter } from "#src/resilience/keyed-limiter.ts";
import { createServiceCall } from "#src/resilience/create-service-call.ts";
import { whileWaiting } from "#src/resilience/wait-meter.ts";
import { serviceSettings } from "#test/support/service-settings.ts";

it("lets the run of higher priority have its answer first, whoever asked first", async () => {
  const call = createServiceCall(serviceSettings({ concurrency: { min: 1, max: 1, initial: 1 } }), {
    service: "vies",
  });
  const deps = { now: () => 0, operationLimiter: createKeyedLimiter({ queueSlots: 10 }) };
  const order: string[] = [];
  const ask = async (run: string, context: { priority?: number }) =>
    await askPort(
      "verify_seller",
      deps,
      { state: { path: `${run}.xml`, startedAtMs: 0 }, config: { context } },
      async () => await call(async () => order.push(run)),
    );

  await Promise.all([
    ask("begun already", {}),
    ask("last month", { priority: -1 }),
    ask("as usual", {}),
    ask("pay today", { priority: 5 }),
    ask("as usual too", { priority: 0 }),
  ]);

  expect(order).toEqual(["begun already", "pay today", "as usual", "as usual too", "last month"]);
  call.close();
});

it("records how long an operation waited for its turn and for slots, apart from how long it worked", async () => {
  let nowMs = 0;
  const passes = (ms: number): void => void (nowMs += ms);
  const deps = { now: () => nowMs, operationLimiter: createKeyedLimiter({ queueSlots: 10 }) };
  const run = async (work: () => Promise<void>) =>
    await runOperation(
      "validate_tax",
      deps,
      { state: { path: "a.xml", startedAtMs: 0 }, config: { context: { strategy: "sequential" } } },
      work,
    );

  const [, second] = await Promise.all([
    run(async () => await Promise.resolve().then(() => passes(30))),
    run(async () => {
      await whileWaiting(Promise.resolve().then(() => passes(5)));
      passes(20);
    }),
  ]);

  expect(second.operations["validate_tax"]).toMatchObject({
    startedMs: 30,
    durationMs: 25,
    waitedMs: 35,
    workedMs: 20,
  });
});
