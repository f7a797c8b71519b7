import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createSharedLanes, type Lane } from "#src/adapters/piscina/shared-lanes.ts";
import { defaultReadingLimits } from "#src/domain/reading-limits.ts";
import { holdingSlot } from "#src/resilience/slot-lease.ts";
import { anInputDocument } from "#test/support/an-input-document.ts";

const settle = async (): Promise<void> => {
  for (let turn = 0; turn < 40; turn += 1) await Promise.resolve();
};

const input = {
  document: anInputDocument(),
  ignoreEmbeddedXml: false,
  limits: defaultReadingLimits,
};

/** Lanes whose documents are late, as late as can be, and end when they are told; a document is told by the name of its task. */
function lanesOf({ count, queueMax = 100 }: { count: number; queueMax?: number }) {
  const events: string[] = [];
  const reading = new Map<string, { readonly end: () => void; readonly late: () => void }>();

  const open = (): Lane => ({
    async run(name, _, signal, onWork) {
      signal?.throwIfAborted();
      const { promise, resolve: end, reject } = Promise.withResolvers<void>();
      signal?.addEventListener("abort", () => reject(signal.reason as Error));
      events.push(`${name} begins`);
      const late = (): void => [400, 900, 1_100].forEach((workedMs) => onWork?.(workedMs));
      reading.set(name, { end, late });
      try {
        await promise;
        events.push(`${name} ends`);
        return name;
      } catch (error) {
        events.push(`${name} stops`);
        throw error;
      } finally {
        reading.delete(name);
      }
    },
    close: async () => undefined,
  });
  const lanes = createSharedLanes({ count, queueMax, open });
  const tell = (what: "end" | "late") => async (name: string) => {
    reading.get(name)?.[what]();
    await settle();
  };
  return {
    events,
    late: tell("late"),
    end: tell("end"),
    reading: () => [...reading.keys()],
    read: (name: string, signal?: AbortSignal) => lanes.run(name, input, signal),
  };
}

