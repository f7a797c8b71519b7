import type { BatchSummary } from "#src/domain/batch.ts";
import type { CurrencyCode } from "#src/domain/money.ts";
import { countOf, formatAmount, formatCount, formatInstant, formatMs } from "./format.ts";
import { html, noMarkup, type Markup } from "./markup.ts";
import type { MoneyByCurrency } from "./money-by-currency.ts";
import type { ReportDigest } from "./report-digest.ts";
import { rulesMax, type RuleRow } from "./rule-tally.ts";
import { verdictLabels, type Verdict } from "./verdict.ts";

/** Currencies listed; the rest are counted. */
const currenciesMax = 40;

const batchStatusLabels: Readonly<Record<BatchSummary["status"], string>> = {
  SUCCESS: "Success",
  SUCCESS_WITH_PARTIAL_FAILURES: "Success with partial failures",
  PARTIAL_SUCCESS: "Partial success",
  MOSTLY_FAILED: "Mostly failed",
};

export type Heading = {
  readonly summary: BatchSummary;
  readonly engine: string;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly baseCurrency?: CurrencyCode | undefined;
};

/** Title, verdict over the batch and the decisions at a glance. */
export function renderHeading({ summary, engine, startedAt, baseCurrency }: Heading): Markup {
  const facts = [
    ["Started", formatInstant(startedAt)],
    ["Took", formatMs(summary.wallSeconds * 1_000)],
    ["Speed", `${summary.documentsPerSecond.toFixed(1)} documents/s`],
    ["Read by", engine],
    ["Base currency", baseCurrency],
    ["Batch", summary.batchId],
  ].filter(([, value]) => value !== undefined);
  return html`<header class="top">
    <p class="brand"><span class="fan" aria-hidden="true"></span>Fanfold</p>
    <h1>${countOf(summary.dispatched, "document")}, ${formatCount(summary.decided)} decided</h1>
    <p class="lead">
      <span class="pill ${summary.status}">${batchStatusLabels[summary.status]}</span>
      ${summary.recommendation}
    </p>
    <dl class="facts-list">
      ${facts.map(
        ([name, value]) =>
          html`<div>
            <dt>${name}</dt>
            <dd>${value}</dd>
          </div>`,
      )}
    </dl>
  </header> `;
}

type Tile = { readonly verdict: Verdict; readonly count: number };

/** The number of documents by decision: a bar of shares and a tile each, which filters the table. */
export function renderDecisions({ summary }: Pick<Heading, "summary">): Markup {
  const { auto_approve, manager_approval, reject, approve = 0 } = summary.decisions;
  const undecided =
    summary.dispatched - auto_approve - approve - manager_approval - reject - summary.quarantined;
  const tiles: Tile[] = [
    { verdict: "auto_approve", count: auto_approve },
    ...(approve > 0 ? [{ verdict: "approve" as const, count: approve }] : []),
    { verdict: "manager_approval", count: manager_approval },
    { verdict: "reject", count: reject },
    { verdict: "quarantined", count: summary.quarantined },
    ...(undecided > 0 ? [{ verdict: "undecided" as const, count: undecided }] : []),
  ];
  return html`<section aria-labelledby="decisions-title">
    <h2 id="decisions-title" class="sr-only">Decisions</h2>
    <div class="stack" aria-hidden="true">
      ${tiles
        .filter(({ count }) => count > 0)
        .map(
          ({ verdict, count }) => html`<span class="${verdict}" style="flex-grow:${count}"></span>`,
        )}
    </div>
    <ul class="tiles">
      ${tiles.map(
        ({ verdict, count }) =>
          html`<li>
            <a class="tile ${verdict}" href="#documents" data-show="${verdict}"
              ><strong>${formatCount(count)}</strong><span>${verdictLabels[verdict]}</span></a
            >
          </li>`,
      )}
    </ul>
    ${summary.awaitingReview > 0 && html`<p class="muted">${countOf(summary.awaitingReview, "document")} ${summary.awaitingReview === 1 ? "waits" : "wait"} for a person.</p>`}
  </section> `;
}

