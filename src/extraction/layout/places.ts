import { isPhrase } from "./labels.ts";
import { plain } from "./normalise.ts";
import { rememberTexts } from "./remember-texts.ts";
import { countryNames } from "./vocabulary/countries.ts";
import { usStates } from "./vocabulary/us-states.ts";

const codeByName: ReadonlyMap<string, string> = new Map(
  Object.entries(countryNames).flatMap(([code, names]) =>
    names.map((name) => [plain(name), code] as const),
  ),
);

/** Post codes as they stand in the city line of an address, by their shape. */
const postCodeShapes: readonly RegExp[] = [
  /^(?<post>\d{4}\s?[A-Z]{2})\s+(?<city>\p{Lu}[\p{L}.'’ -]+)$/u,
  /^(?:[A-Z]{1,2}[- ])?(?<post>\d{4,6})\s+(?<city>\p{Lu}[\p{L}.'’()/ -]+)$/u,
  /^(?<post>\d{2}-\d{3}|\d{4}-\d{3,4}|\d{3}\s\d{2})\s+(?<city>\p{Lu}[\p{L}.'’ -]+)$/u,
  /^(?<city>\p{Lu}[\p{L}.'’ -]+?),?\s+(?<region>[A-Z]{2,3}),?\s+(?<post>\d{5}(?:-\d{4})?|\d{4})$/u,
  /^(?<post>[A-Z]{1,2}\d[A-Z\d]?\s?\d[A-Z]{2})\s+(?<city>\p{Lu}[\p{L}.'’ -]+)$/u,
  /^(?<city>\p{Lu}[\p{L}.'’ -]+?),?\s+(?<post>[A-Z]{1,2}\d[A-Z\d]?\s?\d[A-Z]{2}|[AC-FHKNPRTV-Y]\d[\dW]\s?[\dAC-FHKNPRTV-Y]{4})$/u,
  /^(?<city>\p{Lu}[\p{L}.,'’ -]+?),?\s+(?<post>\d{4,6})$/u,
];

/** Words for streets: `4557 De Silva St` is a street with its number, no city with its post code. */
const streetWord =
  /(?:^|[\s,])(?:st|street|rd|road|ave?|avenue|dr|drive|blvd|boulevard|way|lane|ln|court|ct|square|sq|highway|hwy|parkway|pkwy|rue|chemin|chaussée|route|allée|impasse|quai|cours|via|viale|piazza|calle|avenida|rua|ul|ulica|aleja|straat|laan|weg|straße|strasse)\.?(?=$|[\s,])/i;

/** `9300 St. Veit`: a saint's town behind its post code, no street. */
const saint = /^\d+\sSt\.\s(?=\p{Lu})/u;

/** `95124 Catania CT`: an Italian province behind its town, no court. */
const province = /^\d{5}\s\p{Lu}.*\p{Ll}\s\(?[A-Z]{2}\)?$/u;

/** Between the parts of an address in one line, and what recognition takes a bullet for, if a part with digits or the last follows: names have it too. */
const betweenParts =
  /\s*[•·|●]\s*|\s+[-–—]\s+|,\s+|(?:\s+[+*»«°])+\s+(?=[^-+*»«°,•·|●–]*\d|[^+*»«°\d]*$)/u;

/** The parts of an address printed in one line: `Seller GmbH • Street 1, 12345 City`. */
export const partsOf = (text: string): string[] =>
  text.split(betweenParts).filter((part) => part !== "");

/** Characters of a line of an address; more is running text. */
const lineMax = 120;

export type CityLine = {
  readonly postCode: string;
  readonly city: string;
  readonly region?: string;
  readonly countryCode?: string;
};

/** Reads `80333 München`, `D-63571 Gelnhausen`, `Redmond WA, 98052`, `EC1A 1BB London`, with a country behind it or not. */
export const cityLineOf = rememberTexts((text): CityLine | undefined => {
  if (text.length > lineMax) return undefined;
  const { rest, countryCode } = withoutCountry(text);
  const isStreetLike = streetWord.test(rest.replace(saint, " ")) && !province.test(rest);
  if (/^\d/.test(rest) && isStreetLike) return undefined;
  const prefixed = /^(?<code>[A-Z]{2})[ -](?=\d)/.exec(rest)?.groups?.["code"];
  for (const shape of postCodeShapes) {
    const parts = shape.exec(rest)?.groups;
    const post = parts?.["post"];
    const city = parts?.["city"];
    if (post === undefined || city === undefined) continue;
    const isCityFirst = rest.startsWith(city);
    if (isCityFirst && (isPhrase(city) || /^\p{Lu}{1,3}$/u.test(city))) continue;
    const region = parts?.["region"];
    const isUs = region !== undefined && usStates.has(region) && /^\d{5}/.test(post);
    const country =
      countryCode ??
      (isUs ? "US" : prefixed !== undefined && prefixed in countryNames ? prefixed : undefined);
    return {
      postCode: post,
      city: city.trim(),
      ...(region === undefined ? {} : { region }),
      ...(country === undefined ? {} : { countryCode: country }),
    };
  }
  return undefined;
});

/** True if a line, or one of the parts it is printed in, holds post code and city. */
export const hasCity = rememberTexts((text): boolean =>
  [text, ...partsOf(text)].some((part) => cityLineOf(part) !== undefined),
);

/** The country a line is, or ends with behind a comma or dash. */
export const countryOf = rememberTexts((text): string | undefined => {
  if (text.length > lineMax) return undefined;
  return (
    codeByName.get(plain(text.trim().replace(/[.,]$/, ""))) ?? withoutCountry(text).countryCode
  );
});

function withoutCountry(text: string): { rest: string; countryCode?: string } {
  const whole = text.trim().replace(/[.,;]$/, "");
  const cut = /^(?<rest>.+?)(?:,\s*|\s[-–•·|]\s*)(?<last>[^,–•·|]+)$/u.exec(whole)?.groups;
  const countryCode = codeByName.get(plain(cut?.["last"]?.trim() ?? ""));
  if (cut?.["rest"] === undefined || countryCode === undefined) return { rest: whole };
  return { rest: cut["rest"], countryCode };
}

/** A street: words and a house number, in either order. */
export const isStreet = (text: string): boolean =>
  /^\p{Lu}[\p{L}.'’ -]{2,40}\s\d{1,5}\s?[a-zA-Z]?(?:[-/]\d+)?$/u.test(text) ||
  /^\d{1,5}\s?(?:bis|ter|[A-Za-z])?,?\s\p{L}[\p{L}\d.'’ -]{2,45}$/u.test(text);

/** The word for a street that names end with where it comes last: `Station Road`. */
const lastOfStreet =
  /^[^\d&]{2,40}\s(?:road|street|lane|avenue|drive|boulevard|highway|crescent|terrace|rd|ave|blvd)\.?$|(?:straße|strasse|gasse|straat|gracht)$/i;

/** The name of a street without its number, as languages that put the word for it first or last have it. */
export const isStreetName = (text: string): boolean =>
  /^(?:via|viale|piazza|corso|rue|avenue|boulevard|place|chemin|allée|calle|c\/|plaza|pza\.?|avenida|avda\.?|av\.|paseo|ctra\.|rua|praça|ul\.|ulica|aleja)\s/i.test(
    text,
  ) || lastOfStreet.test(text);

/** The American addresses of a text: a state and a ZIP code. */
export const hasUsAddress = (text: string): boolean =>
  /\d{5}/.test(text) &&
  [...text.matchAll(/\p{L},?\s([A-Z]{2}),?\s+\d{5}(?:-\d{4})?(?!\d)/gu)].some(
    ([, state]) => state !== undefined && state !== "DE" && usStates.has(state),
  );
