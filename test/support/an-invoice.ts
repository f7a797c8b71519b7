import type { Draft } from "#src/domain/draft.ts";
import type { Finding } from "#src/domain/finding.ts";
import type { Invoice, InvoiceLine } from "#src/domain/invoice.ts";
import type { TaxBreakdown } from "#src/domain/tax.ts";

/**
 * An ordinary German invoice that is right in every way: two hours at 50.00 EUR, 19 % VAT, 119.00 EUR due.
 *
 * @param changes - Fields that matter to the test; a field set to `undefined` is left out.
 */
export function anInvoice(changes: Changes<Invoice> = {}): Invoice {
  return changed<Invoice>(
    {
      invoiceNumber: "2026-0815",
      issueDate: "2026-03-01",
      invoiceTypeCode: "380",
      currencyCode: "EUR",
      paymentDueDate: "2026-03-31",
      deliveryDate: "2026-02-27",
      specificationIdentifier: "urn:cen.eu:en16931:2017",
      seller: {
        name: "Beispiel Werke GmbH",
        vatId: "DE136695976",
        address: { line1: "Hauptweg 1", city: "Berlin", postCode: "10115", countryCode: "DE" },
      },
      buyer: {
        name: "Muster Handel AG",
        vatId: "DE129273398",
        address: { line1: "Nebenweg 2", city: "Hamburg", postCode: "20095", countryCode: "DE" },
      },
      sumOfLineNetAmounts: "100.00",
      totalWithoutTax: "100.00",
      totalTax: "19.00",
      totalWithTax: "119.00",
      amountDue: "119.00",
      taxBreakdowns: [aTaxBreakdown()],
      iban: "DE89370400440532013000",
      invoiceLines: [anInvoiceLine()],
    },
    changes,
  );
}

/** 19 % on 100.00. */
export function aTaxBreakdown(changes: Changes<TaxBreakdown> = {}): TaxBreakdown {
  return changed<TaxBreakdown>(
    { taxCategory: "S", taxRatePercent: "19", taxableAmount: "100.00", taxAmount: "19.00" },
    changes,
  );
}

/** 2 hours at 50.00. */
export function anInvoiceLine(changes: Changes<InvoiceLine> = {}): InvoiceLine {
  return changed<InvoiceLine>(
    {
      id: "1",
      name: "Consulting",
      invoicedQuantity: "2",
      unitCode: "HUR",
      itemNetPrice: "50.00",
      lineNetAmount: "100.00",
      taxCategory: "S",
      taxRatePercent: "19",
    },
    changes,
  );
}

/** `anInvoice` as read from an e-invoice. */
export function aDraft(changes: Partial<Draft> = {}): Draft {
  return {
    source: "ubl",
    documentType: "invoice",
    invoice: anInvoice(),
    evidence: {},
    ...changes,
  };
}

/** A contradicted error of the totals. */
export function aFinding(changes: Partial<Finding> = {}): Finding {
  return {
    check: "totals",
    rule: "BR-CO-15",
    status: "contradicted",
    severity: "error",
    message: "The total is wrong.",
    ...changes,
  };
}

type Changes<T> = { readonly [Key in keyof T]?: T[Key] | undefined };

/** `base` with the changes; fields set to `undefined` are left out, as an absent field is. */
function changed<T extends object>(base: T, changes: Changes<T>): T {
  const entries = Object.entries({ ...base, ...changes }).filter(
    ([, value]) => value !== undefined,
  );
  return Object.fromEntries(entries) as T;
}
