/** Text of a document or a file name made safe for a terminal: no control codes, no reordering marks, one line. */
export const withoutControls = (text: string): string =>
  text.replaceAll(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, " ");
