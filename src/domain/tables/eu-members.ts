/** Member states of the VAT area of the EU by ISO 3166-1 code. */
export const euMembers: ReadonlySet<string> = new Set(
  "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK".split(" "),
);

/** Last day of the United Kingdom in the VAT area of the EU. */
export const gbMemberUntil = "2020-12-31";
