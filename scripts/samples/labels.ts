import { divideDecimals } from "#src/domain/decimal.ts";
import type { SampleInvoice } from "./sample-invoice.ts";

/** What an invoice says around its values, and how it writes dates and amounts. */
export type Labels = {
  readonly title: string;
  readonly number: string;
  readonly date: string;
  readonly delivery: string;
  readonly due: string;
  readonly order: string;
  readonly seller: string;
  readonly buyer: string;
  readonly vatId: string;
  readonly columns: readonly [
    no: string,
    name: string,
    quantity: string,
    price: string,
    tax: string,
    net: string,
  ];
  readonly net: string;
  readonly tax: (rate: string) => string;
  readonly total: string;
  readonly pay: (number: string) => string;
  readonly thanks: string;
  readonly bank: string;
  readonly register: string;
  readonly page: (page: number, pages: number) => string;
  readonly day: (isoDate: string) => string;
  readonly group: string;
  readonly decimal: string;
  /** Puts the currency to an amount. */
  readonly money: (amount: string, currency: string) => string;
  readonly units: Readonly<Record<string, string>>;
};

const after = (amount: string, currency: string): string =>
  `${amount} ${symbols[currency] ?? currency}`;
const symbols: Readonly<Record<string, string>> = { EUR: "€", PLN: "zł" };
const dotted = (isoDate: string): string => isoDate.split("-").toReversed().join(".");
const monthsEn = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
];
const monthsFr = [
  "janvier",
  "février",
  "mars",
  "avril",
  "mai",
  "juin",
  "juillet",
  "août",
  "septembre",
  "octobre",
  "novembre",
  "décembre",
];
const spelled = (isoDate: string, months: readonly string[]): string => {
  const [year = "", month = "1", day = "1"] = isoDate.split("-");
  return `${Number(day)} ${months[Number(month) - 1] ?? ""} ${year}`;
};

const german: Labels = {
  title: "Rechnung",
  number: "Rechnungsnummer",
  date: "Rechnungsdatum",
  delivery: "Leistungsdatum",
  due: "Zahlbar bis",
  order: "Ihre Bestellung",
  seller: "Lieferant",
  buyer: "Rechnungsempfänger",
  vatId: "USt-IdNr.",
  columns: ["Pos.", "Bezeichnung", "Menge", "Einzelpreis", "USt", "Gesamt"],
  net: "Nettobetrag",
  tax: (rate) => `zzgl. ${rate} % USt`,
  total: "Rechnungsbetrag",
  pay: (number) => `Bitte überweisen Sie den Betrag unter Angabe der Nummer ${number}.`,
  thanks: "Vielen Dank für Ihren Auftrag.",
  bank: "Bankverbindung",
  register: "Handelsregister",
  page: (page, pages) => `Seite ${page} von ${pages}`,
  day: dotted,
  group: ".",
  decimal: ",",
  money: after,
  units: { C62: "Stk.", HUR: "Std.", KGM: "kg" },
};

/** Switzerland writes the same words, but other numbers and another tax. */
const swiss: Labels = {
  ...german,
  vatId: "MWST-Nr.",
  columns: ["Pos.", "Bezeichnung", "Menge", "Einzelpreis", "MWST", "Gesamt"],
  tax: (rate) => `zzgl. ${rate} % MWST`,
  group: "'",
  decimal: ".",
  money: (amount, currency) => `${currency} ${amount}`,
};

