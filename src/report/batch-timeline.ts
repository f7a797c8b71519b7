import { formatMs } from "./format.ts";
import { html, trusted, type Markup } from "./markup.ts";
import type { Verdict } from "./verdict.ts";

/** When one document was worked on, in milliseconds after the start of the batch. */
export type TimelineEntry = {
  readonly file: string;
  readonly startedMs: number;
  readonly durationMs: number;
};

/** Bars drawn; of more documents one in n is drawn, so that the picture keeps its shape. */
export const timelineBarsMax = 2_000;
/** Lanes drawn, as many as documents may run at once; more would share the last one. */
const timelineLanesMax = 256;

const widthPx = 1_000;
const axisPx = 8;

type PlacedEntry = { readonly entry: TimelineEntry; readonly lane: number };

/** Lays documents over time on as few lanes as ran at the same moment. */
export function assignLanes(entries: readonly TimelineEntry[]): readonly PlacedEntry[] {
  const freeAtMs: number[] = [];
  return entries
    .toSorted((a, b) => a.startedMs - b.startedMs)
    .map((entry) => {
      const free = freeAtMs.findIndex((ms) => ms <= entry.startedMs);
      const lane = free === -1 ? Math.min(freeAtMs.length, timelineLanesMax - 1) : free;
      freeAtMs[lane] = Math.max(freeAtMs[lane] ?? 0, entry.startedMs + entry.durationMs);
      return { entry, lane };
    });
}

/** A timeline laid out: what is drawn, and what is said of the whole. */
export type TimelineLayout = {
  readonly documents: number;
  /** Lanes, which is how many ran at the same moment at most. */
  readonly lanes: number;
  readonly endMs: number;
  readonly workMs: number;
  /** One in so many documents is drawn. */
  readonly stride: number;
  readonly drawn: readonly PlacedEntry[];
};

export function layOutTimeline(timeline: readonly TimelineEntry[]): TimelineLayout {
  const placed = assignLanes(timeline);
  const stride = Math.max(1, Math.ceil(placed.length / timelineBarsMax));
  return {
    documents: placed.length,
    lanes: placed.reduce((max, { lane }) => Math.max(max, lane + 1), 1),
    endMs: placed.reduce((max, { entry }) => Math.max(max, entry.startedMs + entry.durationMs), 1),
    workMs: placed.reduce((sum, { entry }) => sum + entry.durationMs, 0),
    stride,
    drawn: placed.filter((_, index) => index % stride === 0),
  };
}

/**
 * Draws the batch over wall time: a bar a document, a lane for each that ran beside others.
 *
 * @param verdicts - What became of each file that is drawn, for the colour of its bar.
 * @param documentsInBatch - Of a resumed batch only those of the last run have a time.
 */
export function renderBatchTimeline(
  { documents, lanes, endMs, workMs, stride, drawn }: TimelineLayout,
  verdicts: ReadonlyMap<string, Verdict>,
  documentsInBatch: number,
): Markup {
  const lanePx = Math.max(1.5, Math.min(18, 320 / lanes));
  const heightPx = lanes * lanePx + axisPx;
  return html`<section aria-labelledby="timeline-title" class="timeline">
    <div class="section-head">
      <h2 id="timeline-title">Batch timeline</h2>
      <p class="muted">
        ${lanes} at a time at most · ${formatMs(workMs)} of work in
        ${formatMs(endMs)}${documents < documentsInBatch && ` · ${documents} of ${documentsInBatch} documents timed`}${stride > 1 && ` · one in ${stride} of ${documents} documents drawn`}
      </p>
    </div>
    <svg
      viewBox="0 0 ${widthPx} ${heightPx.toFixed(2)}"
      role="img"
      aria-label="Bars of ${documents} documents over ${formatMs(endMs)}, ${lanes} at a time at most"
      preserveAspectRatio="none"
    >
      ${axis(endMs, heightPx)}
      ${drawn.map((placedEntry) => bar(placedEntry, verdicts.get(placedEntry.entry.file) ?? "undecided", { endMs, lanePx }))}
    </svg>
    <div class="axis" aria-hidden="true">
      ${ticksOf(endMs).map((ms) => html`<span style="left:${((ms / endMs) * 100).toFixed(2)}%">${ms === 0 ? "0" : formatMs(ms)}</span>`)}
    </div>
  </section> `;
}

function bar(
  { entry: { file, startedMs, durationMs }, lane }: PlacedEntry,
  verdict: Verdict,
  { endMs, lanePx }: { endMs: number; lanePx: number },
): Markup {
  const x = (startedMs / endMs) * widthPx;
  const width = Math.max((durationMs / endMs) * widthPx - 0.6, 1);
  const gapPx = lanePx > 8 ? 3 : lanePx / 4;
  return html`<rect
    class="${verdict}"
    x="${x.toFixed(2)}"
    y="${(lane * lanePx).toFixed(2)}"
    width="${width.toFixed(2)}"
    height="${(lanePx - gapPx).toFixed(2)}"
    ><title>${file}: ${formatMs(durationMs)}</title></rect
  >`;
}

function axis(endMs: number, heightPx: number): Markup {
  const path = ticksOf(endMs)
    .map((ms) => `M${((ms / endMs) * widthPx).toFixed(2)} 0V${(heightPx - axisPx).toFixed(2)}`)
    .join("");
  return html`<path class="ticks" d="${trusted(path)}" />`;
}

const ticksMax = 8;

/** Round moments, at most `ticksMax`. */
function ticksOf(endMs: number): readonly number[] {
  const power = 10 ** Math.floor(Math.log10(endMs));
  const step = [0.1, 0.2, 0.5, 1, 2, 5]
    .map((factor) => factor * power)
    .find((candidate) => endMs / candidate <= ticksMax - 1);
  const stepMs = step ?? endMs;
  return Array.from({ length: Math.floor(endMs / stepMs) + 1 }, (_, index) => index * stepMs);
}
