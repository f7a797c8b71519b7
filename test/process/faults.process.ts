import { createHash } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openApp } from "#src/app.ts";
import { runBatch } from "#src/cli/run-batch.ts";
import { parseConfig } from "#src/config.ts";
import type { Outcome } from "#src/domain/outcome.ts";
import { RunContext } from "#src/state/run-context.ts";
import type { FaultChoice } from "#test/fakes/services/double-server.ts";
import type { NoAnswerFault } from "#test/fakes/services/fault-table.ts";
import {
  comparable,
  kindOf,
  type LiveServices,
  liveFile,
  skippedOf,
  standingClock,
  startLiveServices,
  writeLiveInvoices,
} from "#test/support/live-services.ts";

/*
 * Many documents, of sellers that are asked about one by one; one in five requests meets a fault, at every service. Which one is a matter of the seed, the request and how
 * often it came, and of nothing else. Companies House has no fault of a request: asked for TLS it has none for anybody, which is a
 * quarter of the documents.
 */
const faultShare = 0.2;
const attemptsMax = 3;
const seed = "fanfold-1";

const answer = (
  text: string,
  more: Omit<Extract<NoAnswerFault, { kind: "answer" }>, "kind" | "text"> = {},
): NoAnswerFault => ({ kind: "answer", text, ...more });

const faults: readonly NoAnswerFault[] = [
  { kind: "refuse", forMs: 5 },
  { kind: "reset" },
  { kind: "cut" },
  answer("{}", { status: 429, headers: { "retry-after": "1" } }),
  answer('{"error":"internal"}', { status: 500 }),
  answer("", { status: 503 }),
  { kind: "hang" },
  { kind: "drip" },
  answer('{"rates":{"usd":"yes"}}'),
  answer("<!doctype html>", { contentType: "text/html" }),
];

/** From 0 to 1, the same for the same text. */
const chanceOf = (...parts: readonly unknown[]): number =>
  createHash("sha256").update(JSON.stringify(parts)).digest().readUInt32BE(0) / 2 ** 32;

const seededFaults =
  (service: string): FaultChoice =>
  (key, times) => {
    const chance = chanceOf(seed, service, key, times);
    return chance < faultShare
      ? faults[Math.floor((chance / faultShare) * faults.length)]
      : undefined;
  };

let folder: string;
beforeAll(async () => void (folder = await mkdtemp(path.join(tmpdir(), "fanfold-faults-"))));
afterAll(async () => await rm(folder, { recursive: true, force: true }));

type Place = "google" | "nominatim";

/** The same documents without faults and with them. */
type Runs = {
  readonly calm: readonly Outcome[];
  readonly rough: readonly Outcome[];
  /** Of the rough run, as they were told of. */
  readonly finished: readonly string[];
  /** What was met in the rough run. */
  readonly faults: ReadonlySet<NoAnswerFault>;
  /** How often each request came to each service in the rough run. */
  readonly requests: ReadonlyMap<string, readonly number[]>;
};

async function runBoth(documents: number, map: Place): Promise<Runs> {
  const home = path.join(folder, map);
  await writeLiveInvoices(path.join(home, "in"), documents);
  const peaceful = await startLiveServices(documents);
  const { outcomes: calm } = await run(path.join(home, "calm"), peaceful, { map });
  await peaceful.close();
  const services = await startLiveServices(documents);
  const { companiesHouse, ...others } = services.doubles;
  const met = new Set<NoAnswerFault>();
  for (const [name, double] of Object.entries(others)) {
    const choose = seededFaults(name);
    double.failWhen((key, times) => {
      const fault = choose(key, times);
      if (fault !== undefined) met.add(fault);
      return fault;
    });
  }
  const { outcomes: rough, finished } = await run(path.join(home, "rough"), services, {
    map,
    settings: impatient,
    of: { companiesHouse: { baseUrl: companiesHouse.secureUrl } },
  });
  await services.close();
  const requests = Object.entries(others).map(
    ([name, double]) => [name, [...double.requests().values()]] as const,
  );
  return { calm, rough, finished, faults: met, requests: new Map(requests) };
}

const impatient = {
  timeoutMs: 500,
  deadlineMs: 5_000,
  attemptsMax,
  backoffMsMin: 25,
  breaker: { failureRate: 0.9, windowCalls: 40, callsMin: 20, halfOpenAfterMs: 50 },
  concurrency: { min: 8, max: 16, initial: 16 },
};

async function run(
  home: string,
  services: LiveServices,
  settings: Parameters<LiveServices["configure"]>[1],
) {
  const env = await services.configure(home, settings);
  const app = await openApp(
    parseConfig({ ...env, FANFOLD_HOME: home, FANFOLD_PARALLELISM: "64" }),
    standingClock,
  );
  const files: string[] = [];
  try {
    await runBatch(app, {
      batchId: "batch",
      paths: [path.join(home, "../in")],
      exclude: [],
      context: RunContext.parse({ analysis: "rules", parallelism: 64 }),
      signal: new AbortController().signal,
      onEvent: (event) => {
        if (event.type === "document.decided") files.push(event.file);
      },
    });
    return { outcomes: await Array.fromAsync(app.ledger.outcomes("batch")), finished: files };
  } finally {
    await app.close();
  }
}

describe.each<[number, Place]>([
  [1_000, "nominatim"],
  [200, "google"],
])("%s documents, a fifth of all requests failing, with %s as the map", (documents, map) => {
  let runs: Runs;
  beforeAll(async () => void (runs = await runBoth(documents, map)), 240_000);

  it("meet every kind of fault", () => {
    expect(runs.faults).toEqual(new Set(faults));
  });

  it("have one outcome each, none of them a failure", () => {
    const files = Array.from({ length: documents }, (_, index) => liveFile(index));

    expect(runs.rough.map(({ file }) => file)).toEqual(files);
    expect(runs.finished.toSorted()).toEqual(files);
    expect(runs.rough.filter(({ status }) => status === "quarantined")).toEqual([]);
  });

  it("are decided as without faults where every service answered", () => {
    const answered = runs.rough.flatMap((outcome, index) =>
      skippedOf(outcome).length === 0 ? [{ outcome, index }] : [],
    );

    expect(runs.calm.flatMap(skippedOf)).toEqual([]);
    expect(answered.length).toBeGreaterThan(documents / 4);
    for (const { outcome, index } of answered) {
      expect(comparable(outcome)).toEqual(comparable(runs.calm[index] as Outcome));
    }
  });

  it("name what was skipped where one did not, and are not approved without a person", () => {
    const skipped = runs.rough.filter((outcome) => skippedOf(outcome).length > 0);

    expect(new Set(skipped.flatMap(skippedOf))).toEqual(
      new Set(["seller", "register", "address", "currency"]),
    );
    expect(skipped.filter(({ decision }) => decision?.action === "auto_approve")).toEqual([]);
    for (const [index, outcome] of runs.rough.entries()) {
      // No British seller was found in a register that offers no safe connection.
      if (kindOf(index) === "british") expect(skippedOf(outcome)).toContain("seller");
    }
  });

  it("send no request more often than its attempts", () => {
    const asked = [...runs.requests].filter(([, times]) => times.length > 0);

    expect(asked.map(([name]) => name)).toEqual(["vies", "gleif", "serper", map, "frankfurter"]);
    for (const [name, times] of asked) {
      expect(Math.max(...times), name).toBeLessThanOrEqual(attemptsMax);
      expect(
        times.filter((count) => count > 1),
        name,
      ).not.toEqual([]);
    }
  });
});
