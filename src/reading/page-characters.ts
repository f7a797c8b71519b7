/**
 * Characters that draw nothing or change how others are drawn: control codes, zero-width characters, soft hyphens, and
 * the bidi marks and overrides that make `001,9` look like `9,100`. Tab, line breaks and form feed are kept.
 */
const unprintable = /(?![\t\n\r\f])[\p{Cc}\p{Cf}]/gu;

const escape = String.fromCodePoint(0x1b);
const bell = String.fromCodePoint(0x07);

/** ANSI escape sequences: removed whole, or their letters would stay in the text. */
const terminalSequence = new RegExp(
  `${escape}\\[[0-9;?]*[ -/]*[@-~]|${escape}\\][^${bell}${escape}]*${bell}?`,
  "g",
);

/** What most words are: nothing is to be done about them. */
const isPlain = /^[ -~]*$/;

/** The printable characters of a text, composed (NFC), with typographic spaces as plain ones. */
export function printableText(text: string): string {
  if (isPlain.test(text)) return text;
  return text
    .normalize("NFC")
    .replace(terminalSequence, "")
    .replace(unprintable, "")
    .replace(/[\u00a0\u2000-\u200a\u202f\u205f\u3000]/g, " ");
}
