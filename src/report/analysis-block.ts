import type { AnalysisNote } from "#src/domain/analysis.ts";
import { formatPercent } from "./format.ts";
import { html, noMarkup, type Markup } from "./markup.ts";

/** Values of a model that were not used and are named. */
const discardedShownMax = 20;

/** What the model had to say about a document, and what became of it; nothing where none was asked and none was missing. */
export function renderAnalysis(note: AnalysisNote): Markup {
  const { model, degraded, message, contested = [], discarded = [], quality, cost } = note;
  if (model === null && !degraded) return noMarkup;
  const facts = [
    model === null
      ? undefined
      : `${model}${note.isCached === true ? ", kept from an earlier run" : ""}`,
    quality &&
      `complete ${formatPercent(quality.completeness)}, agrees ${formatPercent(quality.agreement)}, totals ${quality.isConsistent ? "add up" : "do not add up"}`,
    cost &&
      `${cost.promptTokens} + ${cost.outputTokens} tokens, ${cost.seconds.toFixed(1)} s, cost ${cost.amount}`,
    degraded ? `No answer${message === undefined ? "" : `: ${message}`}` : message,
  ].filter((fact) => fact !== undefined);
  return html`<section class="block">
    <h4>Model</h4>
    <ul class="reasons">
      ${facts.map((fact) => html`<li>${fact}</li>`)}
      ${contested.map((path) => html`<li>Contested: <code>${path}</code></li>`)}
      ${discarded.slice(0, discardedShownMax).map(({ path, value, reason }) => html`<li>Not used: <code>${path}</code> <bdi>${value}</bdi>, ${reason}</li>`)}
    </ul>
  </section>`;
}
