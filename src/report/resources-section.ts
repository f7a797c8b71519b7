import type { BatchSummary } from "#src/domain/batch.ts";
import type {
  BatchAdvice,
  BatchResources,
  Range,
  ResourcePoint,
} from "#src/domain/batch-resources.ts";
import { formatBytes, formatCount, formatMs, formatPercent } from "./format.ts";
import { html, noMarkup, type Markup } from "./markup.ts";
import { renderResourceChart } from "./resource-chart.ts";

/** Services listed: those with the longest queues. */
const servicesMax = 12;

/** What limited the batch, what to change, and what the process used meanwhile. */
export function renderResources(
  { resources, advice = [] }: Pick<BatchSummary, "resources" | "advice">,
  points: readonly ResourcePoint[],
): Markup {
  if (resources === undefined) return noMarkup;
  const { samples, sampledSeconds, cores, memoryLimitBytes } = resources;
  return html`<section aria-labelledby="resources-title" class="resources">
    <div class="section-head">
      <h2 id="resources-title">Resources</h2>
      <p class="muted">
        ${formatCount(samples)} samples over ${formatMs(sampledSeconds * 1_000)} ·
        ${cores === 1 ? "1 core" : `${cores} cores`}, ${formatBytes(memoryLimitBytes)} of memory
      </p>
    </div>
    ${advice.map(renderAdvice)} ${renderResourceChart(points, resources)}
    <div class="scroll">
      <table class="grid">
        <thead>
          <tr>
            <th scope="col">Process</th>
            <th scope="col" class="num">Least</th>
            <th scope="col" class="num">Mean</th>
            <th scope="col" class="num">Most</th>
            <th scope="col" class="num">Rise</th>
          </tr>
        </thead>
        <tbody>
          ${processRows(resources)}
        </tbody>
      </table>
    </div>
    ${renderServices(resources)} ${renderHosts(resources)}
  </section> `;
}

const limitLabels: Readonly<Record<BatchAdvice["limitedBy"], string>> = {
  memory: "Limited by memory",
  cpu: "Limited by the processor",
  main_thread: "Limited by the main thread",
  model: "Limited by the model",
  service: "Limited by a service",
  reading_threads: "Limited by reading",
  parallelism: "Room for more at once",
};

const renderAdvice = ({ limitedBy, reason, change }: BatchAdvice): Markup =>
  html`<div class="advice">
    <p><strong>${limitLabels[limitedBy]}.</strong> ${change}</p>
    <p class="muted small">${reason}</p>
  </div>`;

function processRows(resources: BatchResources): Markup[] {
  const { rssBytes, heapUsedBytes, cpuShare, machineCpuShare } = resources;
  const { eventLoopShare, eventLoopDelayMs } = resources;
  return [
    row("Memory", rssBytes, formatBytes, rssBytes.peakIncrease),
    row("JavaScript heap", heapUsedBytes, formatBytes, heapUsedBytes.peakIncrease),
    row("Processor, of all cores", cpuShare, formatPercent),
    row("The same, of all processes", machineCpuShare, formatPercent),
    row("Main thread busy", eventLoopShare, formatPercent),
    row("Event loop delay", eventLoopDelayMs, formatMs),
  ];
}

function row(name: string, range: Range, format: (value: number) => string, rise?: number): Markup {
  return html`<tr>
    <th scope="row">${name}</th>
    <td class="num">${format(range.min)}</td>
    <td class="num">${format(range.mean)}</td>
    <td class="num">${format(range.max)}</td>
    <td class="num">${rise === undefined ? "–" : format(rise)}</td>
  </tr>`;
}

function renderServices({ services }: BatchResources): Markup {
  if (services.length === 0) return noMarkup;
  const shown = services.toSorted((a, b) => b.queued.mean - a.queued.mean).slice(0, servicesMax);
  return html`<div class="scroll">
      <table class="grid">
        <thead>
          <tr>
            <th scope="col">Service</th>
            <th scope="col" class="num">At once, mean</th>
            <th scope="col" class="num">Most</th>
            <th scope="col" class="num">Limit found</th>
            <th scope="col" class="num">Waiting, mean</th>
            <th scope="col" class="num">Most</th>
            <th scope="col" class="num">Time with a queue</th>
          </tr>
        </thead>
        <tbody>
          ${shown.map(
            ({ service, inFlight, queued, limitMax, waitingShare }) =>
              html`<tr>
                <th scope="row">${service}</th>
                <td class="num">${inFlight.mean.toFixed(1)}</td>
                <td class="num">${formatCount(inFlight.max)}</td>
                <td class="num">${formatCount(limitMax)}</td>
                <td class="num">${queued.mean.toFixed(1)}</td>
                <td class="num">${formatCount(queued.max)}</td>
                <td class="num">${formatPercent(waitingShare)}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
    ${services.length > servicesMax && html`<p class="note">${servicesMax} of ${services.length} services shown.</p>`}`;
}

function renderHosts({ hosts }: BatchResources): Markup {
  if (hosts.length === 0) return noMarkup;
  return html`<div class="scroll">
    <table class="grid">
      <thead>
        <tr>
          <th scope="col">Host of models</th>
          <th scope="col">Models loaded</th>
          <th scope="col" class="num">Memory, most</th>
          <th scope="col" class="num">Of it on a GPU</th>
        </tr>
      </thead>
      <tbody>
        ${hosts.map(
          ({ host, models, sizeBytes, vramBytes }) =>
            html`<tr>
              <th scope="row">${host}</th>
              <td>${models.join(", ")}</td>
              <td class="num">${formatBytes(sizeBytes.max)}</td>
              <td class="num">${formatBytes(vramBytes.max)}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}
