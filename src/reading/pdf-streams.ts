import { inflateSync } from "node:zlib";
import { byteCharacters } from "./decode-text.ts";

/** Bytes of one stream once unpacked; a page of text has some 20 kilobytes. */
const streamBytesMax = 4 * 1024 * 1024;

/** Characters before a stream in which its dictionary is looked for. */
const dictionaryCharsMax = 3_000;

/** A stream of a PDF file as it lies there. */
export type PdfStream = {
  /** What says how the stream is to be read. */
  readonly dictionary: string;
  /** What it holds, unpacked; undefined if it is packed in another way than the usual one, broken or too long. */
  readonly content: () => string | undefined;
  /** Its bytes as they are packed. */
  readonly packed: () => Uint8Array;
};

/** Every stream of a PDF in the order of the file, found without following its structure; `text` is its bytes as characters. */
export function* pdfStreams(bytes: Uint8Array, text: string): Generator<PdfStream> {
  let at = 0;
  for (;;) {
    const start = text.indexOf("stream", at);
    const end = start < 0 ? -1 : text.indexOf("endstream", start + 6);
    if (end < 0) return;
    at = end + 9;
    const before = text.slice(Math.max(0, start - dictionaryCharsMax), start);
    const dictionary = before.slice(before.lastIndexOf("obj") + 1);
    const from = text.startsWith("\r\n", start + 6) ? start + 8 : start + 7;
    const packed = (): Uint8Array => bytes.subarray(from, end);
    let content: { readonly of: string | undefined } | undefined;
    yield {
      dictionary,
      content: () => {
        content ??= { of: unpacked(dictionary, () => text.slice(start + 6, end), packed) };
        return content.of;
      },
      packed,
    };
  }
}

/** Pictures, fonts, attachments, character maps, colour profiles, tables of objects. */
const noContent =
  /\/Subtype\s*\/(?:Image|XML|Type1C|CIDFontType0C|OpenType)\b|\/Length1\b|\/EmbeddedFile\b|\/CMapName\b|\/Alternate\b|\/Type\s*\/XRef\b/;

/** False for a stream that has no operators which print something. */
export const mayPrint = (dictionary: string): boolean => !noContent.test(dictionary);

/** Width and height in pixels of the picture that a stream is, by its dictionary; 0 where it does not say so itself. */
export function pictureSides(
  dictionary: string,
): readonly [width: number, height: number] | undefined {
  if (!/\/Subtype\s*\/Image\b/.test(dictionary)) return undefined;
  const side = (name: RegExp): number => Number(name.exec(dictionary)?.[1] ?? 0);
  return [side(/\/Width\s+(\d+)(?!\s+\d+\s+R)\b/), side(/\/Height\s+(\d+)(?!\s+\d+\s+R)\b/)];
}

/** A stream's filters, as its dictionary names them. */
export const filtersOf = (dictionary: string): readonly string[] =>
  dictionary.match(/\/(?:\w+Decode|Fl|A85|AHx|LZW|RL|DCT)\b/g) ?? [];

function unpacked(
  dictionary: string,
  text: () => string,
  packed: () => Uint8Array,
): string | undefined {
  const filters = filtersOf(dictionary);
  if (filters.length === 0) return text();
  if (filters.length > 1 || !/^\/Fl(?:ateDecode)?$/.test(filters[0] ?? "")) return undefined;
  try {
    return byteCharacters(inflateSync(packed(), { maxOutputLength: streamBytesMax }));
  } catch {
    return undefined;
  }
}
