import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { getEventListeners } from "node:events";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type App, openApp } from "#src/app.ts";
import { runBatch } from "#src/cli/run-batch.ts";
import { parseConfig } from "#src/config.ts";
import type { CheckName } from "#src/domain/finding.ts";
import type { Outcome } from "#src/domain/outcome.ts";
import type { RunEvent } from "#src/domain/run-event.ts";
import type { ServiceName } from "#src/domain/service-settings.ts";
import { RunContext } from "#src/state/run-context.ts";
import type { NoAnswerFault } from "#test/fakes/services/fault-table.ts";
import { generatedUbl } from "#test/support/generated-invoices.ts";
import {
  comparable,
  germanVatId,
  isInDollars,
  kindOf,
  type LiveServices,
  liveFile,
  skippedOf,
  standingClock,
  startLiveServices,
  writeLiveInvoices,
} from "#test/support/live-services.ts";
import { valueOf } from "#test/support/prometheus.ts";

/* Batches on the real pipeline with the real adapters and policies, and doubles of every service. */
const documents = 20;

let folder: string;
let services: LiveServices;
let stop: AbortController;
const events: string[] = [];
const told: RunEvent[] = [];

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "fanfold-live-"));
  services = await startLiveServices(documents);
  stop = new AbortController();
  events.length = 0;
  told.length = 0;
});
afterEach(async () => {
  await services.close();
  await rm(folder, { recursive: true, force: true });
});

type Settings = Parameters<LiveServices["configure"]>[1];

/** Runs the invoices of the folder `in` through an app of their own, which is closed again. */
async function run(settings: Settings = {}, context: Partial<RunContext> = {}): Promise<Outcome[]> {
  const app = await anApp(settings);
  try {
    return await runIn(app, context);
  } finally {
    await app.close();
  }
}

async function anApp(settings: Settings = {}): Promise<App> {
  const home = await mkdtemp(path.join(folder, "home-"));
  const env = await services.configure(home, settings);
  return await openApp(
    parseConfig({ ...env, FANFOLD_HOME: home, FANFOLD_READER_THREADS: "1" }),
    standingClock,
    (_level, event, { service } = {}) => void events.push(`${event} ${String(service)}`),
  );
}

async function runIn(app: App, context: Partial<RunContext>): Promise<Outcome[]> {
  await runBatch(app, {
    batchId: "batch",
    paths: [path.join(folder, "in")],
    exclude: [],
    context: RunContext.parse({ analysis: "rules", ...context }),
    signal: stop.signal,
    onEvent: (event) => void told.push(event),
  });
  return await Array.fromAsync(app.ledger.outcomes("batch"));
}

const rulesOf = ({ findings }: Outcome): string[] =>
  findings.filter(({ status }) => status === "verified").map(({ rule }) => rule);

/** The check that misses the answer of each service, for an invoice that it is asked about. */
const missedOf: Readonly<Record<ServiceName, (index: number) => CheckName | undefined>> = {
  vies: (index) => (kindOf(index) === "german" ? "seller" : undefined),
  gleif: () => "seller",
  companiesHouse: (index) =>
    kindOf(index) === "british" ? "seller" : isUnnumbered(index) ? "register" : undefined,
  serper: (index) => (kindOf(index) === "american" || isUnnumbered(index) ? "seller" : undefined),
  google: (index) => (hasPlace(index) ? "address" : undefined),
  nominatim: (index) => (hasPlace(index) ? "address" : undefined),
  frankfurter: (index) => (isInDollars(index) ? "currency" : undefined),
};

const isUnnumbered = (index: number): boolean => kindOf(index) === "unnumbered";
const hasPlace = (index: number): boolean => kindOf(index) === "german" || isUnnumbered(index);

const servicesAndChecks = Object.entries(missedOf) as [
  ServiceName,
  (typeof missedOf)[ServiceName],
][];

type PlaceService = "google" | "nominatim";
const mapOf = (name: ServiceName): PlaceService => (name === "google" ? "google" : "nominatim");

/** What is decided with either map where every service answers; run once each. */
const calmRuns = new Map<PlaceService, readonly Outcome[]>();

async function calmRun(map: PlaceService): Promise<readonly Outcome[]> {
  const calm = calmRuns.get(map) ?? (await run({ map }));
  calmRuns.set(map, calm);
  return calm;
}

/** What services say of a seller. */
const wordOf = {
  german: ["SELLER-REGISTERED"],
  british: ["SELLER-REGISTERED"],
  american: ["SELLER-WEB"],
  unnumbered: ["SELLER-WEB", "REGISTER-SEARCH"],
};

