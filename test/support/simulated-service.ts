import type { Clock } from "#src/resilience/clock.ts";

/** Time that passes only when told to: events happen in order, and what they promise is awaited before the next. */
export interface Simulation extends Clock {
  /** Lets time pass until `untilMs`, or until nothing is left to happen. */
  runUntil(untilMs: number): Promise<void>;
  /** Waits in simulated time. */
  sleep(forMs: number): Promise<void>;
  pending(): number;
}

type Event = { readonly atMs: number; readonly order: number; readonly call: () => void };

export function createSimulation(): Simulation {
  const heap: Event[] = [];
  const cancelled = new Set<Event>();
  let [nowMs, order] = [0, 0];

  const isSooner = (a: Event, b: Event): boolean =>
    a.atMs < b.atMs || (a.atMs === b.atMs && a.order < b.order);

  function push(event: Event): void {
    let index = heap.push(event) - 1;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (isSooner(heap[parent]!, event)) break;
      heap[index] = heap[parent]!;
      index = parent;
    }
    heap[index] = event;
  }

  function pop(): Event {
    const [first] = heap;
    const last = heap.pop()!;
    if (heap.length === 0) return first!;
    let index = 0;
    for (;;) {
      let child = 2 * index + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && isSooner(heap[child + 1]!, heap[child]!)) child += 1;
      if (isSooner(last, heap[child]!)) break;
      heap[index] = heap[child]!;
      index = child;
    }
    heap[index] = last;
    return first!;
  }

  const simulation: Simulation = {
    now: () => nowMs,
    after(delayMs, call) {
      const event = { atMs: nowMs + Math.max(0, delayMs), order: (order += 1), call };
      push(event);
      return () => void cancelled.add(event);
    },
    async runUntil(untilMs) {
      await settled();
      while (heap.length > 0 && heap[0]!.atMs <= untilMs) {
        const event = pop();
        if (cancelled.delete(event)) continue;
        nowMs = event.atMs;
        event.call();
        await settled();
      }
      nowMs = Math.max(nowMs, untilMs);
    },
    sleep: (forMs) => new Promise((resolve) => void simulation.after(forMs, resolve)),
    pending: () => heap.length - [...cancelled].filter((event) => heap.includes(event)).length,
  };
  return simulation;
}

/** Everything promised so far has happened. */
const settled = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

/** A seeded source of numbers from 0 to 1: the same run every time. */
export function createRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export class Overloaded extends Error {
  readonly isOverload = true;
  readonly isTransient = true;
}

/** A service that works on `capacity` calls at once; more wait in it, in order, and beyond `queueMax` it refuses. */
export interface SimulatedService {
  capacity: number;
  /** Mean time of one call, milliseconds. */
  serviceMs: number;
  isDown: boolean;
  call(): Promise<void>;
  answered(): number;
  refused(): number;
}

export function createSimulatedService(
  simulation: Simulation,
  options: {
    readonly capacity: number;
    readonly serviceMs: number;
    readonly queueMax?: number;
    /** A factor of the mean time, drawn for each call. Default: always 1. */
    readonly spread?: () => number;
  },
): SimulatedService {
  const { queueMax = Number.POSITIVE_INFINITY, spread = () => 1 } = options;
  const waiting: (() => void)[] = [];
  let [busy, answered, refused] = [0, 0, 0];

  const service: SimulatedService = {
    capacity: options.capacity,
    serviceMs: options.serviceMs,
    isDown: false,
    async call() {
      if (service.isDown || (busy >= service.capacity && waiting.length >= queueMax)) {
        refused += 1;
        await simulation.sleep(refusalMs);
        throw new Overloaded("too much to do");
      }
      if (busy < service.capacity) busy += 1;
      else await new Promise<void>((resolve) => void waiting.push(resolve));
      await simulation.sleep(service.serviceMs * spread());
      busy -= 1;
      while (busy < service.capacity && waiting.length > 0) {
        busy += 1;
        waiting.shift()?.();
      }
      answered += 1;
    },
    answered: () => answered,
    refused: () => refused,
  };
  return service;
}

/** A refusal is quick. */
const refusalMs = 2;

/** Factors around 1 with a given coefficient of variation: lognormal, as service times are. */
export function lognormal(random: () => number, variation: number): () => number {
  const sigma = Math.sqrt(Math.log(1 + variation ** 2));
  return () => {
    const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
    return Math.exp(sigma * normal - sigma ** 2 / 2);
  };
}
