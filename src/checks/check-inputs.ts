import { type CheckNode, checkNodes } from "#src/domain/check-node.ts";

/**
 * What each check reads of an invoice, as far as a model may change it. A path stands for everything below it. Keep it in step
 * with the checks: what is missing here leaves a finding about a value that is no longer there.
 */
const inputs: Readonly<Record<CheckNode, readonly string[]>> = {
  check_seller: [
    "seller.name",
    "seller.vatId",
    "seller.address.countryCode",
    "buyer.vatId",
    "iban",
    "otherAccounts",
  ],
  check_tax: [
    "seller.vatId",
    "seller.taxId",
    "seller.address",
    "buyer.vatId",
    "buyer.address",
    "issueDate",
    "deliveryDate",
    "currencyCode",
    "totalWithoutTax",
    "totalTax",
    "totalWithTax",
    "taxBreakdowns",
    "invoiceLines",
  ],
  check_currency: ["currencyCode", "issueDate", "totalWithTax", "amountDue"],
  check_totals: [
    "documentType",
    "invoiceNumber",
    "issueDate",
    "paymentDueDate",
    "deliveryDate",
    "currencyCode",
    "seller.name",
    "seller.address",
    "buyer.name",
    "buyer.address",
    "totalWithoutTax",
    "totalTax",
    "totalWithTax",
    "amountDue",
    "taxBreakdowns",
    "invoiceLines",
  ],
  check_duplicates: [
    "documentType",
    "invoiceNumber",
    "issueDate",
    "currencyCode",
    "seller.name",
    "seller.vatId",
    "totalWithTax",
    "amountDue",
  ],
};

/** Whether a check reads the value at a path. */
export const isInputOf = (check: CheckNode, path: string): boolean =>
  inputs[check].some((input) => path === input || path.startsWith(`${input}.`));

/** The checks whose inputs changed, in the order of `checkNodes`. */
export const checksToRepeat = (changedPaths: readonly string[]): CheckNode[] =>
  checkNodes.filter((check) => changedPaths.some((path) => isInputOf(check, path)));
