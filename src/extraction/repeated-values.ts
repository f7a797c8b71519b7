import type { ReadingWarning } from "#src/domain/reading.ts";
import { oneLine } from "./parse-value.ts";
import { placesAt, type XmlPlace } from "./xml-place.ts";

/** Values shown of one that was stated several times. */
const shownMax = 3;
const shownLengthMax = 40;

/** A field that an invoice states once, and the path at which it does. */
type Single = { readonly field: string; readonly path: string };

/**
 * Warns of fields that must be stated once and are stated several times with different values. The first one was read;
 * another program may read another one.
 */
export function warningsOfRepeats(root: XmlPlace, singles: readonly Single[]): ReadingWarning[] {
  return singles.flatMap(({ field, path }) => {
    const places = placesAt(root, path);
    const values = new Set(places.map(({ element }) => oneLine(element.text)));
    if (values.size < 2) return [];
    const shown = [...values]
      .slice(0, shownMax)
      .map((value) => `"${value.slice(0, shownLengthMax)}"`);
    const message = `${field} is stated ${places.length} times with different values (${shown.join(", ")}); the first was read`;
    return [{ rule: "DOCUMENT-VALUE-REPEATED", message, path: field }];
  });
}
