import { buyers, foreignIban, sellers } from "./companies.ts";
import type { SampleInvoice, SampleLine } from "./sample-invoice.ts";

const euro = { currency: "EUR", digits: 2 } as const;

const line = (
  name: string,
  quantity: string,
  price: string,
  ratePercent: string,
  unitCode = "C62",
): SampleLine => ({ name, quantity, price, ratePercent, unitCode });

export const talwerkDesks: SampleInvoice = {
  ...euro,
  language: "de",
  number: "TW-2026-0418",
  issueDate: "2026-08-04",
  dueDate: "2026-09-03",
  deliveryDate: "2026-07-30",
  seller: sellers.talwerk,
  buyer: buyers.de,
  purchaseOrder: "HK-PO-20417",
  lines: [
    line("Schreibtisch Esche, 160 x 80 cm", "4", "489.00", "19"),
    line("Rollcontainer Esche, drei Schübe", "4", "214.50", "19"),
    line("Montage vor Ort", "3.5", "62.00", "19", "HUR"),
    line("Fachbuch Ergonomie am Arbeitsplatz", "4", "24.90", "7"),
  ],
};

export const talwerkCredit: SampleInvoice = {
  ...euro,
  language: "de",
  isCreditNote: true,
  number: "TW-G-2026-0031",
  issueDate: "2026-08-18",
  seller: sellers.talwerk,
  buyer: buyers.de,
  precedingNumber: "TW-2026-0418",
  lines: [line("Rollcontainer Esche, Transportschaden", "1", "214.50", "19")],
};

export const nordlichtPrint: SampleInvoice = {
  ...euro,
  language: "de",
  number: "26-10873",
  issueDate: "2026-08-11",
  dueDate: "2026-08-25",
  deliveryDate: "2026-08-10",
  seller: sellers.nordlicht,
  buyer: buyers.de,
  purchaseOrder: "HK-PO-20433",
  allowance: { amount: "36.00", reason: "Mengenrabatt" },
  lines: [
    line("Broschüre Hafenplan, 24 Seiten", "1500", "0.64", "7"),
    line("Roll-up 85 x 200 cm", "3", "79.00", "19"),
  ],
};

export const rheinquellDrinks: SampleInvoice = {
  ...euro,
  language: "de",
  number: "RQ 2026/5521",
  issueDate: "2026-08-31",
  dueDate: "2026-09-14",
  deliveryDate: "2026-08-28",
  seller: sellers.rheinquell,
  buyer: buyers.de,
  lines: [
    line("Mineralwasser still, Kiste 12 x 0,75 l", "24", "6.80", "19"),
    line("Apfelsaft naturtrüb, Kiste 6 x 1 l", "10", "11.40", "19"),
    line("Kaffee Hausröstung 1 kg", "8", "18.75", "7", "KGM"),
  ],
};

export const rheinquellJune: SampleInvoice = {
  ...euro,
  language: "de",
  number: "RQ 2026/3907",
  issueDate: "2026-06-30",
  dueDate: "2026-07-14",
  deliveryDate: "2026-06-26",
  seller: sellers.rheinquell,
  buyer: buyers.de,
  lines: [
    line("Mineralwasser still, Kiste 12 x 0,75 l", "18", "6.80", "19"),
    line("Tafelobst gemischt, 5 kg", "6", "14.20", "7"),
  ],
};

export const hofmannService: SampleInvoice = {
  ...euro,
  language: "de",
  number: "2026-1187",
  issueDate: "2026-08-20",
  dueDate: "2026-09-19",
  deliveryDate: "2026-08-17",
  seller: sellers.hofmann,
  buyer: buyers.de,
  purchaseOrder: "HK-PO-20440",
  lines: [
    line("Wartung Lüftungsanlage Halle 3", "1", "680.00", "19"),
    line("Filtersatz F7", "6", "38.40", "19"),
    line("Arbeitszeit Techniker", "5.5", "74.00", "19", "HUR"),
    line("Anfahrt", "1", "45.00", "19"),
  ],
};

export const isarblickSeminar: SampleInvoice = {
  ...euro,
  language: "de",
  number: "S-26-0762",
  issueDate: "2026-09-02",
  dueDate: "2026-09-16",
  deliveryDate: "2026-08-27",
  seller: sellers.isarblick,
  buyer: buyers.de,
  // 17 % is no rate in Germany in 2026: the wrong rate is the point of this sample.
  lines: [
    line("Seminarraum Panorama, ganzer Tag", "2", "420.00", "17"),
    line("Moderationskoffer", "2", "35.00", "17"),
  ],
};

export const hofmannWrongSum: SampleInvoice = {
  ...euro,
  language: "de",
  number: "2026-1203",
  issueDate: "2026-08-27",
  dueDate: "2026-09-26",
  seller: sellers.hofmann,
  buyer: buyers.de,
  lines: [
    line("Notstromaggregat, Prüfung", "1", "390.00", "19"),
    line("Batteriesatz 12 V", "4", "118.00", "19"),
  ],
  claimed: { totalWithTax: "1125.78" },
};

export const rhoneStand: SampleInvoice = {
  ...euro,
  language: "fr",
  number: "FA-2026-0294",
  issueDate: "2026-09-07",
  dueDate: "2026-10-07",
  deliveryDate: "2026-09-04",
  seller: sellers.rhone,
  buyer: buyers.fr,
  purchaseOrder: "HKF-1182",
  lines: [
    line("Panneau d'accueil en chêne gravé", "2", "345.00", "20"),
    line("Signalétique des quais, jeu de 12", "1", "1180.00", "20"),
    line("Pose sur site", "6", "58.50", "20", "HUR"),
  ],
};