describe("lanes that documents share", () => {
  it("read as many documents at once as was said", async () => {
    const { read, reading, end } = lanesOf({ count: 2 });

    const all = ["a", "b", "c"].map((name) => read(name));
    await settle();
    expect(reading()).toEqual(["a", "b"]);

    for (const name of ["a", "b", "c"]) await end(name);
    expect(await Promise.all(all)).toEqual(["a", "b", "c"]);
  });

  it("take another lane for a document that is late, which goes on", async () => {
    const { read, reading, late } = lanesOf({ count: 2 });
    for (const name of ["slow", "b", "c"]) void read(name);
    await settle();

    await late("slow");

    expect(reading()).toEqual(["slow", "b", "c"]);
  });

  it("read all others while as many documents as there are lanes, and more, are slow", async () => {
    const { read, reading, late, end, events } = lanesOf({ count: 2 });
    const slow = ["slow 1", "slow 2", "slow 3", "slow 4"];
    const others = ["a", "b", "c", "d"];
    for (const name of [...slow, ...others]) void read(name);
    await settle();

    for (const name of slow) await late(name);
    for (const name of others) await end(name);

    const which = (what: string) => events.filter((event) => event.endsWith(what));
    expect(which("ends")).toEqual(others.map((name) => `${name} ends`));
    expect(which("stops")).toEqual(["slow 3 stops", "slow 4 stops"]);
    // Nobody waits any more.
    expect(reading()).toEqual(["slow 1", "slow 2", "slow 3"]);
  });

  it("read who made way where another slow one is done, in order", async () => {
    const { read, reading, late, end } = lanesOf({ count: 1 });
    const slow = ["slow 1", "slow 2", "slow 3"].map((name) => read(name));
    for (const name of ["a", "b"]) void read(name);
    await settle();
    for (const name of ["slow 1", "slow 2", "slow 3"]) await late(name);
    expect(reading()).toEqual(["slow 1", "a"]);

    await end("slow 1");
    expect(reading()).toEqual(["a", "slow 2"]);
    await end("slow 2");
    expect(reading()).toEqual(["a", "slow 3"]);

    for (const name of ["a", "b", "slow 3"]) await end(name);
    expect(await Promise.all(slow)).toEqual(["slow 1", "slow 2", "slow 3"]);
  });

  it("stop a document twice at most, and then keep it for a seat", async () => {
    const { read, reading, late, end, events } = lanesOf({ count: 1 });
    for (const name of ["slow 1", "slow 2", "a"]) void read(name);
    await settle();
    for (const name of ["slow 1", "slow 2"]) await late(name);
    await end("a");
    expect(reading()).toEqual(["slow 1", "slow 2"]);

    void read("b");
    await settle();
    await late("slow 2");
    await end("b");
    expect(reading()).toEqual(["slow 1"]);

    await end("slow 1");
    for (const name of ["c", "d"]) void read(name);
    await settle();
    await late("slow 2");
    expect(reading()).toEqual(["slow 2", "c"]);
    expect(events.filter((event) => event === "slow 2 stops")).toHaveLength(2);
  });

  it("stop nobody who keeps nobody waiting", async () => {
    const { read, late, events } = lanesOf({ count: 1 });
    for (const name of ["slow 1", "slow 2"]) {
      void read(name);
      await settle();
      await late(name);
    }

    await late("slow 2");
    expect(events).toEqual(["slow 1 begins", "slow 2 begins"]);

    void read("a");
    await settle();
    await late("slow 2");
    expect(events.slice(2)).toEqual(["slow 2 stops", "a begins"]);
  });

  it("give back the slot of who is late, or made way", async () => {
    const { read, late } = lanesOf({ count: 1 });
    const left: string[] = [];
    const names = ["slow 1", "slow 2", "a"];
    for (const name of names) {
      void holdingSlot(
        () => left.push(name),
        async () => await read(name),
      );
    }
    await settle();

    await late("slow 1");
    await late("slow 2");

    expect(left).toEqual(["slow 1", "slow 2"]);
  });

  it("turn away more than may wait, and forget who no longer waits", async () => {
    const { read, reading, end } = lanesOf({ count: 1, queueMax: 1 });
    const gone = new AbortController();
    void read("a");
    const waiting = read("b", gone.signal);

    expect(await read("c")).toBeUndefined();
    gone.abort(new Error("gone"));
    await expect(waiting).rejects.toThrow("gone");
    void read("d");
    await end("a");
    expect(reading()).toEqual(["d"]);
  });

  it("forget who made way and no longer waits", async () => {
    const { read, reading, late, end } = lanesOf({ count: 1 });
    const gone = new AbortController();
    void read("slow 1");
    const madeWay = read("slow 2", gone.signal);
    for (const name of ["a", "b"]) void read(name);
    await settle();
    await late("slow 1");
    await late("slow 2");

    gone.abort(new Error("gone"));

    await expect(madeWay).rejects.toThrow("gone");
    expect(reading()).toEqual(["slow 1", "a"]);
    await end("slow 1");
    expect(reading()).toEqual(["a"]);
  });

  it("never lose a document or a lane, in whatever order documents come, are late, end or are given up", async () => {
    const step = fc.record({
      what: fc.constantFrom("read", "late", "end", "abort"),
      of: fc.nat(20),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 3 }),
        fc.array(step, { maxLength: 60 }),
        async (count, steps) => {
          const lanes = lanesOf({ count });
          const all: { readonly end: Promise<unknown>; readonly abort: AbortController }[] = [];
          for (const { what, of } of steps) {
            if (what === "read") {
              const abort = new AbortController();
              const end = lanes
                .read(String(all.length), abort.signal)
                .catch((error: Error) => error.message);
              all.push({ end, abort });
            } else if (what === "abort") all[of]?.abort.abort(new Error("gone"));
            else await lanes[what](lanes.reading()[of] ?? "");
            await settle();
            expect(lanes.reading().length).toBeLessThanOrEqual(count + 1);
          }
          while (lanes.reading().length > 0) await lanes.end(lanes.reading()[0] ?? "");
          const ends = await Promise.all(all.map(({ end }) => end));
          for (const [index, end] of ends.entries()) expect([String(index), "gone"]).toContain(end);
          // Every lane and seat is there again.
          for (let more = 0; more <= count; more += 1) void lanes.read(`more ${more}`);
          await settle();
          expect(lanes.reading()).toHaveLength(count);
          await lanes.late("more 0");
          expect(lanes.reading()).toHaveLength(count + 1);
        },
      ),
      { numRuns: 100, seed: 7 },
    );
  });
});
