import {
  amountOf,
  currencyOf,
  dateIn,
  ibanOf,
  textOf,
  vatIdOf,
  type CodeParser,
  type CodeValues,
} from "./code-statement.ts";

/** Lines of the code with all that is optional. */
const linesMax = 34;
/** Tags and values in the billing information. */
const billingPartsMax = 40;

/**
 * The Swiss QR-bill (SIX Implementation Guidelines, `SPC` 02xx), one value a line, and the billing information of Swico (`//S1`) in it,
 * which names the invoice.
 */
export const parseSwissQrBill: CodeParser = (text) => {
  const lines = text.split(/\r?\n/, linesMax);
  const [tag, version = "", , iban, , name] = lines;
  if (tag !== "SPC" || !/^02\d\d$/.test(version)) return undefined;
  const amountDue = amountOf(lines[18]);
  return {
    definition: "Swiss QR-bill",
    values: {
      "seller.name": textOf(name),
      iban: ibanOf(iban),
      currencyCode: currencyOf(lines[19]),
      amountDue,
      ...billingInformation(lines[31] ?? ""),
    },
    reference: textOf(lines[28]) ?? textOf(lines[29]),
  };
};

/** `//S1/10/number/11/YYMMDD/30/VAT number`: tag and value by turns; `\/` and `\\` stand for the characters themselves. */
function billingInformation(text: string): CodeValues {
  if (!text.startsWith("//S1/")) return {};
  const parts = text.slice(5).split(/(?<!\\)\//, billingPartsMax);
  const values = new Map<string, string>();
  for (let at = 0; at + 1 < parts.length; at += 2) {
    values.set(parts[at] ?? "", (parts[at + 1] ?? "").replaceAll(/\\(.)/g, "$1"));
  }
  return {
    invoiceNumber: textOf(values.get("10")),
    issueDate: dateIn(values.get("11"), /^(?<year>\d\d)(?<month>\d\d)(?<day>\d\d)$/),
    "seller.vatId": vatIdOf("CHE", values.get("30")),
  };
}
