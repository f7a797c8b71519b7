import { inflateSync } from "node:zlib";
import { byteCharacters } from "./decode-text.ts";

/** Streams of one file that are looked into, and bytes of one once unpacked; a page of text has some 20 kilobytes. */
const streamsMax = 2_000;
const streamBytesMax = 4 * 1024 * 1024;

/** Operators that matter: rendering mode 3 or 7, fill colours, saved states, and text shown. */
const operators =
  /(?:^|[\s)\]>])(?:(?<hidden>[37]\s+Tr)|(?<colour>(?:[\d.]+\s+){1,4})(?:g|rg|k|scn?)|(?<save>q)|(?<restore>Q)|(?<show>T[jJ]|['"]))(?=[\s[(<]|$)/g;
/** None of what hides text is in most streams; this is quick to see. */
const anyHiding = /[37]\s+Tr|1(?:\.0*)?\s+(?:g|rg|scn?)\s|\b0(?:\.0*)?\s+k\s/;
const transparentState = /\/ca\s+0?\.?0*(?![\d.])/;
const white = /^(?:1(?:\.0*)?\s+){1,3}$|^(?:0?(?:\.0*)?\s+){4}$/;
const savedMax = 1_000;

/**
 * Whether a PDF may print text that nobody sees. A quick look at its streams that may be wrong in one direction only: it spares most
 * files the look at every operator, which costs as much as reading their words.
 */
export function mayHideText(bytes: Uint8Array): boolean {
  const text = byteCharacters(bytes);
  if (/\/Encrypt\b/.test(text) || transparentState.test(text)) return true;
  let at = 0;
  for (let stream = 0; ; stream += 1) {
    const start = text.indexOf("stream", at);
    if (start < 0) return false;
    if (stream >= streamsMax) return true;
    const end = text.indexOf("endstream", start + 6);
    if (end < 0) return false;
    at = end + 9;
    if (hides(bytes, text, start + 6, end)) return true;
  }
}

function hides(bytes: Uint8Array, text: string, start: number, end: number): boolean {
  const dictionary = text.slice(Math.max(0, start - dictionaryCharsMax), start);
  const own = dictionary.slice(dictionary.lastIndexOf("obj") + 1);
  if (noContent.test(own)) return false;
  const filters = own.match(/\/(?:\w+Decode|Fl|A85|AHx|LZW|RL)\b/g) ?? [];
  if (filters.length === 0) return found(text.slice(start, end));
  // Another way of packing than the usual one is not unpacked here.
  if (filters.length > 1 || !/^\/Fl(?:ateDecode)?$/.test(filters[0] ?? "")) return true;
  const from = text.startsWith("\r\n", start) ? start + 2 : start + 1;
  try {
    const content = inflateSync(bytes.subarray(from, end), { maxOutputLength: streamBytesMax });
    return found(byteCharacters(content));
  } catch {
    return false;
  }
}

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

/** Streams that print nothing: pictures, fonts, attachments, character maps, colour profiles, tables of objects. */
const noContent =
  /\/Subtype\s*\/(?:Image|XML|Type1C|CIDFontType0C|OpenType)\b|\/Length1\b|\/EmbeddedFile\b|\/CMapName\b|\/Alternate\b|\/Type\s*\/XRef\b/;

/** Characters before a stream in which its dictionary is looked for. */
const dictionaryCharsMax = 1_000;
