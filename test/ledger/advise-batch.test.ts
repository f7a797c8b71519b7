import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { adviseBatch, samplesMin } from "#src/ledger/advise-batch.ts";
import { saturated } from "#src/ledger/saturation.ts";
import { someFigures, someLoad, someReadingWait } from "#test/support/batch-figures.ts";

const host = "http://gpu:11434";
const flat = (value: number) => ({ min: value, mean: value, max: value });
const rss = (bytes: number) => ({ ...flat(bytes), peakIncrease: 0 });

const first = (figures: Parameters<typeof adviseBatch>[0]) => adviseBatch(figures)[0];

describe("what limited a batch", () => {
  it("is nothing that stands out where everything had room and slots were free", () => {
    expect(adviseBatch(someFigures())).toEqual([]);
  });

  it("is the number of documents at once where all slots were full and the machine idle", () => {
    expect(first(someFigures({ slotShare: 0.97 }))).toEqual({
      limitedBy: "parallelism",
      reason:
        "The 8 documents that may be in flight at once were 97 % of the time, while 20 % of 4 cores were busy and no service had a queue.",
      change: "Raise --parallelism to 16.",
    });
  });

  it("is the strategy where it lets one document run at a time", () => {
    const setup = { slots: 1, isSequential: true };

    expect(first(someFigures({ slotShare: 0.97, setup }))?.change).toBe(
      "Use --strategy concurrent.",
    );
  });

  it("is a model's host whose slots requests wait for; with all of them in use, it may get more", () => {
    const advice = first(someFigures({ resources: { services: [someLoad(host, 0.9)] } }));

    expect(advice).toMatchObject({ limitedBy: "model", name: host });
    expect(advice?.reason).toContain(`Requests waited for ${host} in 90 % of the samples`);
    expect(advice?.change).toContain("Raise OLLAMA_SLOTS above 4");
  });

  it("is a host that bears no more; then another one helps, and more slots would not", () => {
    const services = [someLoad(host, 0.9, 2)];
    const advice = first(someFigures({ resources: { services } }));

    expect(advice?.change).toContain("It bore 2 at once and no more: add a host");
    expect(advice?.change).not.toContain("OLLAMA_SLOTS");
  });

  it("is a model on a machine whose cores it keeps busy, and not whatever else runs there", () => {
    const local = "http://127.0.0.1:11434";
    const resources = { machineCpuShare: flat(0.96), services: [someLoad(local, 0.9)] };
    const advice = adviseBatch(someFigures({ resources, setup: { hosts: [local] } }));

    expect(advice).toMatchObject([{ limitedBy: "model", name: local }]);
    expect(advice[0]?.change).toContain(
      "It runs on this machine, whose 4 cores were 96 % busy: run it on a machine of its own",
    );
  });

  it("is a model too large for its GPU", () => {
    const hosts = [{ host, models: ["big:70b"], sizeBytes: flat(40e9), vramBytes: flat(24e9) }];
    const resources = { services: [someLoad(host, 0.9)], hosts };

    expect(first(someFigures({ resources }))?.change).toContain(
      "Only 24.0 GB of the 40.0 GB its models take are in the memory of its GPU",
    );
  });

  it("is a service with a queue, the longest queue first", () => {
    const services = [someLoad("vies DE", 0.6), someLoad("gleif", 0.9), someLoad("google", 0.1)];

    expect(
      adviseBatch(someFigures({ resources: { services } })).map(({ limitedBy, name }) => [
        limitedBy,
        name,
      ]),
    ).toEqual([
      ["service", "gleif"],
      ["service", "vies DE"],
    ]);
  });

  it("is reading where documents wait for threads while cores are idle", () => {
    const advice = first(someFigures({ operations: someReadingWait(0.6) }));

    expect(advice).toEqual({
      limitedBy: "reading_threads",
      reason:
        "Documents spent 60 % of their time waiting for one of 2 reading threads, while 20 % of 4 cores were busy.",
      change: "Raise FANFOLD_READER_THREADS to 5; each thread may take some 300 MB.",
    });
  });

  it("is memory before all else", () => {
    const resources = { rssBytes: rss(7.5e9), cpuShare: flat(1), services: [someLoad(host, 1)] };

    expect(adviseBatch(someFigures({ resources }))).toEqual([
      {
        limitedBy: "memory",
        reason: "The process held up to 7.5 GB of the 8.0 GB it may use.",
        change: "Give it more memory, or lower FANFOLD_READER_THREADS or --parallelism.",
      },
    ]);
  });

  it("is the processor where all cores are busy, and others may be to blame", () => {
    const own = { cpuShare: flat(0.95), machineCpuShare: flat(0.97) };
    const others = { cpuShare: flat(0.4), machineCpuShare: flat(0.97) };

    expect(first(someFigures({ resources: own }))).toMatchObject({
      limitedBy: "cpu",
      reason: "4 cores were 95 % busy on average.",
    });
    expect(first(someFigures({ resources: others }))).toEqual({
      limitedBy: "cpu",
      reason: "4 cores were 97 % busy on average, only 40 % of them with this batch.",
      change: "Let nothing else run on the machine meanwhile, or use one with more cores.",
    });
  });

  it("is the main thread where it is busy and cores are idle", () => {
    const resources = { eventLoopShare: flat(0.97), cpuShare: flat(0.4) };

    expect(first(someFigures({ resources, slotShare: 1 }))?.limitedBy).toBe("main_thread");
  });
});

