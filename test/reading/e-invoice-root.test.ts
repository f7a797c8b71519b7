import { describe, expect, it } from "vitest";
import { acceptRoot, syntaxOf } from "#src/reading/e-invoice-root.ts";

const ubl = (name: string): { name: string; namespace: string } => ({
  name,
  namespace: `urn:oasis:names:specification:ubl:schema:xsd:${name}-2`,
});

describe("The root element of an e-invoice", () => {
  it.each([
    ["ubl", ubl("Invoice")],
    ["ubl", ubl("CreditNote")],
    ["ubl", ubl("SelfBilledInvoice")],
    [
      "cii",
      {
        name: "CrossIndustryInvoice",
        namespace: "urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100",
      },
    ],
    [
      "cii",
      { name: "CrossIndustryDocument", namespace: "urn:ferd:CrossIndustryDocument:invoice:1p0" },
    ],
  ])("is %s for %o", (syntax, root) => {
    expect(syntaxOf(root)).toBe(syntax);
  });

  it.each([
    ["document.not_an_invoice", ubl("Catalogue"), "catalogue"],
    ["document.not_an_invoice", ubl("Order"), "order"],
    [
      "document.not_an_invoice",
      {
        name: "SCRDMCCBDACIOMessageStructure",
        namespace: "urn:un:unece:uncefact:data:SCRDMCCBDACIOMessageStructure:100",
      },
      "Order-X",
    ],
    [
      "document.not_an_invoice",
      { name: "Document", namespace: "urn:iso:std:iso:20022:tech:xsd:pain.001.001.03" },
      "bank",
    ],
    ["document.unsupported", ubl("DebitNote"), "debit note"],
    [
      "document.unsupported",
      { name: "Invoice", namespace: "urn:oasis:names:specification:ubl:schema:xsd:Invoice-1.0" },
      "UBL 1.0",
    ],
    [
      "document.unsupported",
      {
        name: "FatturaElettronica",
        namespace: "http://ivaservizi.agenziaentrate.gov.it/docs/xsd/fatture/v1.2",
      },
      "FatturaPA",
    ],
    ["document.unsupported", { name: "Invoice", namespace: "" }, "without a namespace"],
    ["document.unsupported", { name: "svg", namespace: "http://www.w3.org/2000/svg" }, "SVG"],
  ])("is refused as %s for %o, saying what it is", (code, root, what) => {
    expect(() => acceptRoot(root)).toThrow(
      expect.objectContaining({ code, message: expect.stringContaining(what) }),
    );
  });
});
