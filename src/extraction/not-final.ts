import type { Page, ReadingWarning } from "#src/domain/reading.ts";
import { phraseKey } from "./layout/normalise.ts";
import { linesOf } from "./layout/text-lines.ts";
import { languages } from "./layout/vocabulary/languages.ts";
import { notFinalWords } from "./layout/vocabulary/page-words.ts";

/** Lines from the top of the first page among which a document says what it is, and words of one that does. */
const headLinesMax = 25;
const titleWordsMax = 6;
/** Characters of the title that a person is shown. */
const shownMax = 60;

const words: ReadonlySet<string> = new Set(Object.values(notFinalWords).flat().map(phraseKey));
const titles: ReadonlySet<string> = new Set(
  languages.flatMap(({ labels }) =>
    [...(labels.invoiceTitle ?? []), ...(labels.creditNoteTitle ?? [])].map(phraseKey),
  ),
);

/** An invoice that says it is none to pay: a pro forma invoice, a draft, a sample, one that is void. It is for a person. */
export function notFinalWarnings([first]: readonly Page[]): readonly ReadingWarning[] {
  if (first === undefined) return [];
  const title = linesOf([first])
    .slice(0, headLinesMax)
    .flatMap(({ segments }) => segments)
    .find((segment) => segment.words.length <= titleWordsMax && isNotFinal(segment.text));
  if (title === undefined) return [];
  const message = `The document calls itself "${title.text.slice(0, shownMax)}": it asks for no payment yet, or no more.`;
  return [{ rule: "DOCUMENT-NOT-FINAL", message }];
}

/** `PRO-FORMA INVOICE`, `Draft`, `Invoice no. 17 - void`; not `Muster AG` or `Concept Store`. */
function isNotFinal(text: string): boolean {
  const key = phraseKey(text);
  if (/(?:^| )pro ?forma/.test(key)) return true;
  const said = key.split(" ").filter((word) => !/^(?:\d+|#|no|nr|n|number|nummer)$/.test(word));
  return said.some(
    (word, index) =>
      words.has(word) && (said.length === 1 || titles.has(said.toSpliced(index, 1).join(" "))),
  );
}
