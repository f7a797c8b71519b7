/** Texts whose answers are kept; a page of an invoice has about 200 segments, of 400 different words. */
const textsMax = 2_000;

/** `read`, asked once for each text: many rules look at the same ones. Its answer must depend on the text alone, and is shared. */
export function rememberTexts<Answer>(read: (text: string) => Answer): (text: string) => Answer {
  const known = new Map<string, Answer>();
  return (text) => {
    if (known.has(text)) return known.get(text) as Answer;
    if (known.size >= textsMax) known.clear();
    const answer = read(text);
    known.set(text, answer);
    return answer;
  };
}
