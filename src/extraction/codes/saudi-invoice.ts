import { amountOf, dateIn, textOf, type CodeParser } from "./code-statement.ts";

/** Bytes of a code once decoded; with its signature it has some 700. */
const bytesMax = 3_000;

/** Tags of the values, each one byte. */
const tags = { name: 1, vatNumber: 2, time: 3, totalWithTax: 4, totalTax: 5 } as const;

/** The code of Saudi invoices (ZATCA): Base64 of tag, length and value, one after another. */
export const parseSaudiInvoice: CodeParser = (text) => {
  const values = taggedValues(bytesOf(text));
  const vatNumber = /^3\d{13}3$/.exec(values?.get(tags.vatNumber) ?? "")?.[0];
  if (values === undefined || vatNumber === undefined) return undefined;
  return {
    definition: "Saudi invoice code",
    values: {
      "seller.name": textOf(values.get(tags.name)),
      "seller.vatId": vatNumber,
      issueDate: dateIn(
        values.get(tags.time),
        /^(?<year>\d{4})-(?<month>\d\d)-(?<day>\d\d)(?:T|$)/,
      ),
      totalWithTax: amountOf(values.get(tags.totalWithTax)),
      totalTax: amountOf(values.get(tags.totalTax)),
    },
  };
};

/** `undefined` unless every value ends where it says. */
function taggedValues(bytes: Uint8Array): ReadonlyMap<number, string> | undefined {
  const values = new Map<number, string>();
  const decoder = new TextDecoder();
  for (let at = 0; at < bytes.length;) {
    const [tag = 0, length = 0] = bytes.subarray(at, at + 2);
    const value = bytes.subarray(at + 2, at + 2 + length);
    if (tag === 0 || value.length < length) return undefined;
    values.set(tag, decoder.decode(value));
    at += 2 + length;
  }
  return values;
}

function bytesOf(base64: string): Uint8Array {
  if (base64.length > bytesMax || !/^[A-Za-z0-9+/]{8,}={0,2}$/.test(base64))
    return new Uint8Array();
  try {
    return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  } catch {
    return new Uint8Array();
  }
}
