import { mayShowCode, squareJpeg } from "./codes/may-show-code.ts";
import { byteCharacters } from "./decode-text.ts";
import { mayBeTransparent, mayHideText } from "./may-hide-text.ts";
import { pdfStreams, type PdfStream, pictureSides } from "./pdf-streams.ts";

/** Streams of one file that are looked into. */
const streamsMax = 2_000;

/** Square JPEG files kept of one PDF; with more the pages are looked at. */
const jpegsMax = 4;

/** What is worth a look at every operator of the pages, which costs as much as reading their words. */
export type PdfOutlook = {
  /** The file may print text that nobody sees; never false for one that does. */
  readonly mayHideText: boolean;
  readonly mayShowCodes: boolean;
  /** Square pictures that are JPEG files, a logo or a code: whoever looks at them need not look at the pages. */
  readonly squareJpegs: readonly Uint8Array[];
  /** Pixels of the largest picture; 0 without one, infinite where one does not say. */
  readonly picturePixelsMax: number;
};

/** Takes a quick look at the streams of a PDF, each unpacked once. */
export function pdfOutlook(bytes: Uint8Array): PdfOutlook {
  const text = byteCharacters(bytes);
  let hidesText = /\/Encrypt\b/.test(text) || mayBeTransparent(text);
  let showsCodes = false;
  let picturePixelsMax = 0;
  const squareJpegs: Uint8Array[] = [];
  let streams = 0;
  for (const stream of pdfStreams(bytes, text)) {
    streams += 1;
    if (streams > streamsMax) {
      return {
        mayHideText: true,
        mayShowCodes: showsCodes,
        squareJpegs,
        picturePixelsMax: Infinity,
      };
    }
    picturePixelsMax = Math.max(picturePixelsMax, picturePixels(stream));
    hidesText ||= mayHideText(stream);
    const jpeg = showsCodes || squareJpegs.length === jpegsMax ? undefined : squareJpeg(stream);
    if (jpeg === undefined) showsCodes ||= mayShowCode(stream);
    else squareJpegs.push(jpeg);
  }
  return { mayHideText: hidesText, mayShowCodes: showsCodes, squareJpegs, picturePixelsMax };
}

/** Pixels of the picture that a stream is; 0 if it is none. */
function picturePixels({ dictionary }: PdfStream): number {
  const sides = pictureSides(dictionary);
  return sides === undefined ? 0 : sides[0] * sides[1] || Infinity;
}