describe("a batch whose services answer", () => {
  it("has their word in its records: registers, map, web and rates", async () => {
    await writeLiveInvoices(path.join(folder, "in"), documents);

    const outcomes = await calmRun("nominatim");

    expect(outcomes.flatMap(skippedOf)).toEqual([]);
    for (const [index, outcome] of outcomes.entries()) {
      const kind = kindOf(index);
      expect(rulesOf(outcome)).toEqual(expect.arrayContaining(wordOf[kind]));
      if (kind !== "german") continue;
      expect(rulesOf(outcome)).toContain("ADDRESS-FOUND");
      expect(outcome.decision).toMatchObject({ action: "auto_approve" });
      if (isInDollars(index))
        expect(JSON.stringify(outcome.findings)).toContain("Frankfurter (ECB)");
    }
  });

  it.each<Partial<RunContext>>([
    { strategy: "sequential" },
    { parallelism: documents, chunkSize: 3 },
  ])("has the same records at %o", async (context) => {
    await writeLiveInvoices(path.join(folder, "in"), documents);
    const calm = await calmRun("nominatim");

    const outcomes = await run({}, context);

    expect(outcomes.map(comparable)).toEqual(calm.map(comparable));
  });

  it("asks each of them once about twenty invoices of one seller", async () => {
    await writeLiveInvoices(path.join(folder, "in"), 0);
    for (let index = 0; index < documents; index += 1) {
      const text = generatedUbl(index)
        .replaceAll("EUR", "USD")
        .replace(/<cbc:IssueDate>[\d-]+/, "<cbc:IssueDate>2026-03-02")
        .replace("Lindenweg 5", "Invalidenstraße 44");
      await writeFile(path.join(folder, "in", liveFile(index)), text);
    }

    const outcomes = await run({}, { parallelism: documents });

    expect(outcomes).toHaveLength(documents);
    const { vies, gleif, nominatim, frankfurter, serper, companiesHouse } = services.doubles;
    const asked = [vies, gleif, nominatim, frankfurter, serper].map(
      ({ received }) => received.length,
    );
    expect(asked).toEqual([1, 1, 1, 1, 1]);
    expect(companiesHouse.received).toEqual([]);
  });

  it("leaves no connection, timer or listener when its app is closed", async () => {
    await writeLiveInvoices(path.join(folder, "in"), documents);
    const { doubles } = services;
    doubles.vies.failNext({ kind: "hang" }, { kind: "drip" }, { kind: "reset" });
    await run({ settings: { timeoutMs: 200, attemptsMax: 2 } });

    await Promise.all(Object.values(doubles).map(async (double) => await double.allClosed()));
    const left = new Set(process.getActiveResourcesInfo());
    // The doubles still listen, and vitest talks to this process.
    expect([...left].filter((kind) => !["TCPServerWrap", "PipeWrap"].includes(kind))).toEqual([]);
    expect(getEventListeners(stop.signal, "abort")).toEqual([]);
  });
});

describe("a batch without one service", () => {
  it.each(servicesAndChecks)(
    "(%s) is complete: who was asked about there waits for a person, all others are as ever",
    async (name, missed) => {
      await writeLiveInvoices(path.join(folder, "in"), documents);
      const calm = await calmRun(mapOf(name));
      await services.doubles[name].close();

      const outcomes = await run({ map: mapOf(name) });

      expect(outcomes.map(({ file }) => file)).toEqual(calm.map(({ file }) => file));
      for (const [index, outcome] of outcomes.entries()) {
        const check = missed(index);
        if (check !== undefined) {
          expect(skippedOf(outcome)).toEqual([check]);
          expect(outcome.decision?.action).not.toBe("auto_approve");
        } else expect(comparable(outcome)).toEqual(comparable(calm[index] as Outcome));
      }
    },
  );
});

const status = (code: number, headers: Record<string, string> = {}): NoAnswerFault => ({
  kind: "answer",
  status: code,
  headers,
  text: "{}",
});

/** Every way to give no answer, and how often a look-up may be sent that meets it each time, of three attempts. */
const timesSent: readonly [NoAnswerFault, number][] = [
  [{ kind: "reset" }, 3],
  [{ kind: "cut" }, 3],
  [{ kind: "hang" }, 3],
  [{ kind: "drip" }, 3],
  [status(500), 3],
  [status(503), 3],
  [status(429, { "retry-after": "0" }), 3],
  [status(429, { "retry-after": "3600" }), 1],
  [{ kind: "answer", text: "" }, 3],
  [{ kind: "answer", text: "<!doctype html>", contentType: "text/html" }, 3],
  [{ kind: "answer", text: '{"rates":{}}' }, 1],
  [status(302, { location: "http://127.0.0.1:9/" }), 1],
  [status(401), 1],
  [status(404), 1],
];

/** A breaker that has no part in what is shown. */
const neverOpens = { windowCalls: 1_000, callsMin: 1_000 };

