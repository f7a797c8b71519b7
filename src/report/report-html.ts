import type { BatchSummary } from "#src/domain/batch.ts";
import type { ResourcePoint } from "#src/domain/batch-resources.ts";
import type { CurrencyCode } from "#src/domain/money.ts";
import type { Outcome } from "#src/domain/outcome.ts";
import {
  layOutTimeline,
  renderBatchTimeline,
  type TimelineEntry,
  type TimelineLayout,
} from "./batch-timeline.ts";
import { clientScript } from "./client-script.ts";
import { renderDocument } from "./document-section.ts";
import { renderDocumentsTable } from "./documents-table.ts";
import { countOf, formatCount } from "./format.ts";
import { html, trusted, type Markup } from "./markup.ts";
import { renderOperationGantt } from "./operation-gantt.ts";
import { renderDecisions, renderHeading, renderMoney, renderRules } from "./overview-section.ts";
import { renderOperationStatistics } from "./operations-section.ts";
import { renderQuarantine } from "./quarantine-section.ts";
import { digestOutcomes, type ReportDigest } from "./report-digest.ts";
import { renderResources } from "./resources-section.ts";
import { styleSheet } from "./style-sheet.ts";

export type ReportInput = {
  readonly summary: BatchSummary;
  readonly outcomes: AsyncIterable<Outcome> | Iterable<Outcome>;
  /** ISO 8601 with time zone. */
  readonly startedAt: string;
  readonly baseCurrency?: CurrencyCode | undefined;
  /** When each document was worked on, relative to the start of the batch; without it there is no batch timeline. */
  readonly timeline?: readonly TimelineEntry[] | undefined;
  /** What the process used over the time of the run; without it there is no chart of that. */
  readonly resourcePoints?: readonly ResourcePoint[] | undefined;
};

/**
 * Writes `report.html` piece by piece: one self-contained file that loads nothing and opens from disk.
 *
 * The outcomes are read once; what is kept of them is bounded by the limits of `report-digest.ts`.
 */
export async function* renderReport(input: ReportInput): AsyncGenerator<string, void> {
  const timeline = layOutTimeline(input.timeline ?? []);
  const drawnFiles = new Set(timeline.drawn.map(({ entry }) => entry.file));
  const { baseCurrency } = input;
  const digest = await digestOutcomes(input.outcomes, { baseCurrency, drawnFiles });
  for (const markup of renderParts(input, digest, timeline)) yield markup.source;
}

const contentSecurityPolicy =
  "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'";

function* renderParts(
  input: ReportInput,
  digest: ReportDigest,
  timeline: TimelineLayout,
): Generator<Markup> {
  yield html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${trusted(contentSecurityPolicy)}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="robots" content="noindex" />
        <title>Fanfold report, ${countOf(digest.documents, "document")}</title>
        <style>
          ${trusted(styleSheet)}
        </style>
        <noscript>
          <style>
            .documents .later {
              display: table-row;
            }
          </style>
        </noscript>
      </head>
      <body>
        <a class="skip" href="#documents">To the documents</a>
        <div class="page">
     `;
  yield renderHeading({ ...input, engine: digest.engine });
  yield html`<main>`;
  yield renderDecisions(input);
  if (timeline.drawn.length > 0) {
    yield renderBatchTimeline(timeline, digest.verdictsOfDrawn, digest.documents);
  }
  yield renderOperationGantt(digest.typical);
  yield renderOperationStatistics(input.summary.operations);
  yield renderResources(input.summary, input.resourcePoints ?? []);
  yield renderMoney(digest.money);
  yield renderRules(digest);
  yield renderQuarantine(digest.quarantined, input.summary.quarantined);
  yield* renderDocumentsTable(digest);
  yield* renderDetails(digest, input.summary);
  yield html`</main><footer class="bottom muted small">Made by Fanfold. Everything in this file comes from the documents and the checks on them; it loads nothing.</footer></div>
<script>${trusted(clientScript)}</script></body></html>\n`;
}

function* renderDetails(
  { details, documents }: ReportDigest,
  summary: BatchSummary,
): Generator<Markup> {
  if (details.length === 0) return;
  const readable = documents - summary.quarantined;
  const isCut = details.length < readable;
  yield html`<section aria-labelledby="details-title" id="details">
    <div class="section-head">
      <h2 id="details-title">Document by document</h2>
      <p class="muted">
        ${isCut ? `${formatCount(details.length)} of ${formatCount(readable)}` : countOf(details.length, "document")}
      </p>
    </div>
    ${isCut && html`<p class="note">Documents that need a person come first. Every other one is in results.jsonl, and <code>fanfold show</code> prints it.</p>`}
   `;
  for (const detail of details) yield renderDocument(detail);
  yield html`</section>`;
}
