import type { DocumentErrorCode } from "#src/errors.ts";

/** XML that senders confuse with an e-invoice we read. First match wins. */
export const otherXmlFormats: readonly {
  readonly namespace: RegExp;
  readonly name?: RegExp;
  readonly what: string;
  readonly code: DocumentErrorCode & ("document.unsupported" | "document.not_an_invoice");
}[] = [
  {
    namespace: /^urn:oasis:names:specification:ubl:schema:xsd:(Invoice|CreditNote)-1/,
    what: "a UBL 1.0 invoice, a format replaced in 2006",
    code: "document.unsupported",
  },
  {
    namespace: /^urn:oasis:names:(specification|tc):ubl:/i,
    name: /^DebitNote$/,
    what: "a UBL debit note",
    code: "document.unsupported",
  },
  {
    namespace: /^urn:oasis:names:(specification|tc):ubl:/i,
    name: /Order|Catalogue|Despatch|Receipt|Quotation|Statement|Reminder|Response|Tender|Waybill/,
    what: "another UBL business document (order, catalogue, delivery, statement or response), not an invoice",
    code: "document.not_an_invoice",
  },
  {
    namespace: /^urn:oasis:names:(specification|tc):ubl:/i,
    what: "another UBL business document, not an invoice",
    code: "document.not_an_invoice",
  },
  {
    namespace: /SCRDMCCBDACIOMessageStructure|^urn:un:unece:uncefact:data:.*Order/,
    what: "an order (Order-X), not an invoice",
    code: "document.not_an_invoice",
  },
  {
    namespace: /SCRDMCCBDACIDAMessageStructure/,
    what: "a despatch advice (Deliver-X), not an invoice",
    code: "document.not_an_invoice",
  },
  {
    namespace: /^urn:un:unece:uncefact:data:/,
    what: "another UN/CEFACT business document, not an invoice",
    code: "document.not_an_invoice",
  },
  {
    namespace: /fatturapa\.gov\.it|agenziaentrate\.gov\.it\/docs\/xsd\/fatture/,
    what: "an Italian FatturaPA e-invoice, which cannot be read yet",
    code: "document.unsupported",
  },
  {
    namespace: /facturae\.(es|gob\.es)/,
    what: "a Spanish Facturae e-invoice, which cannot be read yet",
    code: "document.unsupported",
  },
  {
    namespace: /ebinterface\.at/,
    what: "an Austrian ebInterface e-invoice, which cannot be read yet",
    code: "document.unsupported",
  },
  {
    namespace: /crd\.gov\.pl|mf\.gov\.pl/,
    what: "a Polish KSeF e-invoice, which cannot be read yet",
    code: "document.unsupported",
  },
  {
    namespace: /sat\.gob\.mx/,
    what: "a Mexican CFDI e-invoice, which cannot be read yet",
    code: "document.unsupported",
  },
  {
    namespace: /^urn:iso:std:iso:20022/,
    what: "a bank message (ISO 20022), not an invoice",
    code: "document.not_an_invoice",
  },
  {
    namespace: /w3\.org\/(1999|2002\/06)\/xhtml/,
    what: "a web page, not an invoice",
    code: "document.unsupported",
  },
  {
    namespace: /w3\.org\/2000\/svg/,
    what: "a drawing (SVG)",
    code: "document.unsupported",
  },
];
