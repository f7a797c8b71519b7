/** Words beside the number of a page: `Seite 1 von 2`, `page 1/2`. */
const pageWords =
  "page pg sheet seite blatt pagina bladzijde página pag folha hoja foglio feuille strona str sida side sivu strana pagină".split(
    " ",
  );
/** Words between the number of a page and how many there are. */
const ofWords = ["of", "von", "de", "sur", "van", "di", "z", "ze", "av", "af", "din", "/"];

/** `Seite 1 von 2`, in the spelling of `plain`. */
export const pageCounter: RegExp = new RegExp(
  String.raw`(?:^|\s)(?:${pageWords.map(bare).join("|")})[.:]?\s*(?<at>\d{1,3})\s*(?:${ofWords.join("|")})\s*(?<of>\d{1,3})(?!\d)`,
);

function bare(word: string): string {
  return word.normalize("NFKD").replaceAll(/\p{M}/gu, "");
}

/** What a sample calls itself, in the spelling of `plain`. */
const sampleWords =
  "specimen sample muster muestra campione voorbeeld esempio exemplo wzor vzor".split(" ");

/** What a copy, a sample or a pro forma invoice calls itself at its head, in the spelling of `plain`. */
export const notToBePaidWords: ReadonlySet<string> = new Set([
  ..."copy copia copie kopie kopia kopi kopio afschrift zweitschrift duplicate duplicata duplicaat duplikat duplicado duplicato duplikát proforma"
    .split(" ")
    .map(bare),
  ...sampleWords,
]);

/** What an invoice that is not to be paid calls itself, alone or beside its title: a draft, void, a sample; compared by `phraseKey`. */
export const notFinalWords = {
  samples: sampleWords,
  en: ["draft", "void", "voided", "cancelled", "canceled"],
  de: ["Entwurf", "Rechnungsentwurf", "storniert", "ungültig", "Musterrechnung"],
  fr: ["brouillon", "projet", "annulé", "annulée"],
  nl: ["concept", "conceptfactuur", "geannuleerd", "vervallen"],
  es: ["borrador", "anulada", "anulado"],
  it: ["bozza", "annullata", "annullato"],
  pt: ["rascunho", "anulada", "anulado", "cancelada"],
  pl: ["szkic", "anulowana", "anulowano"],
  cs: ["koncept", "stornováno", "zrušeno"],
  sv: ["utkast", "makulerad"],
  da: ["kladde", "udkast", "annulleret"],
  nb: ["kladd", "utkast", "annullert"],
  fi: ["luonnos", "mitätöity"],
  ro: ["ciornă", "anulată"],
} as const;

/** Headings of pages that are no part of an invoice, by language; compared by `phraseKey`. */
export const appendixHeadings = {
  terms: {
    en: [
      "Terms and Conditions",
      "General Terms and Conditions",
      "General Terms",
      "Terms of Sale",
      "Conditions of Sale",
      "Terms of Service",
      "General Conditions",
    ],
    de: [
      "Allgemeine Geschäftsbedingungen",
      "AGB",
      "Allgemeine Verkaufsbedingungen",
      "Verkaufs- und Lieferbedingungen",
      "Allgemeine Lieferbedingungen",
      "Widerrufsbelehrung",
      "Datenschutzhinweise",
    ],
    fr: [
      "Conditions générales",
      "Conditions générales de vente",
      "Conditions générales d'utilisation",
    ],
    es: ["Condiciones generales", "Condiciones generales de venta", "Términos y condiciones"],
    it: ["Condizioni generali", "Condizioni generali di vendita", "Termini e condizioni"],
    nl: ["Algemene voorwaarden", "Algemene verkoopvoorwaarden", "Leveringsvoorwaarden"],
    pt: ["Condições gerais", "Condições gerais de venda", "Termos e condições"],
    pl: ["Ogólne warunki", "Ogólne warunki sprzedaży", "Regulamin"],
    sv: ["Allmänna villkor", "Allmänna försäljningsvillkor"],
    da: ["Almindelige betingelser", "Salgs- og leveringsbetingelser"],
    no: ["Alminnelige vilkår", "Generelle vilkår", "Salgs- og leveringsbetingelser"],
    fi: ["Yleiset ehdot", "Yleiset sopimusehdot", "Toimitusehdot"],
    cs: ["Všeobecné podmínky", "Všeobecné obchodní podmínky", "Obchodní podmínky"],
    ro: ["Termeni și condiții", "Condiții generale"],
  },
  delivery_note: {
    en: ["Delivery note", "Packing slip", "Packing list"],
    de: ["Lieferschein", "Packzettel", "Packliste"],
    fr: ["Bon de livraison", "Bordereau de livraison"],
    es: ["Albarán", "Nota de entrega"],
    it: ["Documento di trasporto", "Bolla di consegna"],
    nl: ["Pakbon", "Leveringsbon", "Afleverbon"],
    pt: ["Guia de remessa", "Guia de transporte", "Nota de entrega"],
    pl: ["Wydanie zewnętrzne", "Dowód dostawy", "List przewozowy"],
    sv: ["Följesedel"],
    da: ["Følgeseddel"],
    no: ["Pakkseddel", "Følgeseddel"],
    fi: ["Lähete", "Rahtikirja"],
    cs: ["Dodací list"],
    ro: ["Aviz de însoțire"],
  },
  time_sheet: {
    en: ["Timesheet", "Time sheet", "Time report"],
    de: [
      "Stundenzettel",
      "Stundennachweis",
      "Tätigkeitsnachweis",
      "Leistungsnachweis",
      "Arbeitszeitnachweis",
    ],
    fr: ["Feuille de temps", "Relevé d'heures", "Compte rendu d'activité"],
    es: ["Hoja de horas", "Parte de horas"],
    it: ["Foglio ore", "Rapportino"],
    nl: ["Urenstaat", "Urenverantwoording"],
    pt: ["Folha de horas"],
    pl: ["Karta czasu pracy", "Ewidencja czasu pracy"],
    sv: ["Tidrapport"],
    da: ["Timeseddel"],
    no: ["Timeliste"],
    fi: ["Tuntilista"],
    cs: ["Výkaz práce"],
    ro: ["Pontaj"],
  },
} as const satisfies Record<string, Readonly<Record<string, readonly string[]>>>;
