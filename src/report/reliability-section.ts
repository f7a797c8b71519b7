import type { Evaluation, ReliabilityBucket } from "#src/domain/evaluation.ts";
import { countOf, formatCount } from "./format.ts";
import { html, type Markup, noMarkup } from "./markup.ts";

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;

const diagramSize = 240;

/** Stated confidence against the share that is right: a perfect reader is on the diagonal. */
export const renderReliability = ({
  reliability,
  calibrationError,
  rowReliability,
  rowCalibrationError,
}: Evaluation): Markup =>
  html`${diagramOf("Confidence", reliability, calibrationError)}${diagramOf("Confidence of lines and VAT rows", rowReliability, rowCalibrationError)}`;

function diagramOf(
  title: string,
  reliability: readonly ReliabilityBucket[],
  calibrationError: number,
): Markup {
  if (reliability.length === 0) return noMarkup;
  return html`<section>
    <div class="section-head">
      <h2>${title}</h2>
      <p class="muted">mean error ${percent(calibrationError)}</p>
    </div>
    <p class="note">
      Values read from pages, by the confidence stated: on the diagonal 0.9 means right nine times
      in ten; below it the reader is too sure of itself. A larger dot stands for more values. XML is
      exact and not counted.
    </p>
    <svg viewBox="-30 -10 300 290" width="300" height="290" role="img" aria-label="Reliability diagram">
      <rect x="0" y="0" width="${diagramSize}" height="${diagramSize}" fill="none" stroke="var(--line)"></rect>
      <line x1="0" y1="${diagramSize}" x2="${diagramSize}" y2="0" stroke="var(--line)"></line>
      ${reliability.map(dot)}
      <text x="0" y="${diagramSize + 16}" fill="var(--muted)" font-size="11">0</text>
      <text x="${diagramSize - 6}" y="${diagramSize + 16}" fill="var(--muted)" font-size="11">1</text>
      <text x="${diagramSize / 2 - 50}" y="${diagramSize + 30}" fill="var(--muted)" font-size="11">stated confidence</text>
      <text x="-14" y="${diagramSize}" fill="var(--muted)" font-size="11">0</text>
      <text x="-14" y="10" fill="var(--muted)" font-size="11">1</text>
    </svg>
    <div class="scroll">
      <table class="grid">
        <thead>
          <tr>
            <th class="num" scope="col">Confidence from</th>
            <th class="num" scope="col">Stated</th>
            <th class="num" scope="col">Right</th>
            <th class="num" scope="col">Values</th>
          </tr>
        </thead>
        <tbody>
          ${reliability.map(
            ({ confidenceFrom, confidence, right, values }) => html`<tr>
              <th class="num" scope="row">${confidenceFrom.toFixed(2)}</th>
              <td class="num">${percent(confidence)}</td>
              <td class="num">${percent(right)}</td>
              <td class="num">${formatCount(values)}</td>
            </tr>`,
          )}
        </tbody>
      </table>
    </div>
  </section>`;
}

function dot({ values, confidence, right, confidenceFrom }: ReliabilityBucket): Markup {
  const radius = 3 + Math.log10(values) * 2;
  return html`<circle
    cx="${(confidence * diagramSize).toFixed(1)}"
    cy="${((1 - right) * diagramSize).toFixed(1)}"
    r="${radius.toFixed(1)}"
    fill="var(--accent)"
    fill-opacity="0.7"
  ><title>from ${confidenceFrom.toFixed(2)}: ${countOf(values, "value")}, ${percent(right)} right</title></circle>`;
}
