import type { DecimalString } from "./money.ts";
import type { Invoice } from "./invoice.ts";

/** Parts of a path: `invoiceLines.12.lineNetAmount` has three. */
const partsMax = 4;

const partsOf = (path: string): string[] => path.split(".", partsMax);

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null;

/** The single value an invoice has at a path such as `seller.address.city`; `undefined` if there is none. */
export function valueAt(invoice: Invoice, path: string): string | undefined {
  let at: unknown = invoice;
  for (const part of partsOf(path)) {
    at = isObject(at) && Object.hasOwn(at, part) ? at[part] : undefined;
  }
  return typeof at === "string" ? at : undefined;
}

/** A copy of the invoice with a value at a path of objects. */
export function withValue(invoice: Invoice, path: string, value: string): Invoice {
  return setIn(invoice, partsOf(path), value);
}

function setIn(
  object: Readonly<Record<string, unknown>>,
  [part = "", ...rest]: readonly string[],
  value: string,
): Readonly<Record<string, unknown>> {
  const inner = object[part];
  return {
    ...object,
    [part]: rest.length === 0 ? value : setIn(isObject(inner) ? inner : {}, rest, value),
  };
}

/** A copy of the invoice without the values at these paths, and without what is empty for it; items of lists keep their places. */
export const withoutValues = (invoice: Invoice, paths: readonly string[]): Invoice =>
  paths.reduce<Invoice>((rest, path) => removeIn(rest, partsOf(path)), invoice);

function removeIn(
  object: Readonly<Record<string, unknown>>,
  [part = "", ...rest]: readonly string[],
): Readonly<Record<string, unknown>> {
  const { [part]: inner, ...others } = object;
  if (rest.length === 0 || inner === undefined) return others;
  if (Array.isArray(inner)) {
    const [index = "", ...deeper] = rest;
    const items = inner.map((item: Readonly<Record<string, unknown>>, at) =>
      String(at) === index ? removeIn(item, deeper) : item,
    );
    return { ...object, [part]: items };
  }
  const left = isObject(inner) ? removeIn(inner, rest) : {};
  return Object.keys(left).length === 0 ? others : { ...object, [part]: left };
}

/** The amounts a list states under one name; `undefined` if one of them is missing or there are none. */
export function amountsOf<Name extends string>(
  list: readonly { readonly [name in Name]?: DecimalString | undefined }[] | undefined,
  name: Name,
): DecimalString[] | undefined {
  const amounts = (list ?? []).flatMap((item) => {
    const amount = item[name];
    return amount === undefined ? [] : [amount];
  });
  return amounts.length === 0 || amounts.length < (list ?? []).length ? undefined : amounts;
}
