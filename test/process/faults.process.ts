import { createHash } from "node:crypto";
import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { getCACertificates, setDefaultCACertificates } from "node:tls";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openApp } from "#src/app.ts";
import { runBatch } from "#src/cli/run-batch.ts";
import { parseConfig } from "#src/config.ts";
import type { Outcome } from "#src/domain/outcome.ts";
import type { ServiceName } from "#src/domain/service-settings.ts";
import { RunContext } from "#src/state/run-context.ts";
import type { DoubleServer, FaultChoice } from "#test/fakes/services/double-server.ts";
import type { NoAnswerFault } from "#test/fakes/services/fault-table.ts";
import { aCertificate } from "#test/support/a-certificate.ts";
import {
  comparable,
  type LiveServices,
  liveFile,
  skippedOf,
  standingClock,
  startLiveServices,
  writeLiveInvoices,
} from "#test/support/live-services.ts";

/*
 * Many documents, of sellers that are asked about one by one; every service speaks TLS. The first requests to each service meet every
 * kind of fault, one each; of the others one in five meets one: which does is a matter of the seed, the request and how often it came.
 * Of the connections to each service the first and then every fourth meets no TLS. No time of a machine decides: answers come at once
 * or never, and only what never comes is timed out.
 */
const faultShare = 0.2;
const attemptsMax = 3;
const seed = "fanfold-1";
const unsafeEvery = 4;

const answer = (
  text: string,
  more: Omit<Extract<NoAnswerFault, { kind: "answer" }>, "kind" | "text"> = {},
): NoAnswerFault => ({ kind: "answer", text, ...more });

/** What a request may meet. */
const faults = {
  // Longer than the wait before the second attempt, which so meets a closed port.
  refuse: { kind: "refuse", forMs: 100 },
  reset: { kind: "reset" },
  cut: { kind: "cut" },
  "HTTP 429": answer("{}", { status: 429, headers: { "retry-after": "1" } }),
  "HTTP 500": answer('{"error":"internal"}', { status: 500 }),
  "HTTP 503": answer("", { status: 503 }),
  hang: { kind: "hang" },
  drip: { kind: "drip" },
  "wrong JSON": answer('{"rates":{"usd":"yes"}}'),
  "web page": answer("<!doctype html>", { contentType: "text/html" }),
} as const satisfies Readonly<Record<string, NoAnswerFault>>;
const longRefusal: NoAnswerFault = { kind: "refuse", forMs: 500 };
type RequestFault = keyof typeof faults;
const requestFaults = Object.keys(faults) as RequestFault[];

/** How a connection failed for the program: errors of `connect` by code. */
const connectFaults: Readonly<Record<string, string>> = {
  ECONNREFUSED: "refused",
  // It was made, and not yet taken, as the port closed.
  ECONNRESET: "reset",
  ERR_SSL_WRONG_VERSION_NUMBER: "TLS",
  EPROTO: "TLS",
};

const everyKind: readonly string[] = [...requestFaults, "refused", "TLS"];

/** From 0 to 1, the same for the same text. */
const chanceOf = (...parts: readonly unknown[]): number =>
  createHash("sha256").update(JSON.stringify(parts)).digest().readUInt32BE(0) / 2 ** 32;

/** How often each kind of fault was met, by service. */
function createFaultCount() {
  const counts = new Map<string, Map<string, number>>();
  return {
    add(service: string, kind: string): void {
      const ofService = counts.get(service) ?? new Map<string, number>();
      counts.set(service, ofService.set(kind, (ofService.get(kind) ?? 0) + 1));
    },
    /** Kinds met at least once. */
    kindsOf: (service: string): string[] => [...(counts.get(service)?.keys() ?? [])],
  };
}
type FaultCount = ReturnType<typeof createFaultCount>;

function seededFaults(service: string, met: FaultCount): FaultChoice {
  let turn = 0;
  return (key, times) => {
    const isFirst = turn < requestFaults.length && times === 1;
    if (!isFirst && chanceOf(seed, service, key, times) >= faultShare) return undefined;
    const kind = requestFaults[turn % requestFaults.length] as RequestFault;
    turn += 1;
    met.add(service, kind);
    // The second attempt at the first surely meets a closed port, however busy the machine.
    return kind === "refuse" && turn <= requestFaults.length ? longRefusal : faults[kind];
  };
}

/** Counts connections that failed, as the program's client of HTTP tells of them. */
function countFailedConnections(
  services: readonly (readonly [string, DoubleServer])[],
  met: FaultCount,
): () => void {
  const byPort = new Map(services.map(([name, { secureUrl }]) => [secureUrl.port, name]));
  const onError = (message: unknown): void => {
    const { error, connectParams } = message as {
      error: NodeJS.ErrnoException;
      connectParams: { port: string };
    };
    const service = byPort.get(connectParams.port);
    const code = error.code ?? error.name;
    if (service !== undefined) met.add(service, connectFaults[code] ?? code);
  };
  subscribe("undici:client:connectError", onError);
  return () => unsubscribe("undici:client:connectError", onError);
}

