import { z } from "zod";

/** Version of the schema a model answers in. Raise it when a field changes: answers kept under another one are asked for anew. */
export const answerSchemaVersion = 1;

/** Parts of an answer that are kept; a model that repeats itself is cut off here. */
export const answerLinesMax = 300;
const answerTaxesMax = 20;
const textMax = 500;

/** A value copied letter by letter: it is its own verbatim text. */
const copied = (description: string) => z.string().max(textMax).nullable().describe(description);

const verbatim = (field: string) =>
  z
    .string()
    .max(textMax)
    .nullable()
    .describe(`${field} exactly as printed, copied letter by letter`);

// Models are held to the schema by a grammar that knows no shorthand such as \d.
const decimal = (description: string) =>
  z
    .string()
    .max(40)
    .regex(/^-?[0-9]+(\.[0-9]+)?$/)
    .nullable()
    .describe(`${description}; digits with a dot before the decimals, no grouping: 1234.56`);
const date = (description: string) =>
  z
    .string()
    .regex(/^[0-9]{4}-[0-9]{2}-[0-9]{2}$/)
    .nullable()
    .describe(`${description}, YYYY-MM-DD`);
const code = (letters: number, description: string) =>
  z
    .string()
    .regex(new RegExp(`^[A-Z]{${letters}}$`))
    .nullable()
    .describe(description);

const AnsweredTax = z.object({
  taxRatePercent: decimal("VAT rate in percent (BT-119), for example 19"),
  taxableAmount: decimal("Net amount at this rate (BT-116)"),
  taxAmount: decimal("VAT at this rate (BT-117)"),
});

const AnsweredLine = z.object({
  name: copied("Item name (BT-153)"),
  invoicedQuantity: decimal("Quantity (BT-129)"),
  itemNetPrice: decimal("Price of one unit without VAT (BT-146)"),
  lineNetAmount: decimal("Net amount of the line (BT-131)"),
  taxRatePercent: decimal("VAT rate of the line in percent (BT-152)"),
});

/**
 * What a model says a document states: flat, each value with its verbatim text where the value may be written otherwise.
 * `null`: the document does not state it. Nothing in here is believed before it was found in the document.
 */
export const ModelAnswer = z
  .object({
    documentType: z
      .enum(["invoice", "credit_note", "receipt", "other"])
      .describe("What the document is; other if it asks for and confirms no payment"),
    invoiceNumber: copied("Invoice number given by the seller (BT-1); no order or customer number"),
    issueDate: date("Issue date (BT-2)"),
    issueDateText: verbatim("Issue date"),
    paymentDueDate: date("Date the payment is due (BT-9), only if printed"),
    paymentDueDateText: verbatim("Due date"),
    deliveryDate: date("Date of delivery (BT-72), only if printed"),
    deliveryDateText: verbatim("Delivery date"),
    currencyCode: code(3, "Invoice currency, ISO 4217 (BT-5)"),
    currencyCodeText: verbatim("Currency code or symbol"),
    purchaseOrder: copied("Purchase order number of the buyer (BT-13)"),
    precedingInvoiceNumber: copied("On a credit note: number of the invoice it corrects (BT-25)"),
    sellerName: copied("Name of the seller, who is to be paid (BT-27)"),
    sellerVatId: copied("VAT identifier of the seller with its country prefix (BT-31)"),
    sellerTaxId: copied("Local tax number of the seller (BT-32)"),
    sellerStreet: copied("Street and number of the seller (BT-35)"),
    sellerCity: copied("City of the seller (BT-37)"),
    sellerPostCode: copied("Post code of the seller (BT-38)"),
    sellerCountryCode: code(2, "Country of the seller, ISO 3166-1 alpha-2 (BT-40)"),
    buyerName: copied("Name of the buyer, who is to pay (BT-44)"),
    buyerVatId: copied("VAT identifier of the buyer with its country prefix (BT-48)"),
    totalWithoutTax: decimal("Total without VAT (BT-109)"),
    totalWithoutTaxText: verbatim("Total without VAT"),
    totalTax: decimal("Total VAT (BT-110)"),
    totalTaxText: verbatim("Total VAT"),
    totalWithTax: decimal("Total with VAT (BT-112)"),
    totalWithTaxText: verbatim("Total with VAT"),
    amountDue: decimal("Amount still to be paid (BT-115), only if printed"),
    amountDueText: verbatim("Amount due"),
    iban: copied("Account of the seller to pay to, IBAN (BT-84)"),
    bic: copied("BIC of the seller's bank (BT-86)"),
    taxes: z.array(AnsweredTax).max(answerTaxesMax).describe("VAT by rate (BG-23)"),
    lines: z
      .array(AnsweredLine)
      .max(answerLinesMax)
      .describe("Invoice lines in their order (BG-25); no sums, no carried-forward amounts"),
  })
  .describe(
    "The values an invoice, credit note or receipt states; null for what it does not state",
  );