export const labels: Readonly<Record<SampleInvoice["language"], Labels>> = {
  de: german,
  "de-CH": swiss,
  en: {
    title: "Invoice",
    number: "Invoice number",
    date: "Invoice date",
    delivery: "Date of supply",
    due: "Due date",
    order: "Your order",
    seller: "From",
    buyer: "Bill to",
    vatId: "VAT no.",
    columns: ["#", "Description", "Qty", "Unit price", "VAT", "Amount"],
    net: "Subtotal",
    tax: (rate) => `VAT ${rate}%`,
    total: "Total due",
    pay: (number) => `Please quote ${number} with your payment.`,
    thanks: "Thank you for your business.",
    bank: "Payment details",
    register: "Registered in England no.",
    page: (page, pages) => `Page ${page} of ${pages}`,
    day: (isoDate) => spelled(isoDate, monthsEn),
    group: ",",
    decimal: ".",
    money: (amount, currency) => (currency === "GBP" ? `£${amount}` : `${amount} ${currency}`),
    units: { C62: "", HUR: "h" },
  },
  fr: {
    title: "Facture",
    number: "Facture n°",
    date: "Date de facturation",
    delivery: "Date de livraison",
    due: "Date d'échéance",
    order: "Votre commande",
    seller: "Vendeur",
    buyer: "Facturé à",
    vatId: "N° TVA",
    columns: ["N°", "Désignation", "Qté", "Prix unitaire HT", "TVA", "Montant HT"],
    net: "Total HT",
    tax: (rate) => `TVA ${rate} %`,
    total: "Total TTC",
    pay: (number) => `Merci d'indiquer la référence ${number} lors du virement.`,
    thanks: "Aucun escompte pour paiement anticipé.",
    bank: "Coordonnées bancaires",
    register: "SIREN",
    page: (page, pages) => `Page ${page} / ${pages}`,
    day: (isoDate) => spelled(isoDate, monthsFr),
    group: "\u00A0",
    decimal: ",",
    money: after,
    units: { C62: "", HUR: "h" },
  },
  es: {
    title: "Factura",
    number: "Factura n.º",
    date: "Fecha de factura",
    delivery: "Fecha de entrega",
    due: "Fecha de vencimiento",
    order: "Su pedido",
    seller: "Emisor",
    buyer: "Cliente",
    vatId: "NIF-IVA",
    columns: ["Lín.", "Descripción", "Cant.", "Precio", "IVA", "Importe"],
    net: "Base imponible",
    tax: (rate) => `IVA ${rate} %`,
    total: "Total factura",
    pay: (number) => `Rogamos indiquen la referencia ${number} en la transferencia.`,
    thanks: "Gracias por su confianza.",
    bank: "Datos bancarios",
    register: "Registro Mercantil",
    page: (page, pages) => `Página ${page} de ${pages}`,
    day: (isoDate) => isoDate.split("-").toReversed().join("/"),
    group: ".",
    decimal: ",",
    money: after,
    units: { C62: "ud." },
  },
  nl: {
    title: "Factuur",
    number: "Factuurnummer",
    date: "Factuurdatum",
    delivery: "Leverdatum",
    due: "Vervaldatum",
    order: "Uw referentie",
    seller: "Leverancier",
    buyer: "Factuuradres",
    vatId: "Btw-nummer",
    columns: ["Nr.", "Omschrijving", "Aantal", "Prijs", "Btw", "Bedrag"],
    net: "Totaal excl. btw",
    tax: (rate) => `Btw ${rate}%`,
    total: "Totaal te betalen",
    pay: (number) => `Wij verzoeken u het bedrag over te maken onder vermelding van ${number}.`,
    thanks: "Hartelijk dank voor uw opdracht.",
    bank: "Bankgegevens",
    register: "KvK",
    page: (page, pages) => `Pagina ${page} van ${pages}`,
    day: (isoDate) => isoDate.split("-").toReversed().join("-"),
    group: ".",
    decimal: ",",
    money: (amount, currency) => `${symbols[currency] ?? currency} ${amount}`,
    units: { C62: "" },
  },
  pl: {
    title: "Faktura VAT",
    number: "Faktura nr",
    date: "Data wystawienia",
    delivery: "Data sprzedaży",
    due: "Termin płatności",
    order: "Zamówienie",
    seller: "Sprzedawca",
    buyer: "Nabywca",
    vatId: "NIP",
    columns: ["Lp.", "Nazwa towaru lub usługi", "Ilość", "Cena netto", "VAT", "Wartość netto"],
    net: "Razem netto",
    tax: (rate) => `VAT ${rate}%`,
    total: "Do zapłaty",
    pay: (number) => `Prosimy o podanie numeru ${number} w tytule przelewu.`,
    thanks: "Dziękujemy za współpracę.",
    bank: "Rachunek bankowy",
    register: "KRS",
    page: (page, pages) => `Strona ${page} z ${pages}`,
    day: dotted,
    group: "\u00A0",
    decimal: ",",
    money: after,
    units: { C62: "szt." },
  },
};

/** An amount as the language writes it: grouped, with the decimals of the currency. */
export function amountText(value: string, digits: number, { group, decimal }: Labels): string {
  const [whole = "0", fraction = ""] = (divideDecimals(value, "1", digits) ?? value).split(".");
  const grouped = whole.replaceAll(/\B(?=(\d{3})+$)/g, group);
  return fraction === "" ? grouped : `${grouped}${decimal}${fraction}`;
}
