import {
  type Comparison,
  createLongLatency,
  noiseErrors,
  type WindowSummary,
} from "./long-latency.ts";

/** Decides how many calls a service bears, from windows of observed latency and from overload signals. No clock, no queue. */
export interface LimitController {
  /** Whole calls, always within bounds. */
  limit(): number;
  /** A window without overload has ended. */
  observe(window: WindowSummary): void;
  /** The service said it has too much. At most once a window. */
  cut(): void;
  /** A window with overload has ended. @param share - Calls of it that were refused, 0 to 1. */
  observeOverload(share: number): void;
}

/** The last limit at which the service had enough: it queued calls, or refused one. */
type Ceiling = { readonly limit: number; readonly isRefused: boolean };

export type LimitBounds = { readonly min: number; readonly max: number; readonly initial: number };

/** Room for a queue in the service, as a share of the limit: enough to notice that it could do more, little enough to cost no latency. */
const queueAllowanceShare = 0.05;
/** Latency this much above the long one is a queue at work, not an allowance: the limit follows in one step. */
const strongQueueShare = 0.2;
/** Standard errors taken off every difference: in doubt the limit is a little too high, which costs latency, not work. */
const noiseDoubt = 0.5;
/** A cut by overload keeps this share: a little less than growth near the ceiling adds until the next refusal. */
const cutKeeps = 0.9;
/** The share kept while most calls of the window before were refused: an outage, not a brim. */
const outageCutKeeps = 0.5;
const outageShare = 0.5;
/** How near the last known ceiling growth becomes careful: the limit settles instead of swinging around it. */
const ceilingMargin = 0.1;
/** Below this share of it growth doubles: after an outage the way back is known. */
const wayBackShare = 0.5;
/** Careful growth, as a share of the allowance, below a ceiling that was shown by refusals: each costs a call. */
const refusedGrowth = 0.25;
/** Weight of a window in the limit when it shrinks a little. */
const shrinkWeight = 0.5;
/** Shrunk below this share since the last probe, the limit is probed: did latency fall with it, or is the long one wrong? */
const shrinkUnprobed = 0.85;
/** A probe runs this share of the calls: enough below capacity to empty the service's own queue, at 1 % of goodput. */
const probeShare = 0.8;

/**
 * A gradient controller. Short latency (one window) is compared with long latency (an exponential average of what a call
 * takes when it does not queue): `inFlight x (1 - long / short)` calls are queueing in the service, by Little's law. While
 * fewer than the allowance do, the limit grows by its square root; when more do, it shrinks to what the service works on.
 *
 * The long latency is measured in probes, windows with a few calls less: taken from busy windows, as is usual, it follows a lasting
 * queue upwards and the limit with it; kept as a minimum, it never forgives a service that became slower.
 */
export function createLimitController({ min, max, initial }: LimitBounds): LimitController {
  const clamp = (value: number): number => Math.min(max, Math.max(min, value));
  const long = createLongLatency();
  let limit = clamp(initial);
  let ceiling: Ceiling | undefined;
  let probeLimit: number | undefined;
  let limitAtProbe = limit;
  let keeps = cutKeeps;

  function grow(): void {
    if (ceiling !== undefined && limit >= ceiling.limit * (1 + ceilingMargin)) ceiling = undefined;
    limit = clamp(limit + growthOf(limit, ceiling));
  }

  /** @param target - Calls the service works on. */
  function shrink(target: number, isStrong: boolean): void {
    const next = Math.min(limit, target + allowanceOf(target) / 2);
    if (isStrong || ceiling?.isRefused !== true) ceiling = { limit: next, isRefused: false };
    limit = clamp(isStrong ? next : limit + shrinkWeight * (next - limit));
    if (isStrong || limit < limitAtProbe * shrinkUnprobed) long.probeSoon();
  }

  function endProbe(window: WindowSummary, calls: number): void {
    const { isSettled, queueingAt } = long.probed(window);
    if (queueingAt !== undefined) limit = clamp(Math.min(limit, queueingAt));
    limitAtProbe = limit;
    const lower = fewerThan(calls, min);
    probeLimit = isSettled || lower === calls ? undefined : lower;
    if (!isSettled && lower === calls) long.accept(window);
  }

  function adjust({ inFlight }: WindowSummary, { excess, doubt }: Comparison): void {
    // Under half used: nothing was learned about the limit.
    if (inFlight < limit / 2) return;
    const queueing = inFlight * Math.max(0, excess - noiseDoubt * doubt);
    if (queueing <= allowanceOf(limit) / 2) return grow();
    if (queueing <= allowanceOf(limit)) return;
    shrink(inFlight - queueing, excess > Math.max(strongQueueShare, noiseErrors * doubt));
  }

  return {
    limit: () => probeLimit ?? Math.floor(limit),
    observe(window) {
      keeps = cutKeeps;
      if (probeLimit !== undefined) return endProbe(window, probeLimit);
      adjust(window, long.compare(window));
      if (!long.wantsProbe()) return;
      probeLimit = fewerThan(Math.min(limit, window.inFlight), min);
    },
    cut() {
      probeLimit = undefined;
      if (keeps === cutKeeps) ceiling = { limit: limit - 1, isRefused: true };
      limit = clamp(Math.floor(limit * keeps));
    },
    observeOverload(share) {
      keeps = share > outageShare ? outageCutKeeps : cutKeeps;
    },
  };
}

/** Calls of a probe. */
const fewerThan = (calls: number, min: number): number =>
  Math.max(min, Math.floor(calls * probeShare));

/** Calls that may queue in the service: a share of the limit, one at least, and never more than its square root. */
const allowanceOf = (limit: number): number =>
  Math.min(Math.sqrt(limit), Math.max(1, limit * queueAllowanceShare));

/** What a window adds to the limit while the service has no queue. */
function growthOf(limit: number, ceiling: Ceiling | undefined): number {
  if (ceiling === undefined) return Math.sqrt(limit);
  if (limit < ceiling.limit * wayBackShare) return limit;
  if (limit < ceiling.limit * (1 - ceilingMargin)) return Math.sqrt(limit);
  const isAtRefusal = ceiling.isRefused && limit >= ceiling.limit - 1;
  return allowanceOf(limit) * (isAtRefusal ? refusedGrowth : 1);
}
