import { countOf, formatMs } from "./format.ts";
import { html, noMarkup, type Markup } from "./markup.ts";
import type { TypicalDocument, TypicalOperation } from "./operation-tally.ts";

/** The operations of a typical document of the batch over its own time, from medians, and what running them together gave. */
export function renderOperationGantt(typical: TypicalDocument): Markup {
  const { documents, operations, operationsMs, wallMs } = typical;
  if (operations.length === 0) return noMarkup;
  const ends = operations.map(({ startedMs, durationMs }) => startedMs + durationMs);
  const endMs = Math.max(...ends, 0.001);
  return html`<section aria-labelledby="operations-title" class="typical">
    <div class="section-head">
      <h2 id="operations-title">A typical document</h2>
      <p class="muted">
        medians of ${countOf(documents, "document")}${wallMs > 0 && ` · ${(operationsMs / wallMs).toFixed(1)} times as fast as one operation after another`}
      </p>
    </div>
    <ol class="ops">
      ${operations.map((operation) => row(operation, { endMs, documents }))}
    </ol>
  </section> `;
}

const row = (
  { name, startedMs, durationMs, documents: ran }: TypicalOperation,
  { endMs, documents }: { endMs: number; documents: number },
): Markup => html`<li>
  <span class="op-name"
    >${name.replaceAll("_", " ")}${ran < documents && html` <span class="muted">in ${ran} of ${documents}</span>`}</span
  ><span class="track" aria-hidden="true"
    ><span
      class="bar"
      style="--from:${(startedMs / endMs).toFixed(4)};--for:${(durationMs / endMs).toFixed(4)}"
    ></span></span
  ><span class="num small">${formatMs(durationMs)}</span>
</li>`;
