import { amountOf, bicOf, ibanOf, textOf, type CodeParser } from "./code-statement.ts";

/** Charsets of which a decoder knows the letters: UTF-8 and ISO 8859-1. */
const charsetsRead: ReadonlySet<string> = new Set(["1", "2"]);

/**
 * The code of a credit transfer in euro (EPC069-12, versions 001 and 002; "GiroCode"), one value a line: `BCD`, version, charset,
 * `SCT`, BIC, name, IBAN, amount as `EUR119.00`, purpose, structured reference, text.
 */
export const parseEpcPayment: CodeParser = (text) => {
  const lines = text.split(/\r?\n/, 12);
  const [tag, version = "", charset = "", transfer, bic, name, iban, amount] = lines;
  if (tag !== "BCD" || !/^00[12]$/.test(version) || transfer !== "SCT") return undefined;
  const isReadable = charsetsRead.has(charset) || /^[\x20-\x7e]*$/.test(name ?? "");
  const amountDue = amountOf(/^EUR(.+)$/.exec(amount ?? "")?.[1]);
  return {
    definition: "EPC payment code",
    values: {
      "seller.name": isReadable ? textOf(name) : undefined,
      iban: ibanOf(iban),
      bic: bicOf(bic),
      currencyCode: amountDue === undefined ? undefined : "EUR",
      amountDue,
    },
    reference: textOf(lines[9]) ?? textOf(lines[10]),
  };
};
