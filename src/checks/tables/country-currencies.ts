const euro = "AD AT BE BG CY DE EE ES FI FR GR HR IE IT LT LU LV MC ME MT NL PT SI SK SM VA XK";

/** Own currency of countries outside the euro, ISO 3166-1 and ISO 4217; a second one where old invoices carry it. */
const own = [
  "AE AED, AL ALL, AM AMD, AR ARS, AU AUD, AZ AZN, BA BAM, BD BDT, BH BHD, BO BOB, BR BRL, CA CAD, CH CHF, CL CLP, CN CNY",
  "CO COP, CR CRC, CZ CZK, DK DKK, DO DOP, DZ DZD, EG EGP, GB GBP, GE GEL, GT GTQ, HK HKD, HU HUF, ID IDR, IL ILS, IN INR",
  "IS ISK, JO JOD, JP JPY, KE KES, KR KRW, KW KWD, KZ KZT, LI CHF, LK LKR, MA MAD, MD MDL, MK MKD, MX MXN, MY MYR, NG NGN",
  "NO NOK, NZ NZD, OM OMR, PE PEN, PH PHP, PK PKR, PL PLN, PY PYG, QA QAR, RO RON, RS RSD, SA SAR, SE SEK, SG SGD, TH THB",
  "TN TND, TR TRY, TW TWD, UA UAH, US USD, UY UYU, VN VND, ZA ZAR, BG BGN, HR HRK",
];

/** Currencies invoices of a country usually state, by ISO 3166-1 code; countries not listed are not judged. */
export const currenciesByCountry: ReadonlyMap<string, readonly string[]> = new Map(
  [
    ...Map.groupBy(
      [
        ...euro.split(" ").map((country) => [country, "EUR"] as const),
        ...own
          .flatMap((row) => row.split(", "))
          .map((pair) => [pair.slice(0, 2), pair.slice(3)] as const),
      ],
      ([country]) => country,
    ),
  ].map(([country, pairs]) => [country, pairs.map(([, currency]) => currency)]),
);
