/** Characters of one value shown; a longer one is cut and says so. */
export const valueCharactersMax = 2_000;

/** HTML that is safe to write as it stands. Only `html` and `trusted` make it. */
export class Markup {
  readonly source: string;

  constructor(source: string) {
    this.source = source;
  }
}

export type MarkupValue = string | number | Markup | readonly Markup[] | undefined | false;

/**
 * Builds HTML from a template. Everything put in is escaped, for element content and for quoted attributes alike;
 * `undefined` and `false` leave nothing.
 */
export function html(parts: TemplateStringsArray, ...values: readonly MarkupValue[]): Markup {
  const compact = compactParts(parts);
  let source = compact[0] ?? "";
  for (const [index, value] of values.entries()) {
    source += sourceOf(value) + (compact[index + 1] ?? "");
  }
  return new Markup(source);
}

const compacted = new WeakMap<TemplateStringsArray, readonly string[]>();

/** Drops the indentation of our own templates: a third of a large report. */
function compactParts(parts: TemplateStringsArray): readonly string[] {
  const known = compacted.get(parts);
  if (known !== undefined) return known;
  const compact = parts.map((part) => part.replaceAll(/\s*\n\s*/g, "\n"));
  compacted.set(parts, compact);
  return compact;
}

/** Wraps text of our own, such as the style sheet. Never call it with anything that comes from a document. */
export const trusted = (source: string): Markup => new Markup(source);

export const noMarkup = new Markup("");

function sourceOf(value: MarkupValue): string {
  if (value === undefined || value === false) return "";
  if (value instanceof Markup) return value.source;
  if (typeof value === "string" || typeof value === "number") return escapeHtml(String(value));
  return value.map(({ source }) => source).join("");
}

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
  "`": "&#96;",
};

/**
 * Escapes text from a document and makes visible what could deceive: controls and characters that turn the writing
 * direction are shown as their code point, half characters as the replacement character.
 */
export function escapeHtml(text: string): string {
  return showHidden(cut(text).toWellFormed()).replaceAll(
    /[&<>"'`]/g,
    (character) => entities[character] ?? "",
  );
}

function cut(text: string): string {
  if (text.length <= valueCharactersMax) return text;
  return `${text.slice(0, valueCharactersMax)}… (${text.length} characters)`;
}

const hidden =
  // oxlint-disable-next-line no-control-regex -- these are the characters to show
  /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u00AD\u061C\u200B\u200E\u200F\u2028-\u202E\u2060-\u2069\uFEFF\uFFF9-\uFFFB]|[\u{E0000}-\u{E007F}]/gu;

function showHidden(text: string): string {
  return text.replaceAll(
    hidden,
    (character) =>
      `⟨U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}⟩`,
  );
}
