/**
 * Legal forms as they stand in company names, without dots and spaces, by the form they mean. Spellings of one form are one
 * entry; the table need not be complete, because a form it lacks is a word of the name like any other.
 */
const spellings: readonly (readonly string[])[] = [
  ["GMBH", "GESELLSCHAFTMITBESCHRANKTERHAFTUNG", "GESMBH", "MBH"],
  ["AG", "AKTIENGESELLSCHAFT"],
  ["UG", "UNTERNEHMERGESELLSCHAFT", "HAFTUNGSBESCHRANKT"],
  ["KG", "KOMMANDITGESELLSCHAFT"],
  ["OHG"],
  ["GBR"],
  ["EK", "EKFM", "EKFR"],
  ["EV"],
  ["EG"],
  ["SE"],
  ["LTD", "LIMITED"],
  ["PLC", "PUBLICLIMITEDCOMPANY"],
  ["LLP"],
  ["LLC"],
  ["INC", "INCORPORATED"],
  ["CORP", "CORPORATION"],
  ["CO", "COMPANY"],
  ["SA", "SOCIETEANONYME", "SOCIEDADANONIMA"],
  ["SAS", "SASU"],
  ["SARL", "EURL"],
  ["SCI"],
  ["SNC"],
  ["SL", "SLU", "SOCIEDADLIMITADA"],
  ["SRL", "SRLS"],
  ["SPA"],
  ["BV"],
  ["NV"],
  ["VOF"],
  ["AB", "AKTIEBOLAG"],
  ["AS", "AKSJESELSKAP"],
  ["ASA"],
  ["APS", "ANPARTSSELSKAB"],
  ["OY"],
  ["OYJ"],
  ["SPZOO"],
  ["SPK"],
  ["SRO"],
  ["DOO"],
  ["KFT"],
  ["ZRT"],
  ["LDA"],
  ["OU"],
  ["UAB"],
  ["SIA"],
  ["PTY"],
];

/** Each spelling of a legal form, and the form. */
export const legalForms: ReadonlyMap<string, string> = new Map(
  spellings.flatMap(([form = "", ...others]) =>
    [form, ...others].map((spelling) => [spelling, form] as const),
  ),
);

/** Words of the longest spelling in the table that is written apart: `Gesellschaft mit beschränkter Haftung`, `sp. z o. o.`. */
export const legalFormWordsMax = 4;