/** Sums of the totals with tax, per currency and decision. Currencies are never added up. */
export function renderMoney({ rows, documentsLeftOut }: MoneyByCurrency): Markup {
  const isApproved = rows.some(({ byVerdict }) => byVerdict.approve !== undefined);
  const shownVerdicts: readonly Verdict[] = [
    "auto_approve",
    ...(isApproved ? (["approve"] as const) : []),
    "manager_approval",
    "reject",
  ];
  const leftOut = html`<p class="note">
    ${countOf(documentsLeftOut, "document")} without a currency or a total
    ${documentsLeftOut === 1 ? "is" : "are"} in no sum.
  </p>`;
  return html`<section aria-labelledby="money-title">
    <div class="section-head">
      <h2 id="money-title">Money by currency</h2>
      <p class="muted">Totals with tax; credit notes subtract</p>
    </div>
    <div class="scroll">
      <table class="grid money">
        <thead>
          <tr>
            <th scope="col">Currency</th>
            <th scope="col" class="num">Documents</th>
            ${shownVerdicts.map(
              (verdict) => html`<th scope="col" class="num">${verdictLabels[verdict]}</th>`,
            )}
            <th scope="col" class="num">Total</th>
          </tr>
        </thead>
        <tbody>
          ${rows.slice(0, currenciesMax).map(
            (row) =>
              html`<tr>
                <th scope="row">${row.currencyCode}</th>
                <td class="num">${formatCount(row.documents)}</td>
                ${shownVerdicts.map((verdict) => {
                  const sum = row.byVerdict[verdict];
                  return html`<td class="num">
                    ${sum === undefined ? "–" : formatAmount(sum, row.currencyCode)}
                  </td>`;
                })}
                <td class="num total">${formatAmount(row.total, row.currencyCode)}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
    ${rows.length > currenciesMax && html`<p class="note">${currenciesMax} of ${rows.length} currencies shown.</p>`}${documentsLeftOut > 0 && leftOut}
  </section> `;
}

/** What the checks found, by rule; rules that only ever held are folded away. */
export function renderRules({ rules, rows, details }: ReportDigest): Markup {
  if (rules.length === 0) return noMarkup;
  const linked = new Set(details.map(({ anchor }) => anchor));
  const anchors = new Map(
    rows.filter(({ anchor }) => linked.has(anchor)).map((row) => [row.outcome.file, row.anchor]),
  );
  const open = rules.filter(({ documents }) => documents.contradicted + documents.unknown > 0);
  const held = rules.filter(({ documents }) => documents.contradicted + documents.unknown === 0);
  return html`<section aria-labelledby="rules-title">
    <div class="section-head">
      <h2 id="rules-title">Findings by rule</h2>
      <p class="muted">Number of documents</p>
    </div>
    ${open.length > 0 ? ruleTable(open, anchors) : html`<p class="muted">No rule was contradicted.</p>`}
    ${
      held.length > 0 &&
      html`<details class="fold">
        <summary>${countOf(held.length, "rule")} that held everywhere</summary>
        ${ruleTable(held, anchors)}
      </details>`
    }
  </section> `;
}

const ruleTable = (rules: readonly RuleRow[], anchors: ReadonlyMap<string, string>): Markup =>
  html`<div class="scroll">
      <table class="grid rules">
        <thead>
          <tr>
            <th scope="col">Rule</th>
            <th scope="col">Example</th>
            <th scope="col" class="num">Contradicted</th>
            <th scope="col" class="num">Unknown</th>
            <th scope="col" class="num">Verified</th>
          </tr>
        </thead>
        <tbody>
          ${rules.slice(0, rulesMax).map((rule) => ruleRow(rule, anchors))}
        </tbody>
      </table>
    </div>
    ${rules.length > rulesMax && html`<p class="note">${rulesMax} of ${rules.length} rules shown.</p>`}`;

function ruleRow(row: RuleRow, anchors: ReadonlyMap<string, string>): Markup {
  const { rule, check, documents, example } = row;
  const anchor = example && anchors.get(example.file);
  const file = html`<bdi>${example?.file}</bdi>`;
  return html`<tr>
    <th scope="row"><code>${rule}</code><small>${check}</small></th>
    <td>
      ${example && html`${example.message}<small>${anchor === undefined ? file : html`<a href="#${anchor}">${file}</a>`}</small>`}
    </td>
    <td class="num">
      ${documents.contradicted > 0 ? html`<strong class="bad">${formatCount(documents.contradicted)}</strong>` : "–"}
    </td>
    <td class="num">${documents.unknown > 0 ? formatCount(documents.unknown) : "–"}</td>
    <td class="num muted">${documents.verified > 0 ? formatCount(documents.verified) : "–"}</td>
  </tr>`;
}
