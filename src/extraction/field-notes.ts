import type { Evidence, EvidenceByPath } from "#src/domain/evidence.ts";
import type { ReadingWarning } from "#src/domain/reading.ts";
import { oneLine } from "./parse-value.ts";
import type { XmlPlace } from "./xml-place.ts";

/** Characters of one value, and of its evidence, that are kept. */
export const textLengthMax = 2_000;
/** Values that could not be read are reported one by one up to this many. */
const warningsMax = 50;
const shownLengthMax = 60;
const rule = "DOCUMENT-VALUE-UNREADABLE";

/** Where values came from, and which could not be read. */
export type FieldNotes = ReturnType<typeof createFieldNotes>;

export function createFieldNotes() {
  const evidence: Record<string, Evidence> = {};
  const warnings: ReadingWarning[] = [];
  const reported = new Set<string>();
  let unreadable = 0;
  return {
    found(path: string, place: XmlPlace, text: string = place.element.text): void {
      const shown = text.slice(0, textLengthMax);
      evidence[path] = { text: shown, xpath: place.xpath, confidence: 1, by: ["xml"] };
    },
    unreadable(path: string, place: XmlPlace, expected: string): void {
      const text = oneLine(place.element.text.slice(0, textLengthMax));
      // One code that is wrong in every line is one thing to report, not hundreds.
      const kind = `${expected} ${text}`;
      if (reported.has(kind)) return;
      unreadable += 1;
      if (unreadable > warningsMax) return;
      reported.add(kind);
      const shown = text.length > shownLengthMax ? `${text.slice(0, shownLengthMax)}…` : text;
      const message = `${path}: "${shown}" at ${place.xpath} is not ${expected} and was left out`;
      warnings.push({ rule, message, path });
    },
    finish(): { evidence: EvidenceByPath; warnings: readonly ReadingWarning[] } {
      const hidden = unreadable - warnings.length;
      if (hidden === 0) return { evidence, warnings };
      const rest = { rule, message: `${hidden} more values could not be read and were left out` };
      return { evidence, warnings: [...warnings, rest] };
    },
  };
}
