import { present } from "../present.ts";
import {
  amountOf,
  bicOf,
  currencyOf,
  dateIn,
  ibanOf,
  textOf,
  vatIdOf,
  type CodeParser,
  type CodeStatement,
} from "./code-statement.ts";

/** Attributes of one code; the definitions have some 30. */
const attributesMax = 60;

const day = /^(?<year>\d{4})(?<month>\d\d)(?<day>\d\d)$/;

/**
 * Czech codes: a payment (`SPD*1.0*ACC:IBAN+BIC*AM:480.50*CC:CZK*...`) and an invoice (`SID*1.0*ID:number*DD:day*...`), which a payment
 * may carry as `X-INV`.
 */
export const parseCzechPayment: CodeParser = (text) => {
  const [tag, version = "", ...attributes] = text.split("*", attributesMax);
  if (!/^\d\.\d$/.test(version)) return undefined;
  const values = valuesIn(attributes);
  if (tag === "SID") return invoiceFrom(values);
  if (tag !== "SPD") return undefined;
  const payment = paymentFrom(values);
  const invoice = parseCzechPayment(/^SID\*.*/s.exec(values["X-INV"] ?? "")?.[0] ?? "");
  return { ...payment, values: { ...invoice?.values, ...present(payment.values) } };
};

type Attributes = { readonly [name: string]: string | undefined };

function paymentFrom(values: Attributes): CodeStatement {
  const [iban, bic] = (values["ACC"] ?? "").split(",")[0]?.split("+") ?? [];
  const amountDue = amountOf(values["AM"]);
  return {
    definition: "Czech payment code",
    values: {
      "seller.name": textOf(values["RN"]),
      iban: ibanOf(iban),
      bic: bicOf(bic),
      currencyCode: currencyOf(values["CC"]),
      amountDue,
      paymentDueDate: dateIn(values["DT"], day),
    },
    reference: textOf(values["X-VS"]) ?? textOf(values["RF"]) ?? textOf(values["MSG"]),
  };
}

function invoiceFrom(values: Attributes): CodeStatement {
  return {
    definition: "Czech invoice code",
    values: {
      invoiceNumber: textOf(values["ID"]),
      issueDate: dateIn(values["DD"], day),
      totalWithTax: amountOf(values["AM"]),
      // The koruna is what an amount without a currency is in.
      currencyCode: currencyOf(values["CC"] ?? "CZK"),
      "seller.vatId": vatIdOf("CZ", values["VII"]),
      paymentDueDate: dateIn(values["DT"], day),
    },
    reference: textOf(values["VS"]),
  };
}

/** `NAME:value`, the value with what would end it written as in a URL. */
function valuesIn(attributes: readonly string[]): Attributes {
  const pairs = attributes.flatMap((attribute) => {
    const [, name, value] = /^([A-Z0-9-]{1,10}):(.*)$/s.exec(attribute) ?? [];
    return name === undefined || value === undefined ? [] : [[name, decoded(value)] as const];
  });
  return Object.fromEntries(pairs);
}

function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}