const credentials = aCertificate();
let folder: string;
beforeAll(async () => {
  setDefaultCACertificates([...getCACertificates(), credentials.cert]);
  folder = await mkdtemp(path.join(tmpdir(), "fanfold-faults-"));
});
afterAll(async () => await rm(folder, { recursive: true, force: true }));

type Place = "google" | "nominatim";

/** The same documents without faults and with them. */
type Runs = {
  readonly calm: readonly Outcome[];
  readonly rough: readonly Outcome[];
  /** Of the rough run, as they were told of. */
  readonly finished: readonly string[];
  /** What was met in the rough run. */
  readonly met: FaultCount;
  /** How often each request came to each service in the rough run. */
  readonly requests: ReadonlyMap<string, readonly number[]>;
};

async function runBoth(documents: number, map: Place): Promise<Runs> {
  const home = path.join(folder, map);
  await writeLiveInvoices(path.join(home, "in"), documents);
  const peaceful = await startLiveServices(documents);
  const { outcomes: calm } = await run(path.join(home, "calm"), peaceful, {
    map,
    settings: patient,
  });
  await peaceful.close();
  const services = await startLiveServices(documents);
  const doubles = Object.entries(services.doubles);
  const met = createFaultCount();
  for (const [name, double] of doubles) {
    double.failWhen(seededFaults(name, met));
    double.offerTls(credentials, (connection) => connection % unsafeEvery === 1);
  }
  const stopCounting = countFailedConnections(doubles, met);
  const secure = doubles.map(([name, { secureUrl }]) => [name, { baseUrl: secureUrl }]);
  const { outcomes: rough, finished } = await run(path.join(home, "rough"), services, {
    map,
    settings: { ...patient, timeoutMs: silenceMs },
    of: Object.fromEntries(secure),
  });
  stopCounting();
  await services.close();
  const requests = doubles.map(
    ([name, double]) => [name, [...double.requests().values()]] as const,
  );
  return { calm, rough, finished, met, requests: new Map(requests) };
}

/** Long for an answer of a neighbour, however busy the machine; each hang and each drip costs it. */
const silenceMs = 2_000;

/** No deadline is met, and no breaker opens: whether an answer comes is the faults' doing alone. */
const patient = {
  timeoutMs: 60_000,
  deadlineMs: 120_000,
  attemptsMax,
  backoffMsMin: 25,
  breaker: { failureRate: 0.99, windowCalls: 1_000, callsMin: 1_000 },
  concurrency: { min: 16, max: 16, initial: 16 },
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

const servicesBesideMap = ["vies", "gleif", "companiesHouse", "serper", "frankfurter"] as const;
/** What a service that does not answer leaves out. */
const checksOfServices = ["seller", "register", "address", "currency"];

describe.each<[number, Place, readonly string[]]>([
  [1_000, "nominatim", ["seller", "address", "currency"]],
  [400, "google", ["seller", "address"]],
])(
  "%s documents, a fifth of all requests failing, with %s as the map",
  (documents, map, checks) => {
    const services: readonly ServiceName[] = [...servicesBesideMap, map];
    let runs: Runs;
    beforeAll(async () => void (runs = await runBoth(documents, map)), 600_000);

    it("meet every kind of fault, at every service", () => {
      for (const name of services) {
        expect(runs.met.kindsOf(name).toSorted(), name).toEqual(everyKind.toSorted());
      }
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
      expect(answered.length).toBeGreaterThan(documents / 10);
      for (const { outcome, index } of answered) {
        expect(comparable(outcome)).toEqual(comparable(runs.calm[index] as Outcome));
      }
    });

    it("name what was skipped where one did not, and are not approved without a person", () => {
      const skipped = runs.rough.filter((outcome) => skippedOf(outcome).length > 0);

      expect(checksOfServices).toEqual(expect.arrayContaining(skipped.flatMap(skippedOf)));
      expect(skipped.flatMap(skippedOf)).toEqual(expect.arrayContaining([...checks]));
      expect(skipped.filter(({ decision }) => decision?.action === "auto_approve")).toEqual([]);
    });

    it("send no request more often than its attempts", () => {
      const asked = [...runs.requests].filter(([, times]) => times.length > 0);

      expect(asked.map(([name]) => name).toSorted()).toEqual(services.toSorted());
      for (const [name, times] of asked) {
        expect(Math.max(...times), name).toBeLessThanOrEqual(attemptsMax);
        expect(
          times.filter((count) => count > 1),
          name,
        ).not.toEqual([]);
      }
    });
  },
);