describe("advice, whatever the figures", () => {
  const share = fc.double({ min: 0, max: 1, noNaN: true });
  const someBatch = fc
    .record({
      cpu: share,
      loop: share,
      memory: share,
      waiting: share,
      reading: share,
      slots: share,
      machine: share,
      samples: fc.nat(50),
      documents: fc.nat(2_000),
      parallelism: fc.integer({ min: 1, max: 256 }),
      readerThreads: fc.integer({ min: 1, max: 64 }),
      limitMax: fc.integer({ min: 1, max: 4 }),
    })
    .map((drawn) =>
      someFigures({
        setup: { slots: drawn.parallelism, readerThreads: drawn.readerThreads },
        resources: {
          samples: drawn.samples,
          cpuShare: flat(drawn.cpu),
          machineCpuShare: flat(drawn.machine),
          eventLoopShare: flat(drawn.loop),
          rssBytes: rss(drawn.memory * 8e9),
          services: [someLoad(host, drawn.waiting, drawn.limitMax)],
        },
        operations: someReadingWait(drawn.reading),
        documents: drawn.documents,
        slotShare: drawn.slots,
      }),
    );
  const asksMoreOfIt = /Raise (?:--parallelism|FANFOLD_READER_THREADS)/;

  it("never asks more of a machine that has no more to give", () => {
    fc.assert(
      fc.property(someBatch, (figures) => {
        const { cpuShare, machineCpuShare, eventLoopShare } = figures.resources;
        const { rssBytes, memoryLimitBytes } = figures.resources;
        const isSaturated =
          cpuShare.mean >= saturated.cpu ||
          machineCpuShare.mean >= saturated.cpu ||
          eventLoopShare.mean >= saturated.mainThread ||
          rssBytes.max / memoryLimitBytes >= saturated.memory;
        fc.pre(isSaturated);
        for (const { change } of adviseBatch(figures)) expect(change).not.toMatch(asksMoreOfIt);
      }),
    );
  });

  it("blames no service while the batch itself keeps the machine busy", () => {
    fc.assert(
      fc.property(someBatch, (figures) => {
        fc.pre(figures.resources.cpuShare.mean >= saturated.cpu);
        for (const { limitedBy } of adviseBatch(figures)) {
          expect(["cpu", "memory"]).toContain(limitedBy);
        }
      }),
    );
  });

  it("is not given from too few samples", () => {
    fc.assert(
      fc.property(someBatch, (figures) => {
        fc.pre(figures.resources.samples < samplesMin);
        expect(adviseBatch(figures)).toEqual([]);
      }),
    );
  });

  it("never advises more documents at once while requests wait for a service", () => {
    fc.assert(
      fc.property(someBatch, (figures) => {
        const limits = adviseBatch(figures).map(({ limitedBy }) => limitedBy);
        if (limits.includes("model")) expect(limits).not.toContain("parallelism");
      }),
    );
  });

  it("stays within what the settings take", () => {
    fc.assert(
      fc.property(someBatch, (figures) => {
        for (const { change } of adviseBatch(figures)) {
          const [, setting, value] = /(--parallelism|READER_THREADS) to (\d+)/.exec(change) ?? [];
          if (setting === "--parallelism") expect(Number(value)).toBeLessThanOrEqual(256);
          if (setting === "READER_THREADS") expect(Number(value)).toBeLessThanOrEqual(64);
        }
      }),
    );
  });
});