describe("a batch with a service", () => {
  it("that fails in any way sends no look-up more often than its attempts", async () => {
    await writeLiveInvoices(path.join(folder, "in"), documents);
    const { vies } = services.doubles;
    const german = Array.from({ length: documents }, (_, index) => index).filter(
      (index) => kindOf(index) === "german",
    );
    const urlOf = (index: number): string => `/ms/DE/vat/${germanVatId(index).slice(2)} `;
    vies.failWhen((key) => timesSent[german.findIndex((index) => key.includes(urlOf(index)))]?.[0]);

    const outcomes = await run({
      of: {
        // Long enough that only what hangs runs into it, however busy the machine.
        vies: {
          timeoutMs: 1_000,
          attemptsMax: 3,
          breaker: { windowCalls: 1_000, callsMin: 1_000 },
        },
      },
    });

    expect(german).toHaveLength(timesSent.length);
    expect(outcomes.flatMap(skippedOf)).toHaveLength(german.length);
    const sent = german.map((index) =>
      [...vies.requests()].find(([key]) => key.includes(urlOf(index))),
    );
    expect(sent.map((entry) => entry?.[1])).toEqual(timesSent.map(([, times]) => times));
  });

  it("whose connection is not safe sends nothing there, and leaves it alone after a few tries", async () => {
    await writeLiveInvoices(path.join(folder, "in"), 60);
    const { gleif } = services.doubles;

    const outcomes = await run({ of: { gleif: { baseUrl: gleif.secureUrl } } });

    expect(gleif.received).toEqual([]);
    expect(gleif.connections()).toBeLessThan(20);
    expect(outcomes.filter((outcome) => skippedOf(outcome).includes("seller"))).toHaveLength(60);
    expect(JSON.stringify(outcomes)).toContain("there is no safe connection to it");
  });

  it.each([401, 403])(
    "that refuses us (HTTP %i) leaves it alone after a few requests, and every document says why",
    async (code) => {
      await writeLiveInvoices(path.join(folder, "in"), 60);
      const { gleif } = services.doubles;
      gleif.failWhen(() => status(code));

      const outcomes = await run({ settings: { attemptsMax: 3 } });

      expect(gleif.received.length).toBeLessThan(20);
      expect(events).toContain("breaker.opened gleif");
      for (const outcome of outcomes) {
        expect(JSON.stringify(outcome)).toContain(`it refuses us (HTTP ${code}); it takes no key`);
      }
    },
  );

  it("that is dead leaves it alone after a few requests, and says so", async () => {
    await writeLiveInvoices(path.join(folder, "in"), 60);
    const { gleif } = services.doubles;
    gleif.failWhen(() => ({ kind: "answer", status: 500, text: "" }));

    const outcomes = await run({ settings: { attemptsMax: 3 } }, { parallelism: 16 });

    expect(outcomes.filter((outcome) => skippedOf(outcome).includes("seller"))).toHaveLength(60);
    expect(gleif.received.length).toBeLessThan(20);
    expect(events).toContain("breaker.opened gleif");
  });

  it("that is dead is told to who follows the batch, and shown by the metrics as left alone", async () => {
    await writeLiveInvoices(path.join(folder, "in"), documents);
    services.doubles.gleif.failWhen(() => status(500));
    const app = await anApp({ settings: { attemptsMax: 3 } });
    await runIn(app, {});
    const { body } = await app.metrics.render();
    await app.close();

    expect(told).toContainEqual({ type: "breaker.state", service: "gleif", state: "open" });
    const gleif = { service: "gleif" };
    expect(valueOf(body, "fanfold_breaker_state", { ...gleif, state: "open" })).toBe(1);
    expect(valueOf(body, "fanfold_breaker_transitions_total", gleif)).toBe(1);
    const requests = (outcome: string) =>
      valueOf(body, "fanfold_service_requests_total", { ...gleif, outcome });
    expect(requests("answered")).toBe(0);
    expect(requests("failed")).toBe(services.doubles.gleif.received.length);
    expect(requests("turned_away")).toBeGreaterThan(0);
    expect(valueOf(body, "fanfold_cache_lookups_total", { cache: "vies DE" })).toBeGreaterThan(0);
    expect(valueOf(body, "fanfold_operation_failures_total", { kind: "no_answer" })).toBe(
      valueOf(body, "fanfold_operations_total", { outcome: "no_answer" }),
    );
  });

  it.each(["hang", "drip"] as const)(
    "that answers with a %s is waited for no longer than its deadline",
    async (kind) => {
      await writeLiveInvoices(path.join(folder, "in"), documents);
      const { vies } = services.doubles;
      vies.failWhen(() => ({ kind }));

      const outcomes = await run({
        of: { vies: { timeoutMs: 100, deadlineMs: 250, attemptsMax: 5, breaker: neverOpens } },
      });

      // Two whole attempts and a part of a third; without a deadline there would be five.
      expect(Math.max(...vies.requests().values())).toBeLessThanOrEqual(3);
      expect(outcomes.filter((outcome) => skippedOf(outcome).includes("seller"))).toHaveLength(
        documents * 0.7,
      );
      await vies.allClosed();
    },
  );
});
