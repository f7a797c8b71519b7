import type { Evaluation, FieldScore, KindEvaluation } from "#src/domain/evaluation.ts";
import { countOf, formatCount, formatMs } from "./format.ts";
import { html, noMarkup, trusted, type Markup } from "./markup.ts";
import { type MissViews, renderMisses } from "./misses-section.ts";
import { renderReliability } from "./reliability-section.ts";
import { styleSheet } from "./style-sheet.ts";

const contentSecurityPolicy =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'";

/** The evaluation as one self-contained HTML page that loads nothing. */
export function renderEvaluation(evaluation: Evaluation, views: MissViews): string {
  const { kinds, misses, missesLeftOut } = evaluation;
  const documents = Object.values(kinds).reduce((sum, kind) => sum + kind.documents, 0);
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${trusted(contentSecurityPolicy)}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="robots" content="noindex" />
        <title>Fanfold evaluation, ${countOf(documents, "document")}</title>
        <style>
          ${trusted(styleSheet)}
        </style>
      </head>
      <body>
        <div class="page">
          <header class="top">
            <p class="brand"><span class="fan" aria-hidden="true"></span>Fanfold</p>
            <h1>Reading accuracy</h1>
            <p class="lead">
              ${countOf(documents, "document")} whose values are known. Shares are weighted so that
              every vendor or layout counts the same; counts are plain. A wrong value costs more
              than a missing one.
            </p>
          </header>
          <main>
            ${renderKinds(kinds)} ${renderReliability(evaluation)}
            ${Object.entries(kinds).map(([kind, ofKind]) => renderKind(kind, ofKind))}
            ${renderMisses({ misses, leftOut: missesLeftOut, views })}
          </main>
        </div>
      </body>
    </html> `.source;
}

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
const bytesPerMegabyte = 1_000_000;

const scoreCells = ({ recall, precision, right, wrong, missing }: FieldScore): Markup => html`
  <td class="num">${percent(recall)}</td>
  <td class="num">${percent(precision)}</td>
  <td class="num">${formatCount(right)}</td>
  <td class="num ${wrong > 0 && "bad"}">${formatCount(wrong)}</td>
  <td class="num">${formatCount(missing)}</td>
`;

const scoreHeads = html`
  <th class="num" scope="col">Recall</th>
  <th class="num" scope="col">Precision</th>
  <th class="num" scope="col">Right</th>
  <th class="num" scope="col">Wrong</th>
  <th class="num" scope="col">Missing</th>
`;

function renderKinds(kinds: Evaluation["kinds"]): Markup {
  return html`<section>
    <div class="section-head"><h2>By kind</h2></div>
    <div class="scroll">
      <table class="grid">
        <thead>
          <tr>
            <th scope="col">Kind</th>
            <th class="num" scope="col">Documents</th>
            ${scoreHeads}
            <th class="num" scope="col">Time</th>
            <th class="num" scope="col">Memory</th>
          </tr>
        </thead>
        <tbody>
          ${Object.entries(kinds).map(
            ([kind, { documents, fields, seconds, peakMemoryBytes }]) => html`<tr>
              <th scope="row">${kind}</th>
              <td class="num">${formatCount(documents)}</td>
              ${fields["all"] ? scoreCells(fields["all"]) : noMarkup}
              <td class="num">${seconds === undefined ? "" : formatMs(seconds * 1_000)}</td>
              <td class="num">
                ${
                  peakMemoryBytes === undefined
                    ? ""
                    : `${Math.round(peakMemoryBytes / bytesPerMegabyte)} MB`
                }
              </td>
            </tr>`,
          )}
        </tbody>
      </table>
    </div>
  </section>`;
}

const renderKind = (kind: string, { fields, lines, worst }: KindEvaluation): Markup =>
  html`<section>
    <div class="section-head"><h2>${kind}</h2></div>
    <div class="scroll">
      <table class="grid">
        <thead>
          <tr>
            <th scope="col">Field</th>
            ${scoreHeads}
          </tr>
        </thead>
        <tbody>
          ${Object.entries({ ...fields, ...(lines && { "lines' values": lines }) }).map(
            ([field, score]) => html`<tr>
              <th scope="row">${field}</th>
              ${scoreCells(score)}
            </tr>`,
          )}
        </tbody>
      </table>
    </div>
    ${
      worst.length > 0 &&
      html`<p class="note">
      Lowest recall:
      ${worst.map(({ group, score }) => `${group} (${percent(score.recall)})`).join(", ")}
    </p>`
    }
  </section>`;
