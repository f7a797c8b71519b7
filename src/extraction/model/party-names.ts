import { comparable } from "#src/domain/identifier.ts";
import { hasLegalForm } from "#src/extraction/layout/names.ts";

/** Letters and digits the shorter of two names has at least: `Red` and `Red Pot` may be two. */
const sharedMin = 6;

/**
 * Whether two names of a party are the same but for where they end: one reader stops before the legal form, the branch or the
 * department (`Au bon moulin` and `Au bon moulin SARL`, `Kunden AG` and `Kunden AG Mitte`). Two legal forms are two companies:
 * `Muster GmbH` is not `Muster GmbH & Co. KG`.
 */
export function isSamePartyName(left: string, right: string): boolean {
  const [shorter, longer] = left.length <= right.length ? [left, right] : [right, left];
  const shared = comparable(shorter);
  if (shared === comparable(longer)) return true;
  if (shared.length < sharedMin) return false;
  const words = longer.split(/\s+/);
  const end = words.findIndex(
    (_, index) => comparable(words.slice(0, index + 1).join("")) === shared,
  );
  if (end === -1) return false;
  // A legal form is only known behind a name.
  const rest = ["Name", ...words.slice(end + 1)].join(" ");
  return !(hasLegalForm(shorter) && hasLegalForm(rest));
}
