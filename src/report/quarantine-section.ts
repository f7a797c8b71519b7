import { countOf, formatCount } from "./format.ts";
import { html, noMarkup, type Markup } from "./markup.ts";
import type { TableRow } from "./report-digest.ts";

/** Documents that were set aside: which, why, and what to do. */
export function renderQuarantine(rows: readonly TableRow[], count: number): Markup {
  if (rows.length === 0) return noMarkup;
  return html`<section aria-labelledby="quarantine-title" id="quarantine">
    <div class="section-head">
      <h2 id="quarantine-title">Quarantined</h2>
      <p class="muted">${countOf(count, "document")} set aside</p>
    </div>
    ${rows.length < count && html`<p class="note">The first ${formatCount(rows.length)} are listed.</p>`}
    <ul class="cards">
      ${rows.map(renderCard)}
    </ul>
  </section> `;
}

function renderCard({ anchor, outcome }: TableRow): Markup {
  const { file, error } = outcome;
  return html`<li class="card" id="q-${anchor}">
    <p class="card-title"><bdi>${file}</bdi></p>
    <p><bdi>${error?.message ?? "No reason was recorded."}</bdi></p>
    <p class="muted small">
      <code>${error?.code ?? "unknown"}</code
      >${error !== undefined && error.attempts > 1 && ` after ${error.attempts} attempts`} ·
      <a href="#row-${anchor}">in the table</a>
    </p>
  </li>`;
}
