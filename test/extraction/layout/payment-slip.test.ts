import { describe, expect, it } from "vitest";
import { invoiceFromPages } from "#src/extraction/layout/invoice-from-pages.ts";
import { aPage } from "./a-page.ts";

const head = `
Skogens Vävstuga              Faktura
Väveribacken 4                Fakturanr: 1334
573 32 Tranås                 Fakturadatum: 2025-03-27

Fyrens Kulturhus
Stora Torget 5
575 80 Eksjö

Summa att betala 120,00 kr`;

const readInvoice = (slip: string) => invoiceFromPages(aPage(head + slip)).invoice;

describe("the payment slip below an invoice", () => {
  it("names who pays where it says who is paid", () => {
    const invoice = readInvoice(`

Betalningsmottagare           Avsändare
Skogens Vävstuga              Fyrens Kulturhus
Väveribacken 4                Stora Torget 5
573 32 Tranås                 575 80 Eksjö`);

    expect(invoice).toMatchObject({
      seller: { name: "Skogens Vävstuga" },
      buyer: { name: "Fyrens Kulturhus" },
    });
  });

  it("has the account above who is paid", () => {
    const invoice = readInvoice(`

Konto / Zahlbar an            Zahlbar durch
CH93 0076 2011 6238 5295 7    Fyrens Kulturhus
Skogens Vävstuga              Stora Torget 5
573 32 Tranås                 575 80 Eksjö`);

    expect(invoice).toMatchObject({
      seller: { name: "Skogens Vävstuga" },
      buyer: { name: "Fyrens Kulturhus" },
    });
  });
});