export const rhoneChangedAccount: SampleInvoice = {
  ...euro,
  language: "fr",
  number: "FA-2026-0317",
  issueDate: "2026-09-21",
  dueDate: "2026-09-28",
  seller: sellers.rhone,
  buyer: buyers.fr,
  iban: foreignIban,
  lines: [line("Habillage du comptoir, acompte", "1", "2450.00", "20")],
};

export const northgatePaper: SampleInvoice = {
  language: "en",
  currency: "GBP",
  digits: 2,
  number: "NG-48213",
  issueDate: "2026-09-10",
  dueDate: "2026-10-10",
  seller: sellers.northgate,
  buyer: buyers.gb,
  purchaseOrder: "HKUK-0775",
  lines: [
    line("Copier paper A4 80 gsm, box of 5 reams", "40", "17.95", "20"),
    line("Archive boxes, pack of 10", "12", "21.40", "20"),
    line("Label rolls 100 x 150 mm", "30", "8.25", "20"),
    line("Pallet delivery", "1", "35.00", "20"),
  ],
};

export const lindeTransport: SampleInvoice = {
  ...euro,
  language: "nl",
  number: "2026.06.0915",
  issueDate: "2026-08-14",
  dueDate: "2026-09-13",
  deliveryDate: "2026-08-12",
  seller: sellers.linde,
  buyer: buyers.nl,
  lines: [
    line("Opslag palletplaatsen, week 32", "120", "3.15", "21"),
    line("Ritten Utrecht - Waalhaven", "8", "164.00", "21"),
  ],
};

export const lindeReverseCharge: SampleInvoice = {
  ...euro,
  language: "en",
  number: "2026.06.0931",
  issueDate: "2026-08-21",
  dueDate: "2026-09-20",
  deliveryDate: "2026-08-19",
  seller: sellers.linde,
  buyer: buyers.de,
  exemptionReason:
    "Reverse charge: VAT is owed by the recipient (Article 196 of Directive 2006/112/EC)",
  lines: [
    {
      name: "Road transport Utrecht - Hamburg",
      quantity: "3",
      unitCode: "C62",
      price: "890.00",
      ratePercent: "0",
      category: "AE",
    },
    {
      name: "Customs documents",
      quantity: "3",
      unitCode: "C62",
      price: "45.00",
      ratePercent: "0",
      category: "AE",
    },
  ],
};

export const kwiatPlants: SampleInvoice = {
  language: "pl",
  currency: "PLN",
  digits: 2,
  number: "FV/214/09/2026",
  issueDate: "2026-09-15",
  dueDate: "2026-09-29",
  deliveryDate: "2026-09-14",
  seller: sellers.kwiat,
  buyer: buyers.pl,
  lines: [
    line("Donica ceramiczna 40 cm", "12", "189.00", "23"),
    line("Pielęgnacja roślin, abonament miesięczny", "1", "950.00", "23"),
    line("Ziemia i drenaż", "12", "24.50", "23"),
  ],
};

export const alpsteinGauges: SampleInvoice = {
  language: "de-CH",
  currency: "CHF",
  digits: 2,
  number: "R-260918",
  issueDate: "2026-09-18",
  dueDate: "2026-10-18",
  deliveryDate: "2026-09-16",
  seller: sellers.alpstein,
  buyer: buyers.ch,
  lines: [
    line("Kraftmessdose 50 kN", "2", "1140.00", "8.1"),
    line("Kalibrierung mit Zertifikat", "2", "185.00", "8.1"),
  ],
};

export const sakuraTranslation: SampleInvoice = {
  language: "en",
  currency: "JPY",
  digits: 0,
  number: "SKR-2026-088",
  issueDate: "2026-09-24",
  dueDate: "2026-10-31",
  seller: sellers.sakura,
  buyer: buyers.jp,
  lines: [
    line("Translation, terminal safety manual", "48", "3200", "10", "HUR"),
    line("Proofreading", "6", "2800", "10", "HUR"),
  ],
};

const cableKinds = [
  "Cable H07V-K",
  "Tubo corrugado",
  "Caja de registro",
  "Interruptor",
  "Luminaria LED",
];
const cableSizes = [
  "1,5 mm²",
  "2,5 mm²",
  "4 mm²",
  "6 mm²",
  "10 mm²",
  "16 mm²",
  "20 mm",
  "25 mm",
  "32 mm",
  "40 mm",
  "60 x 60",
  "100 x 100",
];

/** Sixty lines: a table that runs over three pages. */
export const naranjoMaterial: SampleInvoice = {
  ...euro,
  language: "es",
  number: "2026/A/1764",
  issueDate: "2026-09-03",
  dueDate: "2026-10-03",
  deliveryDate: "2026-09-01",
  seller: sellers.naranjo,
  buyer: buyers.es,
  purchaseOrder: "HKI-3310",
  lines: cableKinds.flatMap((kind, row) =>
    cableSizes.map((size, column) =>
      line(
        `${kind} ${size}`,
        String(1 + ((row * 5 + column * 3) % 5)),
        `${4 + row * 2 + column}.${35 + row * 10}`,
        "21",
      ),
    ),
  ),
};
