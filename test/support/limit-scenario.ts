import { createAdaptiveLimit } from "#src/resilience/adaptive-limit.ts";
import type { LimitBounds } from "#src/resilience/limit-controller.ts";
import {
  createRandom,
  createSimulatedService,
  createSimulation,
  lognormal,
  type SimulatedService,
} from "#test/support/simulated-service.ts";

export type Scenario = {
  readonly name: string;
  readonly capacity: number;
  readonly serviceMs: number;
  /** Coefficient of variation of the service's times. */
  readonly variation: number;
  /** Calls the service lets wait before it refuses. */
  readonly queueMax?: number;
  readonly seconds: number;
  readonly seed?: number;
  /** What happens to the service, and when. */
  readonly changes?: readonly {
    readonly atSecond: number;
    readonly change: (service: SimulatedService) => void;
  }[];
};

export type Point = {
  /** End of the step. */
  readonly second: number;
  readonly limit: number;
  /** Mean time of the calls answered in the step, milliseconds; 0 if there were none. */
  readonly latencyMs: number;
  readonly throughputPerSecond: number;
  readonly refused: number;
};

const callers = 200;
const stepMs = 100;
const defaultSeed = 7;
/** A caller that was refused does something else for so long. */
const pauseMs = 20;

export const adaptive: LimitBounds = { min: 1, max: 200, initial: 4 };
export const fixedAt = (limit: number): LimitBounds => ({ min: limit, max: limit, initial: limit });

/** Callers that always have work share one limit in front of one service. The same numbers give the same run. */
export async function runScenario(scenario: Scenario, bounds: LimitBounds): Promise<Point[]> {
  const { capacity, serviceMs, variation, queueMax = Number.POSITIVE_INFINITY } = scenario;
  const { seed = defaultSeed } = scenario;
  const simulation = createSimulation();
  const spread = lognormal(createRandom(seed), variation);
  const service = createSimulatedService(simulation, { capacity, serviceMs, queueMax, spread });
  const now = (): number => simulation.now();
  const limit = createAdaptiveLimit({ ...bounds, service: "simulated", queueSlots: callers, now });
  const over = new AbortController();
  let step = { answered: 0, latencyMs: 0, refused: 0 };

  async function caller(): Promise<void> {
    while (!over.signal.aborted) {
      try {
        await limit.run(async () => {
          const beganMs = now();
          await service.call();
          step.answered += 1;
          step.latencyMs += now() - beganMs;
        });
      } catch {
        step.refused += 1;
        await simulation.sleep(pauseMs);
      }
    }
  }

  for (const { atSecond, change } of scenario.changes ?? []) {
    simulation.after(atSecond * 1_000, () => change(service));
  }
  for (let index = 0; index < callers; index += 1) void caller();
  const points: Point[] = [];
  for (let atMs = stepMs; atMs <= scenario.seconds * 1_000; atMs += stepMs) {
    await simulation.runUntil(atMs);
    points.push({
      second: atMs / 1_000,
      limit: limit.limit(),
      latencyMs: step.answered === 0 ? 0 : step.latencyMs / step.answered,
      throughputPerSecond: (step.answered * 1_000) / stepMs,
      refused: step.refused,
    });
    step = { answered: 0, latencyMs: 0, refused: 0 };
  }
  over.abort();
  return points;
}

export const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);

/** The points after `from` seconds, up to `to`. */
export const between = (
  points: readonly Point[],
  from: number,
  to = Number.POSITIVE_INFINITY,
): Point[] => points.filter(({ second }) => second > from && second <= to);

/** Calls a second over the worst of all spans of so many seconds after `from`. */
export function worstThroughput(
  points: readonly Point[],
  from: number,
  spanSeconds: number,
): number {
  const late = between(points, from);
  const steps = Math.round((spanSeconds * 1_000) / stepMs);
  const spans = late.slice(steps - 1).map((_, start) => late.slice(start, start + steps));
  return Math.min(
    ...spans.map((span) => mean(span.map(({ throughputPerSecond }) => throughputPerSecond))),
  );
}

/** Seconds from a moment until a condition holds; infinite if it never does. */
export function secondsUntil(
  points: readonly Point[],
  from: number,
  holds: (point: Point) => boolean,
): number {
  const found = points.find((point) => point.second > from && holds(point));
  return found === undefined ? Number.POSITIVE_INFINITY : Number((found.second - from).toFixed(1));
}

const typical = { capacity: 20, serviceMs: 50, variation: 0.3 };

/** A service as it is most of the time, and what may happen to it. */
export const scenarios = {
  steady: { ...typical, name: "steady", seconds: 20 },
  halves: {
    ...typical,
    name: "capacity halves",
    seconds: 20,
    changes: [{ atSecond: 10, change: (service) => void (service.capacity = 10) }],
  },
  doubles: {
    ...typical,
    name: "capacity doubles",
    seconds: 20,
    changes: [{ atSecond: 10, change: (service) => void (service.capacity = 40) }],
  },
  slower: {
    ...typical,
    name: "each call takes twice as long",
    seconds: 30,
    changes: [{ atSecond: 10, change: (service) => void (service.serviceMs = 100) }],
  },
  refuses: { ...typical, name: "overload is refused", queueMax: 0, seconds: 20 },
  outage: {
    ...typical,
    name: "outage of three seconds",
    seconds: 20,
    changes: [
      { atSecond: 10, change: (service) => void (service.isDown = true) },
      { atSecond: 13, change: (service) => void (service.isDown = false) },
    ],
  },
} satisfies Record<string, Scenario>;
