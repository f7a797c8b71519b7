import type { CodeParser } from "./code-statement.ts";
import { parseCzechPayment } from "./czech-payment.ts";
import { parseEpcPayment } from "./epc-payment.ts";
import { parseIndianInvoice } from "./indian-invoice.ts";
import { parsePortugueseInvoice } from "./portuguese-invoice.ts";
import { parseSaudiInvoice } from "./saudi-invoice.ts";
import { parseSlovenianPayment } from "./slovenian-payment.ts";
import { parseSwissQrBill } from "./swiss-qr-bill.ts";
import { parseWebInvoice } from "./web-invoice.ts";

const parsers: readonly CodeParser[] = [
  parseEpcPayment,
  parseSwissQrBill,
  parseCzechPayment,
  parseSlovenianPayment,
  parsePortugueseInvoice,
  parseSaudiInvoice,
  parseWebInvoice,
  parseIndianInvoice,
];

/** What a code states by the definition it follows; `undefined` for a code of another kind: a link, a ticket, a parcel. */
export const parseCode: CodeParser = (text) => {
  for (const parse of parsers) {
    const statement = parse(text);
    if (statement !== undefined) return statement;
  }
  return undefined;
};
