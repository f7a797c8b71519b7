import type { Operation } from "#src/domain/operation.ts";
import { formatMs } from "./format.ts";
import { html, noMarkup, type Markup } from "./markup.ts";

/** Operations shown of one document; retries may add more than there are names. */
const operationsPerDocumentMax = 40;

const outcomeLabels = {
  ok: "",
  no_answer: "no answer",
  timed_out: "timed out",
  failed: "failed",
} as const;

/** When each operation of a document ran, as bars over the document's own time. */
export function renderOperations(operations: readonly Operation[]): Markup {
  if (operations.length === 0) return noMarkup;
  const shown = operations
    .toSorted((a, b) => a.startedMs - b.startedMs)
    .slice(0, operationsPerDocumentMax);
  const endMs = Math.max(
    ...shown.map(({ startedMs, durationMs }) => startedMs + durationMs),
    0.001,
  );
  return html`<section class="block">
    <h4>Operations <span class="muted">${formatMs(endMs)}</span></h4>
    <ol class="ops">
      ${shown.map(
        (operation) =>
          html`<li class="${operation.outcome}">
            <span class="op-name">${operation.name.replaceAll("_", " ")}</span
            ><span class="track" aria-hidden="true"
              ><span
                class="bar"
                style="--from:${fraction(operation.startedMs, endMs)};--for:${fraction(operation.durationMs, endMs)}"
              ></span></span
            ><span class="num small"
              >${formatMs(operation.durationMs)}${operation.attempts > 1 && html` <span class="muted">×${operation.attempts}</span>`}${operation.outcome !== "ok" && html` <strong>${outcomeLabels[operation.outcome]}</strong>`}</span
            >
          </li>`,
      )}
    </ol>
  </section>`;
}

const fraction = (partMs: number, wholeMs: number): string =>
  Math.min(1, Math.max(0, partMs / wholeMs)).toFixed(4);
