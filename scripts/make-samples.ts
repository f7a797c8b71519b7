import { mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { stringify } from "csv-stringify/sync";
import { sellers, type Company } from "./samples/companies.ts";
import * as invoices from "./samples/invoices.ts";
import { entityAttack, letterPdf, textInvoice } from "./samples/other-documents.ts";
import { invoicePdf, type Layout } from "./samples/pdf-layouts.ts";
import { scanPdf } from "./samples/scan.ts";
import { writeCii, writeZugferd1 } from "./samples/write-cii.ts";
import { writeUbl } from "./samples/write-ubl.ts";

/** Folder of the samples; `npm start` processes it. */
export const samplesFolder = fileURLToPath(new URL("../samples/", import.meta.url));

const looks = {
  letterTeal: { kind: "letter", accent: "#0f5c63", font: "Sans", bold: "Sans-Bold" },
  letterPlain: { kind: "letter", accent: "#20303c", font: "Helvetica", bold: "Helvetica-Bold" },
  bandNavy: { kind: "band", accent: "#1f3a5f", font: "Helvetica", bold: "Helvetica-Bold" },
  bandGreen: { kind: "band", accent: "#2e5e3e", font: "Helvetica", bold: "Helvetica-Bold" },
  classicRed: { kind: "classic", accent: "#8c2f39", font: "Times-Roman", bold: "Times-Bold" },
  classicOrange: { kind: "classic", accent: "#a4531a", font: "Helvetica", bold: "Helvetica-Bold" },
  classicSlate: { kind: "classic", accent: "#39424e", font: "Times-Roman", bold: "Times-Bold" },
  boxesBlue: { kind: "boxes", accent: "#2b4c7e", font: "Sans", bold: "Sans-Bold" },
} as const satisfies Record<string, Layout>;

const scannedLines = [
  sellers.hofmann.name,
  "Gerberstraße 41, 04109 Leipzig",
  "",
  "Hafenkontor Logistik SE",
  "Kaiserkai 62",
  "20457 Hamburg",
  "",
  "Rechnung",
  "",
  "Rechnungsnummer: 2026-1244",
  "Rechnungsdatum: 03.09.2026",
  "Zahlbar bis: 03.10.2026",
  "",
  "Beschreibung  Betrag EUR",
  "Wartung der Brandmelder  1.240,00",
  "Ersatzteile und Anfahrt  96,00",
  "",
  "Nettobetrag  1.336,00 EUR",
  "USt 19 %  253,84 EUR",
  "Gesamtbetrag  1.589,84 EUR",
  "",
  `IBAN: ${(sellers.hofmann.iban ?? "").replaceAll(/(.{4})(?=.)/g, "$1 ")}`,
  `USt-IdNr.: ${sellers.hofmann.vatId ?? ""}`,
];

/** All samples by file name, in bytes: the same each time. */
export async function makeSamples(): Promise<ReadonlyMap<string, Buffer>> {
  const hofmann = await invoicePdf(invoices.hofmannService, looks.letterPlain);
  const files: readonly (readonly [name: string, content: Buffer | string])[] = [
    ["sellers.csv", sellersCsv()],
    [
      "talwerk-rechnung.xml",
      writeUbl(invoices.talwerkDesks, { root: "inv", aggregate: "ag", basic: "b" }),
    ],
    [
      "talwerk-gutschrift.xml",
      writeUbl(invoices.talwerkCredit, { root: "", aggregate: "cac", basic: "cbc" }),
    ],
    ["nordlicht-xrechnung.xml", writeCii(invoices.nordlichtPrint, "xrechnung")],
    ["rheinquell-factur-x.pdf", await facturX()],
    ["rheinquell-zugferd-1.pdf", await zugferd1()],
    ["hofmann-rechnung.pdf", hofmann],
    ["hofmann-rechnung_kopie.pdf", hofmann],
    [
      "hofmann-summe-falsch.xml",
      writeUbl(invoices.hofmannWrongSum, { root: "", aggregate: "cac", basic: "cbc" }),
    ],
    ["isarblick-17-prozent.pdf", await invoicePdf(invoices.isarblickSeminar, looks.letterTeal)],
    ["rhone-facture.pdf", await invoicePdf(invoices.rhoneStand, looks.classicRed)],
    ["rhone-nouveau-compte.pdf", await invoicePdf(invoices.rhoneChangedAccount, looks.classicRed)],
    ["northgate-invoice.pdf", await invoicePdf(invoices.northgatePaper, looks.bandNavy)],
    [
      "northgate-invoice_second-copy.pdf",
      await invoicePdf(invoices.northgatePaper, looks.bandNavy, { stamp: "SECOND COPY" }),
    ],
    ["de-linde-factuur.pdf", await invoicePdf(invoices.lindeTransport, looks.bandGreen)],
    [
      "de-linde-reverse-charge.xml",
      writeUbl(invoices.lindeReverseCharge, { root: "ubl", aggregate: "cac", basic: "cbc" }),
    ],
    ["kwiat-faktura.pdf", await invoicePdf(invoices.kwiatPlants, looks.boxesBlue)],
    ["naranjo-factura.pdf", await invoicePdf(invoices.naranjoMaterial, looks.classicOrange)],
    ["alpstein-rechnung.pdf", await invoicePdf(invoices.alpsteinGauges, looks.classicSlate)],
    ["sakura-invoice.txt", textInvoice(invoices.sakuraTranslation)],
    ["scan-0007.pdf", await scanPdf(scannedLines)],
    ["abgebrochen.pdf", hofmann.subarray(0, 900)],
    ["einladung.pdf", await letterPdf()],
    ["entity-attack.xml", entityAttack],
  ];
  return new Map(files.map(([name, content]) => [name, Buffer.from(content)]));
}

/** A PDF with the same values on its page and in the XML attached to it. */
const facturX = (): Promise<Buffer> =>
  invoicePdf(invoices.rheinquellDrinks, looks.letterTeal, {
    attachment: {
      name: "factur-x.xml",
      xml: writeCii(invoices.rheinquellDrinks, "facturx"),
      profile: "EN 16931",
      namespace: "urn:factur-x:pdfa:CrossIndustryDocument:invoice:1p0#",
    },
  });

const zugferd1 = (): Promise<Buffer> =>
  invoicePdf(invoices.rheinquellJune, looks.letterTeal, {
    attachment: {
      name: "ZUGFeRD-invoice.xml",
      xml: writeZugferd1(invoices.rheinquellJune),
      profile: "COMFORT",
      namespace: "urn:ferd:pdfa:CrossIndustryDocument:invoice:1p0#",
    },
  });

/** The seller master file: who we know and the accounts we pay them at. */
function sellersCsv(): string {
  const known = Object.values(sellers).filter(
    (seller): seller is typeof seller & { sellerId: string } => "sellerId" in seller,
  );
  const rows = known.map((seller: Company) => ({
    sellerId: seller.sellerId,
    name: seller.name,
    vatId: seller.vatId,
    legalRegistrationId: seller.registration ?? "",
    countryCode: seller.countryCode,
    // A company may have several accounts, separated by a space.
    iban: seller.sellerId === "S-1001" ? `${seller.iban} DE04649900120009026614` : seller.iban,
  }));
  return stringify(rows, { header: true });
}

if (import.meta.main) {
  const samples = await makeSamples();
  await mkdir(samplesFolder, { recursive: true });
  for (const name of await readdir(samplesFolder)) {
    if (!samples.has(name)) await rm(`${samplesFolder}${name}`);
  }
  for (const [name, content] of samples) await writeFile(`${samplesFolder}${name}`, content);
}
