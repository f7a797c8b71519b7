/** Territories with an ISO 3166-1 code of their own, by the state that invoices may name instead. */
const territories: Readonly<Record<string, string>> = {
  CN: "HK MO",
  DK: "FO GL",
  FI: "AX",
  FR: "BL GF GP MF MQ NC PF PM RE TF WF YT",
  GB: "GG GI IM JE",
  NL: "AW BQ CW SX",
  NO: "SJ",
  US: "AS GU MP PR VI",
};

const stateOf = new Map(
  Object.entries(territories).flatMap(([state, codes]) =>
    codes.split(" ").map((code) => [code, state] as const),
  ),
);

/** The state of a territory by its ISO 3166-1 code in upper case; undefined for what is no territory of another state. */
export const stateOfTerritory = (code: string): string | undefined => stateOf.get(code);

/** Whether two ISO 3166-1 codes, in any case, name one state: `RE` is part of `FR`. */
export function isSameState(left: string, right: string): boolean {
  const [first, second] = [left.toUpperCase(), right.toUpperCase()];
  return (stateOf.get(first) ?? first) === (stateOf.get(second) ?? second);
}
