import type { Evidence } from "#src/domain/evidence.ts";
import type { Outcome } from "#src/domain/outcome.ts";
import { formatAmount, formatIban, formatPercent } from "./format.ts";
import { html, noMarkup, type Markup } from "./markup.ts";
import { fieldLabels } from "./vocabulary/field-labels.ts";

const groups: readonly (readonly [title: string, matches: (path: string) => boolean])[] = [
  ["Seller", (path) => path.startsWith("seller.")],
  ["Buyer", (path) => path.startsWith("buyer.")],
  ["Amounts", (path) => /^(sumOf|total|paid|rounding|amountDue)/.test(path)],
  ["Document", () => true],
];
const groupOrder = ["Document", "Seller", "Buyer", "Amounts"];

const labelOrder = Object.keys(fieldLabels);

/** The values of a document, each with the text it was read from, the page and the confidence. */
export function renderValues({ invoice, evidence }: Outcome): Markup {
  if (invoice === undefined) return noMarkup;
  const values = [...scalars(invoice, "")].toSorted(
    ([a], [b]) => orderOf(a) - orderOf(b) || (a < b ? -1 : 1),
  );
  const byGroup = Map.groupBy(values, ([path]) => groups.find(([, is]) => is(path))?.[0] ?? "");
  return html`<table class="grid values">
    <caption>
      Values and where they were found
    </caption>
    <thead>
      <tr>
        <th scope="col">Field</th>
        <th scope="col">Value</th>
        <th scope="col">In the document</th>
        <th scope="col">Sure</th>
      </tr>
    </thead>
    ${groupOrder
      .filter((group) => byGroup.has(group))
      .map(
        (group) =>
          html`<tbody>
            <tr class="group">
              <th colspan="4" scope="rowgroup">${group}</th>
            </tr>
            ${(byGroup.get(group) ?? []).map(([path, value]) =>
              renderValue(path, value, evidence[path], invoice.currencyCode),
            )}
          </tbody>`,
      )}
  </table>`;
}

function renderValue(
  path: string,
  value: string,
  evidence: Evidence | undefined,
  currencyCode: string | undefined,
): Markup {
  return html`<tr>
    <th scope="row">${fieldLabels[path] ?? path}</th>
    <td class="value"><bdi>${present(path, value, currencyCode)}</bdi></td>
    <td class="evidence">${evidence && renderEvidence(evidence)}</td>
    <td>${evidence && renderConfidence(evidence)}</td>
  </tr>`;
}

function renderEvidence({ text, page, xpath, by }: Evidence): Markup {
  return html`<q><bdi>${text}</bdi></q
    >${page !== undefined && html` <span class="place">· page ${page}</span>`}${by.includes("model") && html` <span class="place">· ${by.length === 1 ? "model alone" : by.join(" and ")}</span>`}${xpath !== undefined && html` <code class="place" title="${xpath}">${lastSteps(xpath)}</code>`}`;
}

/** One in fifty such values is wrong, and one in ten. */
const levelFrom = { high: 0.98, medium: 0.9 } as const;

function renderConfidence({ confidence, by }: Evidence): Markup {
  const level =
    confidence >= levelFrom.high ? "high" : confidence >= levelFrom.medium ? "medium" : "low";
  return html`<span class="sure ${level}" title="${`read by ${by.join(" and ")}`}"
    >${formatPercent(confidence)}</span
  >`;
}

function present(path: string, value: string, currencyCode: string | undefined): string {
  if (path === "iban") return formatIban(value);
  return groups[2]?.[1](path) ? formatAmount(value, currencyCode) : value;
}

/** The end of a path says which element it is; the whole is in the tooltip. */
const lastSteps = (xpath: string): string => xpath.split("/").slice(-2).join("/");

const orderOf = (path: string): number => {
  const place = labelOrder.indexOf(path);
  return place === -1 ? labelOrder.length : place;
};

/** Single values by path; lists have tables of their own. */
function* scalars(value: object, prefix: string): Generator<[path: string, value: string]> {
  for (const [key, child] of Object.entries(value) as [string, unknown][]) {
    const path = `${prefix}${key}`;
    if (typeof child === "string") yield [path, child];
    else if (typeof child === "object" && child !== null && !Array.isArray(child)) {
      yield* scalars(child, `${path}.`);
    }
  }
}
