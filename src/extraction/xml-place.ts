import type { XmlElement } from "#src/domain/reading.ts";

/** An element together with the way that leads to it. */
export type XmlPlace = {
  readonly element: XmlElement;
  /** Local names from the root; `[n]` where a name repeats among its siblings. */
  readonly xpath: string;
};

export const rootPlace = (element: XmlElement): XmlPlace => ({
  element,
  xpath: `/${element.name}`,
});

/**
 * The children of that name, in document order. Only elements of the e-invoice's own vocabularies count: a foreign
 * `ID` in an extension is not the invoice's.
 *
 * @param names - Spellings of one term over the versions of a syntax, for example `ApplicableHeaderTradeAgreement`.
 */
function childrenOf(place: XmlPlace | undefined, ...names: readonly string[]): XmlPlace[] {
  if (place === undefined) return [];
  const all = place.element.children.filter(
    (child) => names.includes(child.name) && isInvoiceVocabulary(child.namespace),
  );
  const totals = countBy(all.map(({ name }) => name));
  const seen = new Map<string, number>();
  return all.map((element) => {
    const position = (seen.get(element.name) ?? 0) + 1;
    seen.set(element.name, position);
    const index = (totals.get(element.name) ?? 0) > 1 ? `[${position}]` : "";
    return { element, xpath: `${place.xpath}/${element.name}${index}` };
  });
}

/** The first place a path of child names leads to. Several spellings of a step are separated by `|`. */
export function placeAt(start: XmlPlace | undefined, path: string): XmlPlace | undefined {
  return placesAt(start, path)[0];
}

/** Every place a path leads to: `PaymentMeans/PayeeFinancialAccount` over all payment means. */
export function placesAt(start: XmlPlace | undefined, path: string): XmlPlace[] {
  let places = start === undefined ? [] : [start];
  for (const step of path.split("/")) {
    const names = step.split("|");
    places = places.flatMap((place) => childrenOf(place, ...names));
  }
  return places;
}

const isInvoiceVocabulary = (namespace: string): boolean =>
  namespace.startsWith("urn:oasis:names:specification:ubl:schema:xsd:") ||
  namespace.startsWith("urn:un:unece:uncefact:data:") ||
  namespace.startsWith("urn:ferd:");

function countBy(names: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}
