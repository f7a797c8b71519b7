import type { Invoice } from "#src/domain/invoice.ts";
import type { DecimalString } from "#src/domain/money.ts";
import { countOf, formatAmount } from "./format.ts";
import { html, noMarkup, type Markup } from "./markup.ts";
import { taxBreakdownsPerDocumentMax } from "./report-digest.ts";

/** The VAT breakdown of an invoice; nothing when it has none. */
export function renderTaxBreakdowns({ taxBreakdowns = [], currencyCode }: Invoice): Markup {
  if (taxBreakdowns.length === 0) return noMarkup;
  return html`<table class="grid">
    <caption>
      Tax
    </caption>
    <thead>
      <tr>
        <th scope="col">Category</th>
        <th scope="col" class="num">Rate</th>
        <th scope="col" class="num">Taxable</th>
        <th scope="col" class="num">Tax</th>
      </tr>
    </thead>
    <tbody>
      ${taxBreakdowns.slice(0, taxBreakdownsPerDocumentMax).map(
        (group) =>
          html`<tr>
            <td>
              ${group.taxCategory ?? "–"}${group.exemptionReason !== undefined && html`<small><bdi>${group.exemptionReason}</bdi></small>`}
            </td>
            <td class="num">${percent(group.taxRatePercent)}</td>
            <td class="num">${amount(group.taxableAmount, currencyCode)}</td>
            <td class="num">${amount(group.taxAmount, currencyCode)}</td>
          </tr>`,
      )}
    </tbody>
  </table>`;
}

/**
 * The invoice lines.
 *
 * @param lineCount - Lines of the document; the invoice may hold fewer, and the caption says so.
 */
export function renderInvoiceLines(invoice: Invoice, lineCount: number): Markup {
  const { invoiceLines = [], currencyCode } = invoice;
  if (invoiceLines.length === 0) return noMarkup;
  const shown = invoiceLines.length < lineCount ? `, the first ${invoiceLines.length} shown` : "";
  return html`<div class="scroll">
    <table class="grid lines">
      <caption>
        ${countOf(lineCount, "line")}${shown}
      </caption>
      <thead>
        <tr>
          <th scope="col">Item</th>
          <th scope="col" class="num">Quantity</th>
          <th scope="col" class="num">Price</th>
          <th scope="col" class="num">Tax</th>
          <th scope="col" class="num">Net</th>
        </tr>
      </thead>
      <tbody>
        ${invoiceLines.map(
          (line) =>
            html`<tr>
              <td><bdi>${line.name ?? line.id ?? "–"}</bdi></td>
              <td class="num">
                ${line.invoicedQuantity ?? "–"} <span class="ccy">${line.unitCode}</span>
              </td>
              <td class="num">${amount(line.itemNetPrice, currencyCode)}</td>
              <td class="num">${percent(line.taxRatePercent)}</td>
              <td class="num">${amount(line.lineNetAmount, currencyCode)}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

const amount = (value: DecimalString | undefined, currencyCode: string | undefined): string =>
  value === undefined ? "–" : formatAmount(value, currencyCode);

const percent = (value: DecimalString | undefined): string =>
  value === undefined ? "–" : `${value} %`;
