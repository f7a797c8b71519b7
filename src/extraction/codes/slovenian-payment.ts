import { amountOf, dateIn, ibanOf, textOf, type CodeParser } from "./code-statement.ts";

/**
 * The Slovenian payment form (UPN QR), one value a line: payer, amount in cents as eleven digits, purpose, the day the payment is due,
 * then account, reference and name of the payee.
 */
export const parseSlovenianPayment: CodeParser = (text) => {
  const lines = text.split(/\r?\n/, 20);
  if (lines[0] !== "UPNQR") return undefined;
  const cents = /^\d{11}$/.exec(lines[8] ?? "")?.[0];
  const amountDue = cents === undefined ? undefined : `${cents.slice(0, -2)}.${cents.slice(-2)}`;
  return {
    definition: "Slovenian payment code",
    values: {
      amountDue: amountOf(amountDue),
      currencyCode: "EUR",
      paymentDueDate: dateIn(lines[13], /^(?<day>\d\d)\.(?<month>\d\d)\.(?<year>\d{4})$/),
      iban: ibanOf(lines[14]),
      "seller.name": textOf(lines[16]),
    },
    reference: textOf(lines[15]),
  };
};
