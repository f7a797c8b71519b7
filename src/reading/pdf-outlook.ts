import { mayShowCode } from "./codes/may-show-code.ts";
import { byteCharacters } from "./decode-text.ts";
import { mayBeTransparent, mayHideText } from "./may-hide-text.ts";
import { pdfStreams } from "./pdf-streams.ts";

/** Streams of one file that are looked into. */
const streamsMax = 2_000;

/** What is worth a look at every operator of the pages, which costs as much as reading their words. */
export type PdfOutlook = {
  /** The file may print text that nobody sees; never false for one that does. */
  readonly mayHideText: boolean;
  readonly mayShowCodes: boolean;
};

/** Takes a quick look at the streams of a PDF, each unpacked once. */
export function pdfOutlook(bytes: Uint8Array): PdfOutlook {
  const text = byteCharacters(bytes);
  let hidesText = /\/Encrypt\b/.test(text) || mayBeTransparent(text);
  let showsCodes = false;
  let streams = 0;
  for (const stream of pdfStreams(bytes, text)) {
    streams += 1;
    if (streams > streamsMax) return { mayHideText: true, mayShowCodes: showsCodes };
    hidesText ||= mayHideText(stream);
    showsCodes ||= mayShowCode(stream);
    if (hidesText && showsCodes) break;
  }
  return { mayHideText: hidesText, mayShowCodes: showsCodes };
}
