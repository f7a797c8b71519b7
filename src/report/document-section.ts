import { renderAnalysis } from "./analysis-block.ts";
import type { Finding } from "#src/domain/finding.ts";
import { checkNames } from "#src/domain/finding.ts";
import type { Outcome } from "#src/domain/outcome.ts";
import { describePages } from "./describe-pages.ts";
import { badge } from "./documents-table.ts";
import { countOf, formatAmount } from "./format.ts";
import { renderInvoiceLines, renderTaxBreakdowns } from "./invoice-tables.ts";
import { html, noMarkup, trusted, type Markup } from "./markup.ts";
import { renderOperations } from "./operation-timeline.ts";
import { findingsPerDocumentMax, type Detail } from "./report-digest.ts";
import { renderValues } from "./values-table.ts";
import { documentTypeLabels, sourceLabels, statusLabels, verdictOf } from "./verdict.ts";

/** One document: values with their evidence, findings, risk, decision and the timing of its operations. */
export function renderDocument(detail: Detail): Markup {
  const { anchor, outcome } = detail;
  const { invoice, documentType, decision, risk } = outcome;
  const title = invoice?.seller?.name ?? outcome.file;
  const currencyCode = invoice?.currencyCode;
  return html`<details class="doc" id="${anchor}">
    <summary>
      <span class="doc-name"
        ><bdi>${title}</bdi><small><bdi>${outcome.file}</bdi></small></span
      >
      <span class="doc-total num"
        >${invoice?.totalWithTax !== undefined && html`${formatAmount(invoice.totalWithTax, currencyCode)} <span class="ccy">${currencyCode}</span>`}</span
      >
      ${badge(verdictOf(outcome))}
    </summary>
    <div class="doc-body">
      <p class="facts">
        ${[
          documentType && documentTypeLabels[documentType],
          outcome.source && `read from ${sourceLabels[outcome.source]}`,
          `by ${readersOf(outcome.analysis)}`,
          ...describePages(outcome),
          statusLabels[outcome.status].toLowerCase(),
        ]
          .filter(Boolean)
          .join(" · ")} <code title="Content hash">${outcome.documentId.slice(0, 19)}…</code>
      </p>
      <div class="doc-grid">
        <div class="doc-main">
          ${renderValues(outcome)}${invoice && renderTaxBreakdowns(invoice)}${invoice && renderInvoiceLines(invoice, detail.lineCount)}
        </div>
        <div class="doc-side">
          ${decision && renderDecision(decision)}${risk && renderRisk(risk)}${renderFindings(detail)}${renderAnalysis(outcome.analysis)}${renderOperations(outcome.operations)}
        </div>
      </div>
      <p class="back"><a href="#row-${anchor}">Back to the table</a></p>
    </div>
  </details> `;
}

const readersOf = ({ model, degraded }: Outcome["analysis"]): string =>
  model === null ? `rules${degraded ? ", without the model" : ""}` : `rules and ${model}`;

function renderDecision(decision: NonNullable<Outcome["decision"]>): Markup {
  const { reasons, decidedBy, reviewer, policyVersion, skippedChecks, sinceReview } = decision;
  return html`<section class="block">
    <h4>Decision</h4>
    <ul class="reasons">
      ${reasons.map((reason) => html`<li>${reason}</li>`)}
    </ul>
    ${skippedChecks !== undefined && skippedChecks.length > 0 && html`<p class="note">Checks without an answer: ${skippedChecks.join(", ")}</p>`}
    ${sinceReview && html`<p class="note">Known since the review, by the policy ${sinceReview.action}: ${sinceReview.reasons.join(" ")}</p>`}
    <p class="muted small">by ${reviewer ?? decidedBy}, policy <code>${policyVersion.slice(0, 12)}</code></p>
  </section>`;
}

function renderRisk({ score, level, reasons }: NonNullable<Outcome["risk"]>): Markup {
  return html`<section class="block">
    <h4>Risk <span class="risk ${level}">${score.toFixed(2)} ${level}</span></h4>
    ${
      reasons.length === 0
        ? html`<p class="muted">Nothing speaks against this document.</p>`
        : html`<ul class="weights">
            ${reasons.map(
              ({ code, weight, message }) =>
                html`<li>
                  <span class="weight" style="--share:${share(weight)}" aria-hidden="true"></span
                  ><span
                    ><code>${code}</code> <span class="muted">+${weight.toFixed(2)}</span
                    ><br />${message}</span
                  >
                </li>`,
            )}
          </ul>`
    }
  </section>`;
}

const findingStatuses = ["contradicted", "unknown", "verified"] as const;

const marks = {
  verified: { sign: "✓", label: "verified" },
  contradicted: { sign: "✗", label: "contradicted" },
  unknown: { sign: "?", label: "unknown" },
} as const;

function renderFindings({ outcome, findingCount }: Detail): Markup {
  const groups = checkNames.map((check) => ({
    check,
    findings: outcome.findings.filter((finding) => finding.check === check),
  }));
  return html`<section class="block">
    <h4>Findings</h4>
    ${groups.filter(({ findings }) => findings.length > 0).map(renderGroup)}
    ${findingCount > findingsPerDocumentMax ? html`<p class="note">${countOf(findingCount, "finding")} in all; the first ${findingsPerDocumentMax} are shown.</p>` : noMarkup}
  </section>`;
}

/** One check; it stands open if something did not hold. */
function renderGroup({ check, findings }: { check: string; findings: readonly Finding[] }): Markup {
  const counts = findingStatuses
    .map((status) => ({
      status,
      count: findings.filter((finding) => finding.status === status).length,
    }))
    .filter(({ count }) => count > 0);
  const isOpen = findings.some(({ status }) => status !== "verified");
  return html`<details class="check" ${trusted(isOpen ? "open" : "")}>
    <summary>
      <span>${check}</span>
      <span class="counts"
        >${counts.map(({ status, count }) => html`<span class="${status}"><span class="mark" aria-hidden="true">${marks[status].sign}</span>${count}<span class="sr-only"> ${marks[status].label}</span></span>`)}</span
      >
    </summary>
    <ul class="findings">
      ${findings.map(renderFinding)}
    </ul>
  </details>`;
}

function renderFinding({ rule, status, severity, message, path }: Finding): Markup {
  const isMild = status === "contradicted" && severity !== "error";
  return html`<li class="${isMild ? `${status} mild` : status}">
    <span class="mark" aria-hidden="true">${marks[status].sign}</span>
    <span>
      <span class="sr-only">${marks[status].label}: </span>${message}<br />
      <code>${rule}</code> ${path !== undefined && html`<code class="muted">${path}</code>`}
    </span>
  </li>`;
}

/** A number from 0 to 1 for a style; whatever comes in, a plain number comes out. */
const share = (value: number): string => Math.min(1, Math.max(0, value)).toFixed(3);
