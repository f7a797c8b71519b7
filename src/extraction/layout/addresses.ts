import type { Address } from "#src/domain/party.ts";
import { addressEnd } from "./blocks.ts";
import type { PartyPlace } from "./buyer.ts";
import type { Found } from "./found.ts";
import { cityLineOf, countryOf, partsOf } from "./places.ts";
import type { Span } from "./text-lines.ts";

/** The parts of an address, each with the line it was read from. */
export type FoundAddress = { readonly [field in keyof Address]?: Found<string> };

/** Confidence in an address that stands right behind or below a name. */
const addressConfidence = 0.85;

type AddressLine = { readonly text: string; readonly span: Span };

/** The postal address that follows a name: in its own line, or in the block below; undefined without post code and city. */
export function addressOf({ name, block }: PartyPlace): FoundAddress | undefined {
  const [first] = block.spans;
  if (first === undefined) return undefined;
  const inline = partsOf(name.text).map((text) => ({ text, span: first }));
  const below = block.spans.slice(0, addressEnd(block) + 1).flatMap((span) => {
    const isWhole = cityLineOf(span.text) !== undefined || partsOf(span.text).length < 2;
    const texts = isWhole ? [span.text] : partsOf(span.text);
    return texts.map((text) => ({ text, span }));
  });
  return addressAmong(inline) ?? addressAmong(below);
}

function addressAmong(lines: readonly AddressLine[]): FoundAddress | undefined {
  const index = lines.findIndex(({ text }, at) => at >= 1 && cityLineOf(text) !== undefined);
  const city = lines[index];
  const place = cityLineOf(city?.text ?? "");
  if (city === undefined || place === undefined) return undefined;
  const last = lines.slice(index + 1).at(-1);
  const countryBelow = last === undefined ? undefined : countryOf(last.text);
  const street = index >= 2 ? lines[index - 1] : undefined;
  const country =
    place.countryCode === undefined
      ? found(countryBelow, last ?? city)
      : found(place.countryCode, city);
  return withoutAbsent({
    line1: street !== undefined && /\d/.test(street.text) ? found(street.text, street) : undefined,
    city: found(place.city, city),
    postCode: found(place.postCode, city),
    region: found(place.region, city),
    countryCode: country,
  });
}

const found = (value: string | undefined, { span }: AddressLine): Found<string> | undefined =>
  value === undefined ? undefined : { ...span, value, confidence: addressConfidence };

function withoutAbsent(parts: {
  readonly [field in keyof Address]?: Found<string> | undefined;
}): FoundAddress {
  return Object.fromEntries(Object.entries(parts).filter(([, part]) => part !== undefined));
}
