import { z } from "zod";
import { amountOf, dateIn, textOf, type CodeParser } from "./code-statement.ts";

/** Characters of the part of the token that is read; the definition has some 600. */
const payloadCharactersMax = 3_000;

const Token = z.object({ iss: z.literal("NIC"), data: z.string() });
const Data = z.object({
  SellerGstin: z.string(),
  DocNo: z.string(),
  DocDt: z.string(),
  TotInvVal: z.union([z.number(), z.string()]),
});

/** The code of Indian invoices (GST, e-invoice portal): a signed token of three parts, whose signature is not checked here. */
export const parseIndianInvoice: CodeParser = (text) => {
  const [, payload = "", signature] = text.split(".", 3);
  if (signature === undefined || payload.length > payloadCharactersMax) return undefined;
  const token = Token.safeParse(jsonIn(payload)).data;
  const data = Data.safeParse(jsonOf(token?.data ?? "")).data;
  if (data === undefined) return undefined;
  return {
    definition: "Indian invoice code",
    values: {
      "seller.vatId": /^\d{2}[A-Z0-9]{13}$/.exec(data.SellerGstin)?.[0],
      invoiceNumber: textOf(data.DocNo),
      issueDate: dateIn(data.DocDt, /^(?<day>\d\d)\/(?<month>\d\d)\/(?<year>\d{4})$/),
      totalWithTax: amountOf(String(data.TotInvVal)),
      currencyCode: "INR",
    },
  };
};

function jsonIn(base64Url: string): unknown {
  try {
    return jsonOf(atob(base64Url.replaceAll("-", "+").replaceAll("_", "/")));
  } catch {
    return undefined;
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
