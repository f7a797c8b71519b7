import { describe, expect, it } from "vitest";
import { draftInvoice } from "#src/extraction/draft-invoice.ts";
import { aPage } from "./layout/a-page.ts";

const warned = (lines: string): string[] => {
  const pages = aPage(`${lines}\nInvoice number R-2026-17\n2026-05-09\nTotal    EUR 12.00`);
  const { warnings = [] } = draftInvoice({ source: "text", pages, warnings: [] });
  return warnings.map(({ rule }) => rule);
};

describe("an invoice that is not to be paid is told by what it calls itself", () => {
  it.each([
    "PRO-FORMA INVOICE",
    "Pro forma invoice no. 17",
    "Faktura proforma nr PF/17",
    "Proformarechnung",
    "DRAFT",
    "Draft invoice",
    "RECHNUNG - ENTWURF",
    "Invoice 17 VOID",
    "Cancelled invoice",
    "Facture annulée",
    "Blue Kettle Ltd            SPECIMEN",
  ])("%s", (title) => {
    expect(warned(title)).toEqual(["DOCUMENT-NOT-FINAL"]);
  });

  it.each([
    "INVOICE",
    "Muster AG\nINVOICE",
    "Concept Store BV\nFACTUUR",
    "Draft beer, 2 kegs\nINVOICE",
    "INVOICE\nOrders cancelled on the day are charged",
  ])("but not: %s", (title) => {
    expect(warned(title)).toEqual([]);
  });
});
