import { amountOf, dateIn, textOf, vatIdOf, type CodeParser } from "./code-statement.ts";

/** Fields of one code: 8 letters and three sets of amounts by region. */
const fieldsMax = 60;

/** The code of Portuguese invoices (Portaria 195/2020): `A:NIF*B:...*F:20260301*G:FT A/12*...*N:23.00*O:123.00`. */
export const parsePortugueseInvoice: CodeParser = (text) => {
  const fields = text.split("*", fieldsMax).map((field) => /^([A-S]\d?):(.*)$/s.exec(field));
  const values = new Map(fields.flatMap((match) => (match ? [[match[1], match[2]] as const] : [])));
  const nif = /^[1-9]\d{8}$/.exec(values.get("A") ?? "")?.[0];
  if (nif === undefined || !values.has("G") || !values.has("H")) return undefined;
  return {
    definition: "Portuguese invoice code",
    values: {
      "seller.vatId": vatIdOf("PT", nif),
      issueDate: dateIn(values.get("F"), /^(?<year>\d{4})(?<month>\d\d)(?<day>\d\d)$/),
      invoiceNumber: textOf(values.get("G")),
      currencyCode: "EUR",
      totalTax: amountOf(values.get("N")),
      totalWithTax: amountOf(values.get("O")),
    },
  };
};
