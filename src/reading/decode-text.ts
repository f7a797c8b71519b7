/** The text of a file without a declared encoding: by byte order mark, by its shape, else UTF-8, else Windows-1252. */
export function decodeText(bytes: Uint8Array): string {
  const unicode = unicodeEncodingOf(bytes);
  if (unicode !== undefined) return new TextDecoder(unicode).decode(bytes);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder("windows-1252").decode(bytes);
  }
}

/** The Unicode encoding that the first bytes give away; `undefined` if they do not. */
export function unicodeEncodingOf(
  bytes: Uint8Array,
): "utf-8" | "utf-16le" | "utf-16be" | undefined {
  const [first, second, third] = bytes;
  if (first === 0xff && second === 0xfe) return "utf-16le";
  if (first === 0xfe && second === 0xff) return "utf-16be";
  if (first === 0xef && second === 0xbb && third === 0xbf) return "utf-8";
  return utf16WithoutMark(bytes);
}

const sampleBytesMax = 512;
/** Of the code units sampled, how many must look Latin: one byte zero, the other not. */
const latinShareMin = 0.7;

/** UTF-16 without a mark shows in mostly Latin text: every other byte is zero. */
function utf16WithoutMark(bytes: Uint8Array): "utf-16le" | "utf-16be" | undefined {
  const units = Math.floor(Math.min(bytes.length, sampleBytesMax) / 2);
  let little = 0;
  let big = 0;
  for (let unit = 0; unit < units; unit += 1) {
    const even = bytes[2 * unit];
    const odd = bytes[2 * unit + 1];
    if (even !== 0 && odd === 0) little += 1;
    if (even === 0 && odd !== 0) big += 1;
  }
  if (units >= 2 && little >= units * latinShareMin) return "utf-16le";
  if (units >= 2 && big >= units * latinShareMin) return "utf-16be";
  return undefined;
}

/** One character for each byte. (`TextDecoder("latin1")` is Windows-1252, which moves the bytes from 0x80 to 0x9f.) */
export const byteCharacters = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1");
