import {
  adaptive,
  between,
  fixedAt,
  mean,
  type Point,
  runScenario,
  type Scenario,
  scenarios,
  secondsUntil,
  worstThroughput,
} from "#test/support/limit-scenario.ts";

/*
 * How the concurrency limit finds what a service bears, in simulated time: `npm run bench:limit`. For each scenario the adaptive
 * limit over time beside three fixed ones (half of the capacity, right, four times too large), then the figures that matter.
 * Add `--json` for the figures alone.
 */
const printEverySeconds = 1;

type Runs = Record<"adaptive" | "tooSmall" | "right" | "tooLarge", Point[]>;

async function runAll(scenario: Scenario): Promise<Runs> {
  const { capacity } = scenario;
  return {
    adaptive: await runScenario(scenario, adaptive),
    tooSmall: await runScenario(scenario, fixedAt(capacity / 2)),
    right: await runScenario(scenario, fixedAt(capacity)),
    tooLarge: await runScenario(scenario, fixedAt(4 * capacity)),
  };
}

function summaryOf(points: readonly Point[]): string {
  const limit = mean(points.map((point) => point.limit)).toFixed(1);
  const latency = mean(points.map(({ latencyMs }) => latencyMs)).toFixed(0);
  const throughput = mean(points.map((point) => point.throughputPerSecond)).toFixed(0);
  const refused = points.reduce((sum, point) => sum + point.refused, 0);
  return [limit, latency, throughput, String(refused)].map((cell) => cell.padStart(7)).join("");
}

function print(scenario: Scenario, runs: Runs): void {
  const columns = Object.keys(runs);
  console.log(`\n${scenario.name}: capacity ${scenario.capacity}, ${scenario.serviceMs} ms a call`);
  console.log(`second ${columns.map((column) => column.padStart(28)).join(" |")}`);
  console.log(`       ${columns.map(() => "  limit     ms  per s refused").join(" |")}`);
  for (let second = 0; second < scenario.seconds; second += printEverySeconds) {
    const cells = Object.values(runs).map((points) =>
      summaryOf(between(points, second, second + printEverySeconds)),
    );
    console.log(`${String(second + printEverySeconds).padStart(6)} ${cells.join(" |")}`);
  }
}

const throughput = (points: readonly Point[], from: number): number =>
  mean(between(points, from).map((point) => point.throughputPerSecond));
const share = (part: number, whole: number): number => Number((part / whole).toFixed(3));

function figuresOf(runs: Record<keyof typeof scenarios, Runs>) {
  const { steady, halves, doubles, slower, refuses, outage } = runs;
  const limits = between(steady.adaptive, 10).map(({ limit }) => limit);
  return {
    steadyLimitOfCapacity: share(mean(limits), scenarios.steady.capacity),
    steadyGoodputOfIdeal: share(throughput(steady.adaptive, 10), throughput(steady.right, 10)),
    steadyGoodputOfIdealInWorstSecond: share(
      worstThroughput(steady.adaptive, 10, 1),
      throughput(steady.right, 10),
    ),
    refusingGoodputOfIdeal: share(throughput(refuses.adaptive, 10), throughput(refuses.right, 10)),
    refusingGoodputOfIdealInWorstSecond: share(
      worstThroughput(refuses.adaptive, 10, 1),
      throughput(refuses.right, 10),
    ),
    slowerGoodputOfIdeal: share(throughput(slower.adaptive, 20), throughput(slower.right, 20)),
    secondsToHalve: secondsUntil(halves.adaptive, 10, ({ limit }) => limit <= 11),
    secondsToDouble: secondsUntil(doubles.adaptive, 10, ({ limit }) => limit >= 36),
    secondsToRecover: secondsUntil(outage.adaptive, 13, ({ limit }) => limit >= 18),
    refusedInOutage: between(outage.adaptive, 10, 13).reduce(
      (sum, { refused }) => sum + refused,
      0,
    ),
    refusedInOutageIfFixed: between(outage.right, 10, 13).reduce(
      (sum, { refused }) => sum + refused,
      0,
    ),
  };
}

const runs = {
  steady: await runAll(scenarios.steady),
  halves: await runAll(scenarios.halves),
  doubles: await runAll(scenarios.doubles),
  slower: await runAll(scenarios.slower),
  refuses: await runAll(scenarios.refuses),
  outage: await runAll(scenarios.outage),
};
const isJson = process.argv.includes("--json");
if (!isJson) {
  print(scenarios.steady, runs.steady);
  print(scenarios.halves, runs.halves);
  print(scenarios.doubles, runs.doubles);
  print(scenarios.slower, runs.slower);
  print(scenarios.refuses, runs.refuses);
  print(scenarios.outage, runs.outage);
  console.log();
}
console.log(JSON.stringify(figuresOf(runs), null, 2));
