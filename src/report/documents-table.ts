import { rowsShownFirst } from "./client-script.ts";
import { countOf, formatAmount, formatCount } from "./format.ts";
import { html, type Markup } from "./markup.ts";
import type { ReportDigest, TableRow } from "./report-digest.ts";
import {
  documentTypeLabels,
  sourceLabels,
  statusLabels,
  verdictLabels,
  verdicts,
} from "./verdict.ts";

const columns = [
  { title: "Document", kind: "text" },
  { title: "Seller", kind: "text" },
  { title: "Issued", kind: "text" },
  { title: "Total with tax", kind: "number" },
  { title: "Risk", kind: "number" },
  { title: "Decision", kind: "number" },
  { title: "Source", kind: "text" },
  { title: "Status", kind: "text" },
] as const;

/** The table of all documents with its filters, row by row so that memory stays flat. */
export function* renderDocumentsTable({
  rows,
  documents,
  details,
}: ReportDigest): Generator<Markup> {
  const sections = new Set(details.map(({ anchor }) => anchor));
  yield html`<section id="documents" aria-labelledby="documents-title">
    <div class="section-head">
      <h2 id="documents-title">Documents</h2>
      <p class="muted" id="row-count" role="status">${countOf(documents, "document")}</p>
    </div>
    ${renderFilters()} ${rows.length < documents && cutNote(rows.length, documents)}
    <div class="scroll" tabindex="0" role="region" aria-label="Table of documents">
      <table class="grid documents" id="document-table">
        <caption class="sr-only">
          All documents; the column buttons sort
        </caption>
        <thead>
          <tr>
            ${columns.map(
              ({ title, kind }, index) =>
                html`<th scope="col" data-kind="${kind}" class="c${index}">
                  <button type="button" data-sort="${index}">${title}</button>
                </th>`,
            )}
          </tr>
        </thead>
        <tbody>
   `;
  for (const [index, row] of rows.entries()) {
    yield renderRow(row, {
      hasSection: sections.has(row.anchor),
      isLater: index >= rowsShownFirst,
    });
  }
  yield html`</tbody></table></div>
    <button type="button" class="more" id="more-rows" hidden>Show more</button>
    <p class="empty" id="no-rows" hidden>No document matches these filters.</p></section>\n`;
}

const cutNote = (shown: number, all: number): Markup =>
  html`<p class="note">
    The table shows ${formatCount(shown)} of ${countOf(all, "document")}, those that need a person
    first. The complete list is in results.jsonl and results.csv.
  </p>`;

function renderFilters(): Markup {
  return html`<form class="filters" id="filters" hidden>
    <label class="grow"
      ><span>Search</span
      ><input
        type="search"
        name="text"
        placeholder="File, seller, number, amount"
        autocomplete="off"
    /></label>
    ${select(
      "verdict",
      "Decision",
      verdicts.map((verdict) => [verdict, verdictLabels[verdict]]),
    )}
    ${select("status", "Status", Object.entries(statusLabels))}
    ${select("source", "Source", Object.entries(sourceLabels))}
    ${select("risk", "Risk", [
      ["low", "Low"],
      ["medium", "Medium"],
      ["high", "High"],
    ])}
    <button type="reset" class="quiet">Clear</button>
  </form>`;
}

function select(name: string, label: string, options: readonly (readonly string[])[]): Markup {
  return html`<label
    ><span>${label}</span
    ><select name="${name}">
      <option value="">All</option>
      ${options.map(([value, text]) => html`<option value="${value}">${text}</option>`)}
    </select></label
  >`;
}

function renderRow(
  row: TableRow,
  { hasSection, isLater }: { hasSection: boolean; isLater: boolean },
): Markup {
  const { outcome, verdict, sinceReview, currencyCode, totalWithTax } = row;
  const { source, documentType, risk, error } = outcome;
  const target = verdict === "quarantined" ? `q-${row.anchor}` : row.anchor;
  const isLinked = hasSection || verdict === "quarantined";
  const name = html`<bdi>${outcome.file}</bdi>`;
  const about = [documentType && documentTypeLabels[documentType], row.invoiceNumber];
  return html`<tr
    id="row-${row.anchor}"
    class="${isLater ? "later" : ""}"
    data-verdict="${verdict}"
    data-status="${outcome.status}"
    data-source="${source ?? ""}"
    data-risk="${risk?.level ?? ""}"
  >
    <th scope="row" class="c0" data-key="${outcome.file}">
      ${isLinked ? html`<a href="#${target}">${name}</a>` : name}<small
        ><bdi>${error?.code ?? about.filter(Boolean).join(" · ")}</bdi></small
      >
    </th>
    <td class="c1" data-key="${row.sellerName ?? ""}"><bdi>${row.sellerName ?? "–"}</bdi></td>
    <td class="c2" data-key="${row.issueDate ?? ""}">${row.issueDate ?? "–"}</td>
    <td class="c3 num" data-key="${totalWithTax ?? ""}">
      ${totalWithTax === undefined ? "–" : html`${formatAmount(totalWithTax, currencyCode)} <span class="ccy">${currencyCode}</span>`}
    </td>
    <td class="c4 num" data-key="${risk?.score ?? ""}">
      ${risk === undefined ? "–" : html`<span class="risk ${risk.level}">${risk.score.toFixed(2)}</span>`}
    </td>
    <td class="c5" data-key="${verdicts.indexOf(verdict)}">${badge(verdict)}${sinceReview && html`<small>now: ${verdictLabels[sinceReview]}</small>`}</td>
    <td class="c6" data-key="${source ?? ""}">
      ${source === undefined ? "–" : sourceLabels[source]}
    </td>
    <td class="c7" data-key="${outcome.status}">${statusLabels[outcome.status]}</td>
  </tr> `;
}

/** The decision as a coloured label; the words carry the meaning, the colour only helps. */
export const badge = (verdict: TableRow["verdict"]): Markup =>
  html`<span class="badge ${verdict}">${verdictLabels[verdict]}</span>`;
