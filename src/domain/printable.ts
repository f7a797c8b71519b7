/**
 * One line of at most `charsMax` characters, cut with `…`, for a message: a document may put line breaks, terminal codes, marks
 * that reorder text and novels into any value.
 */
export function printable(text: string, charsMax: number): string {
  const line = text.replaceAll(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]+/gu, " ");
  return line.length <= charsMax ? line : `${line.slice(0, charsMax - 1)}…`;
}

/** One line, each run of white space and controls one space: what a document says must not look like structure. */
export const onOneLine = (text: string): string => text.replaceAll(/[\p{Cc}\s]+/gu, " ").trim();
