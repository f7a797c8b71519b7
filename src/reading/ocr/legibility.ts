type Characters = { readonly text: string; readonly confidence?: number };

/** Words read with less confidence than this, over all their characters, are not text. */
const confidenceMin = 0.5;
/** Characters that make a page of text; a stamp has fewer. */
const charactersMin = 20;

/** How sure the engine is of words: mean confidence by length, 0 to 1. */
export function meanConfidence(words: readonly Characters[]): number {
  const { sum, characters } = tally(words);
  return characters === 0 ? 0 : sum / characters;
}

/** Characters read, each counted by how sure it is. Words of one or two are scraps: a page that lies wrong gives many. */
export const sureCharacters = (
  words: readonly Characters[],
  { lengthMin = 3 }: { readonly lengthMin?: number } = {},
): number => tally(words.filter(({ text }) => text.length >= lengthMin)).sum;

/** True if what was read is text rather than specks and patterns taken for letters. */
export function isLegible(words: readonly Characters[]): boolean {
  const { sum, characters } = tally(words);
  return characters >= charactersMin && sum >= characters * confidenceMin;
}

/** Characters that specks, punched holes and what shines through are taken for at most. */
const specksMax = 60;

/** True if so little was read that the page is taken for an empty one. */
export const isBlank = (words: readonly Characters[]): boolean =>
  tally(words).characters <= specksMax;

function tally(words: readonly Characters[]) {
  let sum = 0;
  let characters = 0;
  for (const { text, confidence = 1 } of words) {
    sum += confidence * text.length;
    characters += text.length;
  }
  return { sum, characters };
}
