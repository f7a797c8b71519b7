/** Letters that recognition takes digits for. */
export const digitsMisread: { readonly [letter: string]: string } = {
  O: "0",
  Q: "0",
  I: "1",
  L: "1",
  Z: "2",
  S: "5",
  B: "8",
};

/** Digits that recognition takes letters for. */
export const lettersMisread: { readonly [digit: string]: string } = {
  "0": "O",
  "1": "I",
  "2": "Z",
  "5": "S",
  "8": "B",
};
