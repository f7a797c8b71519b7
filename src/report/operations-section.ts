import type { BatchOperations, OperationStatistics } from "#src/domain/batch-operations.ts";
import { formatCount, formatMs } from "./format.ts";
import { html, noMarkup, type Markup } from "./markup.ts";

/** What every operation of the batch took and waited, those that worked most first. */
export function renderOperationStatistics(operations: BatchOperations | undefined): Markup {
  if (operations === undefined || operations.byName.length === 0) return noMarkup;
  const { sequentialMs, waitedMs, speedUp = 0, byName } = operations;
  const mostMs = Math.max(...byName.map((row) => row.workedMs + row.waitedMs), 1);
  return html`<section aria-labelledby="statistics-title" class="statistics">
    <div class="section-head">
      <h2 id="statistics-title">Operations</h2>
      <p class="muted">
        ${formatMs(sequentialMs)} of
        work${speedUp > 1 && `, done ${speedUp.toFixed(1)} times as fast as one after another`}
        · ${formatMs(waitedMs)} waiting for slots
      </p>
    </div>
    <div class="scroll">
      <table class="grid">
        <thead>
          <tr>
            <th scope="col">Operation</th>
            <th scope="col" class="num">Runs</th>
            <th scope="col" class="num">Median</th>
            <th scope="col" class="num">95 %</th>
            <th scope="col" class="num">Longest</th>
            <th scope="col" class="num">Worked</th>
            <th scope="col" class="num">Waited</th>
            <th scope="col" class="split-head">
              <span class="worked">worked</span> <span class="waited">waited</span>
            </th>
          </tr>
        </thead>
        <tbody>
          ${byName.map((row) => renderRow(row, mostMs))}
        </tbody>
      </table>
    </div>
  </section> `;
}

const renderRow = (row: OperationStatistics, mostMs: number): Markup =>
  html`<tr>
    <th scope="row">${row.name.replaceAll("_", " ")}</th>
    <td class="num">${formatCount(row.count)}</td>
    <td class="num">${formatMs(row.p50Ms)}</td>
    <td class="num">${formatMs(row.p95Ms)}</td>
    <td class="num">${formatMs(row.maxMs)}</td>
    <td class="num">${formatMs(row.workedMs)}</td>
    <td class="num">${row.waitedMs < 1 ? "–" : formatMs(row.waitedMs)}</td>
    <td>
      <span class="split" aria-hidden="true"
        ><span class="worked" style="width:${percentOf(row.workedMs, mostMs)}"></span
        ><span class="waited" style="width:${percentOf(row.waitedMs, mostMs)}"></span
      ></span>
    </td>
  </tr>`;

const percentOf = (part: number, whole: number): string => `${((part / whole) * 100).toFixed(1)}%`;
