import type { Layout } from "./layout.ts";
import { plain } from "./normalise.ts";

/** Words of the pages looked at for addresses of the web and of mail, and such names kept. */
const wordsMax = 20_000;
const webNamesMax = 20;

/** A web name shorter than this is met in other names by chance. */
const lettersMin = 5;

/** Words of a name shorter than this say little. */
const wordLettersMin = 4;

/** The part of a web name the words of a name must make up. */
const sharedMin = 0.6;

/** Hosts of anybody's mail. */
const mailHosts = new Set(
  (
    "gmail googlemail outlook hotmail yahoo icloud gmx freenet online orange wanadoo laposte libero " +
    "tiscali virgilio alice telenet skynet xs4all ziggo kpnmail interia seznam centrum bluewin " +
    "protonmail proton btinternet bigpond example"
  ).split(" "),
);

const webAddress = /(?:@|www\.|https?:\/\/)(?:www\.)?((?:[\p{L}\d-]+\.)+\p{L}{2,})/u;

/** `example.com/pay`: without anything before it, a path tells that it is one. */
const addressWithPath = /^\(?((?:[\p{Ll}\d-]+\.)+\p{Ll}{2,})\/\p{Ll}/u;

/** Before the country of a web address there may be what kind of address it is: `.co.uk`. */
const kind = /^(?:co|com|org|net|ltd|gv|or|ac)$/;

/** What the web and mail addresses on the pages are called: `birch-shop` of `info@birch-shop.co.uk`, each once. */
export function webNamesOf(layout: Layout): readonly string[] {
  const names = new Set<string>();
  for (const word of layout.lines.flatMap(({ words }) => words).slice(0, wordsMax)) {
    const address = webAddress.exec(word.text) ?? addressWithPath.exec(word.text);
    const parts = address?.[1]?.toLowerCase().split(".").slice(0, -1) ?? [];
    const name = parts.length > 1 && kind.test(parts.at(-1) ?? "") ? parts.at(-2) : parts.at(-1);
    if (name !== undefined && name.length >= lettersMin && !mailHosts.has(name)) names.add(name);
  }
  return [...names].slice(0, webNamesMax);
}

/** True if a web name is made of the words of a party's name: `birch-shop` of `Shop for Birches Ltd`. */
export function isMadeOf(webName: string, name: string): boolean {
  const letters = fold(webName);
  const words = fold(name.replaceAll(/[^\p{L}\d]+/gu, " ")).split(" ");
  if (letters.length < lettersMin) return false;
  if (words.join("").includes(letters)) return true;
  const shared = [...new Set(words)].filter(
    (word) => word.length >= wordLettersMin && letters.includes(word),
  );
  return shared.join("").length >= sharedMin * letters.length;
}

/** Letters alone, umlauts however they are spelled. */
const fold = (text: string): string =>
  plain(text)
    .replaceAll(/([aou])e/g, "$1")
    .replaceAll(/[^\p{L}\d ]/gu, "");
