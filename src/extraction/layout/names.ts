import { datesIn } from "./dates.ts";
import { isPhrase } from "./labels.ts";
import { plain } from "./normalise.ts";
import { cityLineOf, countryOf, hasUsAddress, isStreet, isStreetName } from "./places.ts";
import { rememberTexts } from "./remember-texts.ts";
import { legalForms } from "./vocabulary/legal-forms.ts";
import { usStates } from "./vocabulary/us-states.ts";

/** Characters and words a company's name may have. */
const nameMax = 90;

/** Characters of a line that may begin with a name. */
const textMax = 300;
const nameWordsMax = 11;

/** Two small letters, or two capitals for them, are a legal form only with their dots: `such as` is none. */
const dottedAlone = /^(?:\p{Ll}\.\p{Ll}\.|[EKA]\.[KVUS]\.|P\.[AC]\.)$/u;

const legalForm = new RegExp(
  String.raw`(?<=[\p{L}\d)"&'’.]\s|[\p{L}\d)"&'’.],\s?)(?:${legalForms
    .toSorted((a, b) => b.length - a.length)
    .flatMap(spellings)
    .join("|")})(?=$|[\s,;:)•·|/-])`,
  "gu",
);

/** A legal form as written and in capitals, its dots and spaces optional. */
function spellings(form: string): string[] {
  const pattern = (text: string): string =>
    text
      .split("")
      .map((character) =>
        character === "."
          ? String.raw`\.${dottedAlone.test(text) ? "" : "?"}\s?`
          : character === " "
            ? String.raw`\s?`
            : character === "&"
              ? "(?:&|und|et)"
              : character,
      )
      .join("")
      .replace(/(?:\\\.\??\\s\?)$/, String.raw`\.?`);
  const last = form.endsWith(".") ? "" : String.raw`\.?`;
  return [...new Set([form, form.toUpperCase()])].map((text) => pattern(text) + last);
}

/** Finnish housing companies are named behind their legal form: `As Oy Kaivopuisto`. */
const housing = /^(?:As|Asunto|Kiinteistö)\.?\s$/iu;

/** The letters of a Dutch post code (`3512 AB Utrecht`) or the state of an American one (`Louisville, KY 40202`): no legal form. */
const isInAddress = (text: string, { 0: form, index }: RegExpExecArray): boolean =>
  (/(?<!\d)[1-9]\d{3}\s$/.test(text.slice(0, index)) &&
    /^[A-Z]{2}\s\p{Lu}\p{Ll}/u.test(text.slice(index))) ||
  (usStates.has(form) && /,\s$/.test(text.slice(0, index)) && hasUsAddress(text));

/** Where a legal form ends in a text: the end of a company's name; undefined without one. */
const legalFormEnd = rememberTexts((text): number | undefined => {
  let end: number | undefined;
  for (const match of text.slice(0, 200).matchAll(legalForm)) {
    const start = match.index;
    if (housing.test(text.slice(0, start)) || isInAddress(text, match)) continue;
    if (end !== undefined && start - end > 6) break;
    end = start + match[0].length;
  }
  return end;
});

/** Sole traders' firms are named behind what they are: `Tmi Kaisa Virta`, `P.P.H.U. Kowalski`. */
const leadingForm =
  /^(?:T:?mi|Toiminimi|P\.?P?\.?H\.?U\.?|F\.?H\.?U\.?P?\.?|Ditta|Az(?:ienda|\.) Agr(?:icola|\.)|Firma|Fa\.)\s\p{Lu}/u;

export const hasLegalForm = (text: string): boolean =>
  legalFormEnd(text) !== undefined || leadingForm.test(text);

/**
 * The name a text begins with, without the address that follows it; undefined if it is no name.
 *
 * @param isLabelled - A label announces a name here: what looks like a street (`School No. 4`) is one too.
 */
