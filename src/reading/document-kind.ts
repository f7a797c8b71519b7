import { byteCharacters, decodeText } from "./decode-text.ts";

/** What the first bytes of a file say it is; the file's name is never asked. */
type DocumentKind =
  | { readonly kind: "pdf" }
  | { readonly kind: "xml" }
  | { readonly kind: "text" }
  | UnreadableKind;

export type UnreadableKind =
  | { readonly kind: "blank" }
  | { readonly kind: "html" }
  | { readonly kind: "image"; readonly what: string }
  | { readonly kind: "other"; readonly what: string };

/** Bytes looked at to tell the kind. */
const headBytesMax = 4096;
/** PDF readers accept the header anywhere in the first kilobyte. */
const pdfHeaderBytesMax = 1024;

export function documentKind(bytes: Uint8Array): DocumentKind {
  const head = bytes.subarray(0, headBytesMax);
  const latin = byteCharacters(head);
  const binary = signatures.find(({ pattern }) => pattern.test(latin));
  if (binary !== undefined) return { kind: binary.kind, what: binary.what };
  if (latin.startsWith("%PDF-")) return { kind: "pdf" };

  const text = decodeText(head)
    .replace(/^\ufeff/, "")
    .trimStart();
  if (htmlStart.test(text)) return { kind: "html" };
  if (xmlStart.test(text)) return { kind: "xml" };
  if (latin.slice(0, pdfHeaderBytesMax).includes("%PDF-")) return { kind: "pdf" };
  if (isBlank(bytes)) return { kind: "blank" };
  return isBinary(text)
    ? { kind: "other", what: "a binary file of an unknown kind" }
    : { kind: "text" };
}

const htmlStart =
  /^(<!--(?:(?!-->)[\s\S]){0,2000}-->\s*|<\?xml[^>]{0,200}>\s*)*<(!doctype\s+html|html|head|body|title|meta|script|style|table|div|p|span|br)\b/i;
const xmlStart =
  /^<(\?xml\b|!--|!DOCTYPE\b|[A-Za-z_][\w.-]{0,100}(:[A-Za-z_][\w.-]{0,100})?(\s|\/?>))/;

/* oxlint-disable no-control-regex -- file signatures are made of control characters */
const signatures: readonly { kind: "image" | "other"; what: string; pattern: RegExp }[] = [
  { kind: "image", what: "a PNG image", pattern: /^\u0089PNG\r\n\u001a\n/ },
  { kind: "image", what: "a JPEG image", pattern: /^\u00ff\u00d8\u00ff/ },
  { kind: "image", what: "a TIFF image", pattern: /^(II[*+]\u0000|MM\u0000[*+])/ },
  { kind: "image", what: "a WebP image", pattern: /^RIFF[\s\S]{4}WEBP/ },
  { kind: "image", what: "a GIF image", pattern: /^GIF8[79]a/ },
  {
    kind: "image",
    what: "a BMP image",
    pattern: /^BM[\s\S]{4}\u0000{4}[\s\S]{4}[\u000c-\u00ff]\u0000{3}/,
  },
  { kind: "image", what: "a HEIC or AVIF image", pattern: /^[\s\S]{4}ftyp(hei|hev|mif|msf|avi)/ },
  {
    kind: "image",
    what: "a JPEG 2000 image",
    pattern: /^(\u0000{3}\u000cjP {2}|\u00ff\u004f\u00ff\u0051)/,
  },
  {
    kind: "other",
    what: "a ZIP archive or an Office document",
    pattern: /^PK(\u0003\u0004|\u0005\u0006)/,
  },
  {
    kind: "other",
    what: "an old Office document or an Outlook message",
    pattern: /^\u00d0\u00cf\u0011\u00e0/,
  },
  {
    kind: "other",
    what: "a compressed archive",
    pattern: /^(\u001f\u008b|7z\u00bc\u00af|Rar!|BZh\d|\u00fd7zXZ|\u0028\u00b5\u002f\u00fd)/,
  },
  { kind: "other", what: "a rich text document (RTF)", pattern: /^\{\\rtf/ },
  { kind: "other", what: "a PostScript file", pattern: /^%!PS/ },
  { kind: "other", what: "a program", pattern: /^(MZ[\s\S]{58}|\u007fELF)/ },
  {
    kind: "other",
    what: "a sound or film",
    pattern: /^(ID3|OggS|RIFF[\s\S]{4}(WAVE|AVI )|[\s\S]{4}ftyp)/,
  },
];

const controlShareMax = 0.1;

/** Text has next to no control characters; the few that occur are removed later. */
function isBinary(text: string): boolean {
  const controls = text.match(/[\u0000-\u0008\u000e-\u001a\u001c-\u001f\ufffd]/g)?.length ?? 0;
  return controls > text.length * controlShareMax;
}
/* oxlint-enable no-control-regex */

/** Nothing but zero bytes, white space and byte order marks. */
const isBlank = (bytes: Uint8Array): boolean =>
  bytes.every((byte) => byte <= 0x20 || byte === 0xfe || byte === 0xff);
