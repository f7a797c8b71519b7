import { comparable } from "#src/domain/identifier.ts";
import { otherAccountsMax } from "#src/domain/invoice.ts";
import { accountAt, type FieldCollector } from "./field-collector.ts";
import { listOrAbsent } from "./present.ts";
import type { XmlPlace } from "./xml-place.ts";

/** Characters of a national account number by which it is known to be a part of an IBAN. */
const nationalNumberLengthMin = 6;

/** An account number, and the element that also names its bank. */
type AccountPlace = { readonly number: XmlPlace; readonly holder: XmlPlace };

type PaymentAccounts = {
  readonly iban: string | undefined;
  readonly otherAccounts: string[] | undefined;
  /** The element the IBAN belongs to. */
  readonly holder: XmlPlace | undefined;
};

/**
 * The first account that is an IBAN, and every other one: whoever pays may pay at any of them. An account that is named
 * twice, or as the IBAN and in the same place by the national number at its end, is one.
 *
 * @param places - In the order of the document.
 */
export function paymentAccounts(
  places: readonly AccountPlace[],
  fields: FieldCollector,
): PaymentAccounts {
  let iban: string | undefined;
  const index = places.findIndex(({ number }) => {
    iban = fields.iban("iban", number);
    return iban !== undefined;
  });
  const others = new Map<string, XmlPlace>();
  const holder = places[index]?.holder;
  for (const place of places) {
    const { number } = place;
    const key = comparable(accountAt(number));
    const isIban = key === iban || (place.holder === holder && isNationalNumber(key, iban));
    if (key === "" || isIban || others.has(key)) continue;
    if (others.size < otherAccountsMax) others.set(key, number);
  }
  const otherAccounts = [...others.values()].map((place, at) =>
    fields.account(`otherAccounts.${at}`, place),
  );
  return { iban, otherAccounts: listOrAbsent(otherAccounts), holder };
}

const isNationalNumber = (key: string, iban: string | undefined): boolean =>
  iban !== undefined && key.length >= nationalNumberLengthMin && iban.endsWith(key);
