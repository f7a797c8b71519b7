import type { TierTiming } from "#src/domain/analysis.ts";
import { median, rounded } from "./measure.ts";
import { runTiers, simulatedMs, tiers } from "./reference/waiting-tiers.ts";

/*
 * Do the tasks of a tier really run at once? `node bench/tiers.ts`, half a minute. Simulated: each task only waits. The tiers
 * run parallel and sequential in turn in the same run.
 */
const rounds = 7;
const ratioMax = 1.1;

const parallel: (readonly TierTiming[])[] = [];
const sequential: (readonly TierTiming[])[] = [];
await runTiers("parallel");
for (let round = 0; round < rounds; round += 1) {
  parallel.push(await runTiers("parallel"));
  sequential.push(await runTiers("sequential"));
}
const wallsOf = (measured: typeof parallel, index: number): number[] =>
  measured.map((timings) => timings[index]?.wallMs ?? 0);
const results = tiers.map(({ tier, tasks }, index) => {
  const slowestMs = Math.max(...tasks.map((task) => simulatedMs[task]));
  const walls = wallsOf(parallel, index);
  const sequentialMs = median(wallsOf(sequential, index));
  return {
    tier,
    tasks: tasks.map((task) => simulatedMs[task]).join(" / "),
    slowestMs,
    parallelMs: rounded(median(walls)),
    worstMs: rounded(Math.max(...walls)),
    ratio: rounded(median(walls) / slowestMs, 3),
    worstRatio: rounded(Math.max(...walls) / slowestMs, 3),
    sequentialMs: rounded(sequentialMs),
    speedUp: rounded(sequentialMs / median(walls), 2),
  };
});
console.table(results);
console.log(JSON.stringify({ rounds, ratioMax, tiers: results }));
if (results.some(({ ratio }) => ratio > ratioMax)) process.exitCode = 1;
