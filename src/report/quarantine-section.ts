import type { FailedAttempt, OutcomeError } from "#src/domain/outcome.ts";
import { countOf, formatCount, formatInstant } from "./format.ts";
import { html, noMarkup, type Markup } from "./markup.ts";
import type { TableRow } from "./report-digest.ts";

/** Files shown under one reason before the rest is folded away. */
const filesUnfoldedMax = 6;

/** Documents that were set aside, by reason: why, what to do, and which. The most frequent reason comes first. */
export function renderQuarantine(rows: readonly TableRow[], count: number): Markup {
  if (rows.length === 0) return noMarkup;
  const groups = [...Map.groupBy(rows, reasonOf).values()].toSorted((a, b) => b.length - a.length);
  return html`<section aria-labelledby="quarantine-title" id="quarantine">
    <div class="section-head">
      <h2 id="quarantine-title">Quarantined</h2>
      <p class="muted">${countOf(count, "document")} set aside</p>
    </div>
    ${rows.length < count && html`<p class="note">The first ${formatCount(rows.length)} are listed.</p>`}
    <ul class="cards">
      ${groups.map(renderReason)}
    </ul>
  </section> `;
}

const reasonOf = ({ outcome: { error } }: TableRow): string =>
  JSON.stringify([error?.code, error?.message]);

function renderReason(rows: readonly TableRow[]): Markup {
  const error = rows[0]?.outcome.error;
  const unfolded = rows.slice(0, filesUnfoldedMax);
  const folded = rows.slice(filesUnfoldedMax);
  return html`<li class="card">
    <p class="card-title">
      <code>${error?.code ?? "unknown"}</code>
      <span class="muted">${formatCount(rows.length)}</span>
    </p>
    <p><bdi>${error?.message ?? "No reason was recorded."}</bdi></p>
    <ul class="files">
      ${unfolded.map(renderFile)}
    </ul>
    ${
      folded.length > 0 &&
      html`<details class="fold">
        <summary>${formatCount(folded.length)} more</summary>
        <ul class="files">
          ${folded.map(renderFile)}
        </ul>
      </details>`
    }
  </li>`;
}

function renderFile({ anchor, outcome: { file, error } }: TableRow): Markup {
  return html`<li id="q-${anchor}">
    <a href="#row-${anchor}"><bdi>${file}</bdi></a>
    ${error !== undefined && error.attempts > 1 && renderAttempts(error)}
  </li>`;
}

/** What happened at each attempt, folded away; the last one is the reason the document stands under. */
function renderAttempts({ attempts, history = [] }: OutcomeError): Markup {
  if (history.length === 0) return html`<span class="muted">after ${attempts} attempts</span>`;
  return html`<details class="fold">
    <summary>after ${attempts} attempts</summary>
    <ol class="attempts">
      ${history.map(renderAttempt)}
    </ol>
  </details>`;
}

const renderAttempt = ({ at, code, message }: FailedAttempt): Markup =>
  html`<li><span class="muted">${formatInstant(at)}</span> <code>${code}</code> <bdi>${message}</bdi></li>`;
