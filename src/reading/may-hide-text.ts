import { mayPrint, type PdfStream } from "./pdf-streams.ts";

/** Operators that matter: rendering mode 3 or 7, fill colours, saved states, and text shown. */
const operators =
  /(?:^|[\s)\]>])(?:(?<hidden>[37]\s+Tr)|(?<colour>(?:[\d.]+\s+){1,4})(?:g|rg|k|scn?)|(?<save>q)|(?<restore>Q)|(?<show>T[jJ]|['"]))(?=[\s[(<]|$)/g;
/** None of what hides text is in most streams; this is quick to see. */
const anyHiding =
  /[37]\s+Tr|(?:1(?:\.0*)?|\.9[5-9]\d*)\s+(?:g|rg|scn?)\s|(?:\b0|\.0\d*)(?:\.0*)?\s+k\s/;
/** Less than a twentieth. */
const transparentState = /\/ca\s+0?(?:\.(?:0(?:[0-4]\d*)?)?)?(?![\d.])/;
/** As much as a twentieth from white. */
const white = /^(?:(?:1(?:\.0*)?|0?\.9[5-9]\d*)\s+){1,3}$|^(?:0?(?:\.(?:0(?:[0-4]\d*)?)?)?\s+){4}$/;
const savedMax = 1_000;

/**
 * Whether a stream of a PDF may print text that nobody sees. It may be wrong in one direction only: most files are spared the look at
 * every operator, which costs as much as reading their words.
 */
export function mayHideText({ dictionary, content }: PdfStream): boolean {
  if (!mayPrint(dictionary)) return false;
  const text = content();
  // What is not unpacked here may hide anything.
  return text === undefined || found(text);
}

/** True if what is told of the file as a whole may make text transparent. */
export const mayBeTransparent = (text: string): boolean => transparentState.test(text);

/** Text in an invisible mode, or shown while the ink is white, whatever lies below it. */
function found(content: string): boolean {
  if (transparentState.test(content)) return true;
  if (!anyHiding.test(content)) return false;
  const saved: boolean[] = [];
  let isWhite = false;
  for (const { groups = {} } of content.matchAll(operators)) {
    const { hidden, colour, save, restore, show } = groups;
    if (hidden !== undefined || (show !== undefined && isWhite)) return true;
    if (colour !== undefined) isWhite = white.test(colour);
    else if (save !== undefined && saved.length < savedMax) saved.push(isWhite);
    else if (restore !== undefined) isWhite = saved.pop() ?? false;
  }
  return false;
}
