import { DocumentRejected } from "#src/errors.ts";
import { byteCharacters, unicodeEncodingOf } from "./decode-text.ts";

/** Bytes in which an XML declaration must end. */
const declarationBytesMax = 256;
const declaredEncoding = /^\s*<\?xml\b[^>]{0,200}?\bencoding\s*=\s*["']([A-Za-z][\w.:-]{0,40})["']/;

/**
 * The characters of an XML file in its own encoding: byte order mark first, then the declaration, else UTF-8.
 *
 * @throws {DocumentRejected} `document.xml_malformed` if the encoding is not known or the bytes are not in it.
 */
export function decodeXml(bytes: Uint8Array): string {
  const encoding = xmlEncodingOf(bytes);
  const decoder = decoderOf(encoding);
  try {
    return decoder.decode(bytes);
  } catch (cause) {
    throw new DocumentRejected(
      "document.xml_malformed",
      `The XML file has bytes that are not ${encoding.toUpperCase()} text; ask the sender for an intact file.`,
      { cause },
    );
  }
}

function decoderOf(encoding: string) {
  try {
    return new TextDecoder(encoding, { fatal: true });
  } catch (cause) {
    throw new DocumentRejected(
      "document.xml_malformed",
      `The XML file declares the encoding ${encoding}, which is not known; ask the sender for UTF-8.`,
      { cause },
    );
  }
}

function xmlEncodingOf(bytes: Uint8Array): string {
  const unicode = unicodeEncodingOf(bytes);
  if (unicode !== undefined) return unicode;
  const start = byteCharacters(bytes.subarray(0, declarationBytesMax));
  const declared = declaredEncoding.exec(start)?.[1]?.toLowerCase() ?? "utf-8";
  // A declaration that could be read byte by byte was not written in a wide encoding, whatever it says.
  return /^(utf-?16|utf-?32|ucs-?[24]|iso-10646-ucs)/.test(declared) ? "utf-8" : declared;
}
