import type { BatchResources, ResourcePoint } from "#src/domain/batch-resources.ts";
import { formatBytes, formatMs, formatPercent } from "./format.ts";
import { html, noMarkup, trusted, type Markup } from "./markup.ts";

const widthPx = 1_000;
const heightPx = 56;
/** With fewer points a line says nothing. */
const pointsMin = 2;

type Line = {
  readonly name: string;
  readonly of: (point: ResourcePoint) => number;
  /** Value at the upper edge. */
  readonly top: number;
  readonly label: string;
};

/** Memory, processor and event loop over the time of the batch: one small line each, over one time axis. */
export function renderResourceChart(
  points: readonly ResourcePoint[],
  { rssBytes, cpuShare, eventLoopDelayMs }: BatchResources,
): Markup {
  const endMs = points.at(-1)?.atMs ?? 0;
  if (points.length < pointsMin || endMs <= 0) return noMarkup;
  const lines: Line[] = [
    {
      name: "Memory",
      of: (point) => point.rssBytes,
      top: rssBytes.max,
      label: `up to ${formatBytes(rssBytes.max)}`,
    },
    {
      name: "Processor",
      of: (point) => point.cpuShare,
      top: 1,
      label: `up to ${formatPercent(cpuShare.max)} of all cores`,
    },
    {
      name: "Event loop delay",
      of: (point) => point.eventLoopDelayMs,
      top: eventLoopDelayMs.max,
      label: `up to ${formatMs(eventLoopDelayMs.max)}`,
    },
  ];
  return html`<div class="charts">
    ${lines.map((line) => renderLine(line, points, endMs))}
    <p class="muted small chart-axis" aria-hidden="true">
      <span>0</span><span>${formatMs(endMs)}</span>
    </p>
  </div>`;
}

function renderLine(
  { name, of, top, label }: Line,
  points: readonly ResourcePoint[],
  endMs: number,
): Markup {
  const at = (point: ResourcePoint): string => {
    const height = top > 0 ? Math.min(1, of(point) / top) * (heightPx - 4) : 0;
    return `${((point.atMs / endMs) * widthPx).toFixed(1)} ${(heightPx - height).toFixed(1)}`;
  };
  const line = `M${points.map(at).join("L")}`;
  return html`<figure class="chart">
    <figcaption class="small"><strong>${name}</strong> <span class="muted">${label}</span></figcaption>
    <svg
      viewBox="0 0 ${widthPx} ${heightPx}"
      role="img"
      aria-label="${name} over ${formatMs(endMs)}, ${label}"
      preserveAspectRatio="none"
    >
      <path class="area" d="${trusted(`${line}L${widthPx} ${heightPx}L0 ${heightPx}Z`)}" />
      <path class="line" d="${trusted(line)}" />
    </svg>
  </figure>`;
}
