import { legalForms, legalFormWordsMax } from "./tables/legal-forms.ts";

/** Characters of a name that are compared; a longer one is no name. */
const nameCharsMax = 300;

/** Letters a part of a name must have to stand for the whole. */
const partCharsMin = 4;

export type CompanyName = {
  /** Words of the name without its legal forms, as they are compared. */
  readonly words: readonly string[];
  /** Its legal forms in their order: `GMBH`, `CO`, `KG`. */
  readonly legalForms: readonly string[];
};

/**
 * `same`: the same words, and no two legal forms. `alike`: the words of one are among those of the other in their order, or
 * only the legal forms differ. `incomparable`: one has no letters, or they are written in different scripts.
 */
export type NameComparison = "same" | "alike" | "different" | "incomparable";

/** Splits a name into words and legal forms, without case, accents and marks; `ae`, `oe`, `ue` are `a`, `o`, `u`, as are umlauts. */
export function parseCompanyName(name: string): CompanyName {
  const parts = name
    .slice(0, nameCharsMax)
    .normalize("NFKD")
    .replaceAll(/\p{M}|(?<=\p{L})[.'’](?=\p{L})|\.(?=\s|$)/gu, "")
    .toUpperCase()
    .replaceAll(/[&+]/g, " ")
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== "" && !joiningWords.has(word));
  const words: string[] = [];
  const forms: string[] = [];
  for (let at = 0; at < parts.length;) {
    const found = legalFormAt(parts, at);
    if (found === undefined) words.push(folded(parts[at] ?? ""));
    else if (forms.at(-1) !== found.form) forms.push(found.form);
    at += found?.wordCount ?? 1;
  }
  // A company may be called by what elsewhere is a legal form.
  return words.length === 0
    ? { words: parts.map(folded), legalForms: [] }
    : { words, legalForms: forms };
}

/** Compares two names of companies as people do: see `NameComparison`. */
export function compareCompanyNames(one: string, other: string): NameComparison {
  const [a, b] = [parseCompanyName(one), parseCompanyName(other)];
  const [joinedA, joinedB] = [a.words.join(""), b.words.join("")];
  if (joinedA === "" || joinedB === "") return "incomparable";
  if (joinedA === joinedB) {
    const isOneForm = a.legalForms.join(" ") === b.legalForms.join(" ");
    const isFormMissing = a.legalForms.length === 0 || b.legalForms.length === 0;
    return isOneForm || isFormMissing ? "same" : "alike";
  }
  if (!shareScript(joinedA, joinedB)) return "incomparable";
  return isPartOf(a.words, b.words) || isPartOf(b.words, a.words) ? "alike" : "different";
}

const joiningWords = new Set(["AND", "UND", "U", "ET", "Y", "E", "EN", "OG", "I", "THE"]);

const otherLetters: Readonly<Record<string, string>> = { Æ: "A", Ø: "O", Œ: "O", Ł: "L", Đ: "D" };

const folded = (word: string): string =>
  word
    .replaceAll(/[ÆØŒŁĐ]/g, (letter) => otherLetters[letter] ?? letter)
    .replaceAll(/([AOU])E/g, "$1");

function legalFormAt(
  parts: readonly string[],
  at: number,
): { readonly form: string; readonly wordCount: number } | undefined {
  for (let wordCount = legalFormWordsMax; wordCount > 0; wordCount -= 1) {
    if (at + wordCount > parts.length) continue;
    const form = legalForms.get(parts.slice(at, at + wordCount).join(""));
    if (form !== undefined) return { form, wordCount };
  }
  return undefined;
}

/** Whether every word of `part` is among those of `whole`, in the same order. */
function isPartOf(part: readonly string[], whole: readonly string[]): boolean {
  if (part.join("").length < partCharsMin) return false;
  let from = 0;
  return part.every((word) => {
    const at = whole.indexOf(word, from);
    from = at + 1;
    return at >= 0;
  });
}

/** Greek and Bulgarian registers write names in their own script; an invoice may have them in Latin letters. */
const shareScript = (a: string, b: string): boolean =>
  [/\p{Script=Latin}/u, /(?!\p{Script=Latin})\p{L}/u].some(
    (script) => script.test(a) && script.test(b),
  );
