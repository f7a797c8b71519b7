/** Letters of a phrase below which one wrong letter makes it another word. */
const lettersMin = 7;

/**
 * Finds the phrase that text recognition read with one letter wrong, missing, too many, or two exchanged. Phrases that differ by as
 * little from each other are found by neither.
 *
 * Two texts one letter apart are the same once the right letter is left out of each, so every phrase is kept under its spellings with
 * one letter left out.
 */
export function createMisreadPhrases<Phrase>(phrases: ReadonlyMap<string, Phrase>) {
  const bySpelling = new Map<string, Phrase | "several">();
  for (const [key, phrase] of phrases) {
    if (key.length < lettersMin) continue;
    for (const spelling of spellings(key)) {
      const known = bySpelling.get(spelling);
      bySpelling.set(spelling, known === undefined || known === phrase ? phrase : "several");
    }
  }
  return (key: string): Phrase | undefined => {
    if (key.length < lettersMin) return undefined;
    for (const spelling of spellings(key)) {
      const phrase = bySpelling.get(spelling);
      if (phrase !== undefined && phrase !== "several") return phrase;
    }
    return undefined;
  };
}

/** The text itself, and without each of its letters; spaces and the first letter stay. */
function* spellings(text: string): Generator<string> {
  yield text;
  for (let at = 1; at < text.length; at += 1) {
    if (text[at] !== " ") yield text.slice(0, at) + text.slice(at + 1);
  }
}
