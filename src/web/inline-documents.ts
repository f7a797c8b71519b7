import { isReservedName } from "#src/domain/reserved-name.ts";
import type { InlineDocument } from "#src/ports/inbox.ts";
import { Refusal } from "./refusal.ts";

/** Characters of a data: URL before its content; beyond, it is no such URL. */
const headMax = 2_000;
const nameBytesMax = 150;
const base64 = /^[A-Za-z0-9+/_\-\s]*={0,2}\s*$/;

export const isInline = (given: string): boolean => /^data:/i.test(given.slice(0, 5));

/**
 * The document inside a `data:` URL: `data:application/pdf;name=invoice.pdf;base64,JVBERi0...`.
 *
 * @param place - Where it stands in the request, for messages, which repeat nothing of it.
 * @param name - Name of a document whose URL has none.
 * @throws {Refusal} If it is malformed, empty or too large.
 */
export function parseInline(
  url: string,
  options: { readonly place: string; readonly name: string; readonly sizeBytesMax: number },
): InlineDocument {
  const { place, sizeBytesMax } = options;
  const comma = url.slice(0, headMax).indexOf(",");
  const parameters = comma < 0 ? [] : url.slice("data:".length, comma).split(";");
  if (parameters.at(-1)?.trim().toLowerCase() !== "base64") {
    throw malformed(place, "expected data:<type>;name=<file name>;base64,<content>");
  }
  const text = url.slice(comma + 1);
  if (!base64.test(text)) throw malformed(place, "its content is not base64");
  const content = Buffer.from(text, "base64");
  if (content.byteLength === 0) throw malformed(place, "it has no content");
  if (content.byteLength > sizeBytesMax) {
    throw new Refusal(
      413,
      "document.too_large",
      `${place} has ${content.byteLength} bytes, more than the ${sizeBytesMax} allowed (FANFOLD_FILE_SIZE_MB_MAX)`,
    );
  }
  const named = parameters.find((parameter) => /^\s*name=/i.test(parameter));
  const name = named === undefined ? "" : plainName(decoded(named.slice(named.indexOf("=") + 1)));
  return { name: name === "" ? options.name : name, content };
}

/** A name that is no path, not hidden and short enough for every file system; empty if nothing is left of it. */
export function plainName(given: string): string {
  const last = given.normalize("NFC").split(/[/\\]/).at(-1) ?? "";
  // Controls, and what turns the direction of writing round.
  const visible = last.replaceAll(/[\p{C}\p{Zl}\p{Zp}]/gu, "");
  const shown = visible.trim().replace(/^[.\s]+/, "");
  const dot = shown.lastIndexOf(".");
  const ending = dot > 0 ? shown.slice(dot).slice(0, 20) : "";
  let stem = dot > 0 ? shown.slice(0, dot) : shown;
  while (Buffer.byteLength(stem + ending) > nameBytesMax) stem = stem.slice(0, -1);
  // Cut inside a character beyond U+FFFF, half of it is left.
  const name = (stem + ending).replaceAll(/\p{Cs}/gu, "");
  // Outcomes of a batch are kept under the names of their files.
  return isReservedName(name) ? "" : name;
}

function decoded(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}

const malformed = (place: string, problem: string): Refusal =>
  new Refusal(400, "document.inline_malformed", `${place} is no document: ${problem}`);
