import { hash } from "node:crypto";
import type { PageObject } from "../pdf/page-objects.ts";
import type { Pdfium } from "../pdf/pdfium.ts";

/*
 * Pictures of which this thread has seen that they show no code: a sender's logo is on each of its invoices, and to decode and search it
 * takes as long as the text of the page.
 */

/** Pictures that are remembered; a batch has one or two for each sender. */
const picturesMax = 500;
/** Bytes of a picture, packed as it is, that are worth comparing. */
const pictureBytesMax = 1024 * 1024;

const plain = new Set<string>();

/** What a picture is known by: its bytes, and how large it is printed, in points. Undefined for one of too many bytes. */
export function pictureKey(
  engine: Pdfium,
  { handle, area: [x0, y0, x1, y1] }: PageObject,
): string | undefined {
  const length = engine.FPDFImageObj_GetImageDataRaw(handle, 0, 0);
  if (length === 0 || length > pictureBytesMax) return undefined;
  const address = engine.malloc(length);
  if (address === 0) return undefined;
  engine.FPDFImageObj_GetImageDataRaw(handle, address, length);
  const digest = hash("sha256", engine.heap().HEAPU8.subarray(address, address + length));
  engine.free(address);
  return `${digest} ${Math.round(x1 - x0)} ${Math.round(y1 - y0)}`;
}

export const isPlain = (key: string | undefined): boolean => key !== undefined && plain.has(key);

export function rememberPlain(key: string): void {
  if (plain.size >= picturesMax) plain.clear();
  plain.add(key);
}