export function nameIn(text: string, isLabelled = false): string | undefined {
  if (text.length > textMax || isDated(text) || owner.test(text)) return undefined;
  const bare = text
    .trim()
    .replace(/^(?:attn|attention|c\/o|z\. ?hd\.?|t\.a\.v\.?|fao)[.: ]+/i, "")
    .replace(/^[^\p{L}\p{N}"'(&[]+/u, "");
  const end = legalFormEnd(bare);
  if (end === undefined && cityLineOf(bare) !== undefined) return undefined;
  const cut = end === undefined ? withoutAddress(bare) : bare.slice(0, end);
  const name = cut.replace(/[\s,;:•·|–-]+$/u, "").trim();
  return isName(name, isLabelled) ? name : undefined;
}

/** Before the name of a person: whom to hand the letter to. */
const toPerson =
  /^(?:Herrn?|Frau|Familie|Mr|Mrs|Ms|Mdm|Monsieur|Madame|Mme|M\.|Attn|Att|FAO|z\. ?Hd|T\.a\.v|Alla c\.a|c\.a|A\/C|Pan|Pani|v\/)(?:[.:]*\s|[.:]*$)/i;

/** `Frau Jule Winter`, `Attn. Ada Quill`: a line that hands a letter to somebody. */
export const isToPerson = (text: string): boolean => toPerson.test(text);

/** Says whose the business is, not what it is called: `Inh. Jule Winter e.K.` */
const owner =
  /^(?:inh|inhaber|inhaberin|prop|proprietor|owner|titolare|eigenaar|właściciel)(?:[.:]|\s)/i;

/** Cuts at a separator behind which digits follow: what follows is an address or a number. */
function withoutAddress(text: string): string {
  const parts = text.split(/\s+[-–•·|●]\s+|\s*[•·|●]\s*|,\s+/u);
  if (parts.length < 2) return text;
  const first = parts[0] ?? text;
  return parts.slice(1).some((part) => /\d/.test(part)) || /[•·|●]/u.test(text) ? first : text;
}

/** `birch-shop.no`: the address of a shop on the web. */
const bareDomain = /^[\p{Ll}\d-]{3,}(?:\.[\p{Ll}\d-]+)*\.\p{Ll}{2,}$/u;

function isName(text: string, isLabelled: boolean): boolean {
  if (/^\(.*\)$/.test(text)) return false;
  const letters = text.match(/\p{L}/gu)?.length ?? 0;
  return (
    letters >= 2 &&
    text.length <= nameMax &&
    text.split(/\s+/).length <= nameWordsMax &&
    letters >= 0.5 * text.replaceAll(/\s/g, "").length &&
    !/@|www\.|https?:|\.(?:com|de|fr|nl|org|net|it|es|pl)\b/i.test(text) &&
    !bareDomain.test(text) &&
    !/[:;!?<>{}[\]=]|^\d/.test(text.replace(/^[\d\p{Lu}]{1,4}\s/u, "")) &&
    countryOf(text) === undefined &&
    !arePhrases(text) &&
    !isSentence(text) &&
    !addressedTitle.test(text) &&
    !verbs.test(text) &&
    (hasLegalForm(text) ||
      ((isLabelled || !isStreet(text)) && !isStreetName(text) && cityLineOf(text) === undefined)) &&
    datesIn(text).length === 0
  );
}

/** `Lyon, le 3 avril 2024` heads a letter and names nobody. */
const isDated = (text: string): boolean => datesIn(text).length > 0 && !hasLegalForm(text);

/** Words no name has: it is a sentence about somebody. */
const verbs =
  /\s(?:is|are|was|will|has|have|please|this|you|your|our|ist|sind|wird|wurde|werden|bitte|wir|sie|est|sont|nous|vous|son|sono|zijn)\s/i;

/** `Your business broadband bill`: a title that speaks to the reader. */
const addressedTitle =
  /^(?:your|ihre|votre|uw|su|tu|la (?:tua|sua|vostra)|a sua|din|deres|twoja|vaše)\s(?:.*\s|.*\p{Ll})?(?:bill|invoice|statement|receipt|order|rechnung|abrechnung|facture|factuur|factura|fattura|bolletta|fatura|faktura|regning)$/iu;

/** `TAX INVOICE / GUEST FOLIO`: a phrase of the vocabulary, or several. */
export const arePhrases = (text: string): boolean =>
  text.split("/").every((phrase) => isPhrase(phrase.trim()));

/** Ends like a sentence: a full stop behind a whole word that is no legal form. */
const isSentence = (text: string): boolean =>
  /\s.*\p{Ll}{3,}[.!?]$/u.test(text) && !hasLegalForm(text);

/** Names that differ only in case, accents, dots and spaces are one. */
const nameKey = (name: string): string =>
  plain(name)
    .replaceAll(/[^\p{L}\p{N}]+/gu, " ")
    .trim();

/** One name is the other, or the other with something before or behind it. */
export function isSameName(a: string, b: string): boolean {
  const [left, right] = [` ${nameKey(a)} `, ` ${nameKey(b)} `];
  const shorter = Math.min(left.length, right.length);
  return left === right || (shorter >= 7 && (left.includes(right) || right.includes(left)));
}
