import { imageSize } from "image-size";
import { byteCharacters } from "./decode-text.ts";

/** Width and height in pixels, as stored; a camera's note to turn the picture is not applied. */
export type ImageDimensions = { readonly widthPx: number; readonly heightPx: number };

/**
 * How large a picture is once it is decoded, from its header.
 *
 * JPEG and GIF are followed as their decoders do, because a lenient look for the size can be led to another one: a decoder
 * skips fill bytes before a JPEG's frame, and enlarges a GIF's screen to hold its frames.
 *
 * @returns `undefined` for a kind that is not decoded, or a header without a size.
 */
export function imageDimensions(bytes: Uint8Array): ImageDimensions | undefined {
  const head = byteCharacters(bytes.subarray(0, 12));
  if (head.startsWith("\u00ff\u00d8\u00ff")) return jpegDimensions(bytes);
  if (/^GIF8[79]a/.test(head)) return gifDimensions(bytes);
  if (/^(\u0089PNG|BM|RIFF[\s\S]{4}WEBP)/.test(head)) return otherDimensions(bytes);
  return undefined;
}

/** PNG, BMP and WebP have one size at a fixed place. */
function otherDimensions(bytes: Uint8Array): ImageDimensions | undefined {
  try {
    const { width, height } = imageSize(bytes);
    return sized(width, height);
  } catch {
    return undefined; // The header was cut off.
  }
}

const sized = (widthPx: number, heightPx: number): ImageDimensions | undefined =>
  widthPx > 0 && heightPx > 0 ? { widthPx, heightPx } : undefined;

function jpegDimensions(bytes: Uint8Array): ImageDimensions | undefined {
  const view = viewOf(bytes);
  let at = 2;
  while (at + 9 < bytes.length) {
    const marker = view.getUint8(at + 1);
    const isMarker = view.getUint8(at) === 0xff && marker !== 0xff && marker !== 0;
    if (!isMarker || isStandalone(marker)) at += isMarker ? 2 : 1;
    else if (isFrame(marker)) return sized(view.getUint16(at + 7), view.getUint16(at + 5));
    else if (marker === startOfScan) return undefined;
    else at += 2 + view.getUint16(at + 2);
  }
  return undefined;
}

const startOfScan = 0xda;
const isStandalone = (marker: number): boolean =>
  marker === 0x01 || (marker >= 0xd0 && marker <= 0xd9);
/** SOF0 to SOF15; three codes in between mean something else. */
const isFrame = (marker: number): boolean =>
  marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);

function gifDimensions(bytes: Uint8Array): ImageDimensions | undefined {
  const view = viewOf(bytes);
  if (bytes.length < 13) return undefined;
  let widthPx = view.getUint16(6, true);
  let heightPx = view.getUint16(8, true);
  let at = 13 + colourTableBytes(view.getUint8(10));
  while (at + 10 < bytes.length) {
    const block = view.getUint8(at);
    if (block === gifExtension) {
      at = afterSubBlocks(bytes, at + 2);
    } else if (block === gifFrame) {
      widthPx = Math.max(widthPx, view.getUint16(at + 1, true) + view.getUint16(at + 5, true));
      heightPx = Math.max(heightPx, view.getUint16(at + 3, true) + view.getUint16(at + 7, true));
      at = afterSubBlocks(bytes, at + 11 + colourTableBytes(view.getUint8(at + 9)));
    } else break;
  }
  return sized(widthPx, heightPx);
}

const gifExtension = 0x21;
const gifFrame = 0x2c;

const colourTableBytes = (flags: number): number =>
  (flags & 0x80) === 0 ? 0 : 3 * 2 ** ((flags & 0x07) + 1);

function afterSubBlocks(bytes: Uint8Array, start: number): number {
  let at = start;
  for (;;) {
    const length = bytes[at] ?? 0;
    at += 1 + length;
    if (length === 0) return at;
  }
}

const viewOf = ({ buffer, byteOffset, byteLength }: Uint8Array): DataView =>
  new DataView(buffer, byteOffset, byteLength);