export type ModelAnswer = z.infer<typeof ModelAnswer>;

export type AnswerKind = "text" | "identifier" | "date" | "amount" | "currency" | "country";

/** A single value of an answer: where it belongs in the invoice and how it is written and compared. */
export type AnswerField = {
  readonly key: Exclude<keyof ModelAnswer, "documentType" | "taxes" | "lines">;
  /** Path in the invoice. */
  readonly path: string;
  readonly kind: AnswerKind;
  /** Field with the verbatim text; absent where the value is copied itself. */
  readonly textKey?: AnswerField["key"];
};

/** Every single value, in the order a person would ask for them. Taxes and lines are joined as a whole. */
export const answerFields: readonly AnswerField[] = [
  { key: "invoiceNumber", path: "invoiceNumber", kind: "identifier" },
  { key: "issueDate", path: "issueDate", kind: "date", textKey: "issueDateText" },
  { key: "paymentDueDate", path: "paymentDueDate", kind: "date", textKey: "paymentDueDateText" },
  { key: "deliveryDate", path: "deliveryDate", kind: "date", textKey: "deliveryDateText" },
  { key: "currencyCode", path: "currencyCode", kind: "currency", textKey: "currencyCodeText" },
  { key: "purchaseOrder", path: "purchaseOrder", kind: "identifier" },
  { key: "precedingInvoiceNumber", path: "precedingInvoiceNumber", kind: "identifier" },
  { key: "sellerName", path: "seller.name", kind: "text" },
  { key: "sellerVatId", path: "seller.vatId", kind: "identifier" },
  { key: "sellerTaxId", path: "seller.taxId", kind: "identifier" },
  { key: "sellerStreet", path: "seller.address.line1", kind: "text" },
  { key: "sellerCity", path: "seller.address.city", kind: "text" },
  { key: "sellerPostCode", path: "seller.address.postCode", kind: "identifier" },
  { key: "sellerCountryCode", path: "seller.address.countryCode", kind: "country" },
  { key: "buyerName", path: "buyer.name", kind: "text" },
  { key: "buyerVatId", path: "buyer.vatId", kind: "identifier" },
  {
    key: "totalWithoutTax",
    path: "totalWithoutTax",
    kind: "amount",
    textKey: "totalWithoutTaxText",
  },
  { key: "totalTax", path: "totalTax", kind: "amount", textKey: "totalTaxText" },
  { key: "totalWithTax", path: "totalWithTax", kind: "amount", textKey: "totalWithTaxText" },
  { key: "amountDue", path: "amountDue", kind: "amount", textKey: "amountDueText" },
  { key: "iban", path: "iban", kind: "identifier" },
  { key: "bic", path: "bic", kind: "identifier" },
];

/** Fields of a VAT group and of a line, by their name in answer and invoice. */
export const taxFields = [
  "taxRatePercent",
  "taxableAmount",
  "taxAmount",
] as const satisfies readonly (keyof z.infer<typeof AnsweredTax>)[];
export const lineFields = [
  "name",
  "invoicedQuantity",
  "itemNetPrice",
  "lineNetAmount",
  "taxRatePercent",
] as const satisfies readonly (keyof z.infer<typeof AnsweredLine>)[];

/** An answer in which the document states nothing. */
export const emptyAnswer: ModelAnswer = {
  documentType: "other",
  ...(Object.fromEntries(
    answerFields.flatMap(({ key, textKey }) =>
      (textKey === undefined ? [key] : [key, textKey]).map((name) => [name, null]),
    ),
  ) as Record<AnswerField["key"], null>),
  taxes: [],
  lines: [],
};
