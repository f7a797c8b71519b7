import { sumDecimals } from "#src/domain/decimal.ts";
import type { Citation } from "#src/domain/analysis.ts";
import type { Invoice } from "#src/domain/invoice.ts";
import { amountsOf, valueAt } from "#src/domain/invoice-paths.ts";
import { lineFields, type ModelAnswer, taxFields } from "#src/domain/model-answer.ts";
import { compareDecimals, type DecimalString } from "#src/domain/money.ts";
import { isSameValue } from "./answered-values.ts";
import { agree, isExact, type Join, takeEvidence } from "./join.ts";

type ListName = "taxBreakdowns" | "invoiceLines";
type Item = { readonly [field: string]: string };

/** What a list must add up to: the amount of its items, and the total of the invoice that it is the sum of. */
type Sum = {
  readonly field: string;
  readonly total: "totalWithoutTax" | "totalTax";
  /** Every item must state it. */
  readonly isRequired: boolean;
};

const sumsOf: Readonly<Record<ListName, readonly Sum[]>> = {
  invoiceLines: [{ field: "lineNetAmount", total: "totalWithoutTax", isRequired: true }],
  taxBreakdowns: [
    { field: "taxAmount", total: "totalTax", isRequired: true },
    { field: "taxableAmount", total: "totalWithoutTax", isRequired: false },
  ],
};

/**
 * Joins the VAT breakdown or the lines as a whole, because half of one and half of the other are a list nobody printed.
 *
 * The draft's stand, unless they do not add up to the totals and the model's do. Where the draft has none, the model's are taken
 * if they add up to the totals that are known. Of a model's list every amount that is summed must be found in the document;
 * whatever else of it is not found is left out.
 */
export function joinList(join: Join, name: ListName, answer: ModelAnswer): void {
  if (
    Object.keys(join.evidence).some((path) => path.startsWith(`${name}.`) && isExact(join, path))
  ) {
    return;
  }
  const count = name === "invoiceLines" ? answer.lines.length : answer.taxes.length;
  const answered = Array.from({ length: count }, (_, index) =>
    citationsOf(join, `${name}.${index}`),
  );
  if (answered.every((citations) => citations.length === 0)) return;
  const drafted: readonly Item[] = asItems(join.invoice[name]);
  const found = usableItems(name, answered);
  if (typeof found === "string") {
    if (drafted.length > 0) agreeOnItems(join, name, drafted);
    else discardList(join, name, count, found);
    return;
  }
  const items = found.map(itemOf);
  const isFitting = addsUp(join.invoice, name, items) !== false;
  const isBetter =
    addsUp(join.invoice, name, drafted) === false && addsUp(join.invoice, name, items) === true;
  if (drafted.length === 0 ? isFitting : isBetter && found.flat().every(isGrounded)) {
    takeList(join, name, found);
  } else if (drafted.length > 0) agreeOnItems(join, name, drafted);
  else discardList(join, name, count, "they do not add up to the total");
}

const isGrounded = ({ status }: Citation): boolean => status === "grounded";

const asItems = (list: Invoice[ListName]): readonly Item[] => (list ?? []) as readonly Item[];

const fieldsByList: Readonly<Record<ListName, readonly string[]>> = {
  invoiceLines: lineFields,
  taxBreakdowns: taxFields,
};

function citationsOf(join: Join, prefix: string): Citation[] {
  const name = prefix.startsWith("invoiceLines") ? "invoiceLines" : "taxBreakdowns";
  return fieldsByList[name].flatMap((field) => join.byPath.get(`${prefix}.${field}`) ?? []);
}

/** The items with what of them may be used; the reason if the list may not. */
function usableItems(
  name: ListName,
  answered: readonly (readonly Citation[])[],
): Citation[][] | string {
  const usable = answered
    .filter((citations) => citations.length > 0)
    .map((citations) => {
      const isLost = sumsOf[name].some(({ field, isRequired }) => {
        const citation = citations.find(({ path }) => path.endsWith(`.${field}`));
        return citation === undefined ? isRequired : citation.status === "ungrounded";
      });
      return isLost ? undefined : citations.filter(({ status }) => status !== "ungrounded");
    });
  const items = usable.filter((citations) => citations !== undefined);
  return items.length < usable.length ? "an amount is not found in the document" : items;
}

const fieldOf = ({ path }: Citation): string => path.split(".")[2] ?? "";

const itemOf = (citations: readonly Citation[]): Item =>
  Object.fromEntries(citations.map((citation) => [fieldOf(citation), citation.value]));

/** Whether a list adds up to the totals; `undefined` if no total is known or an amount is missing. */
function addsUp(invoice: Invoice, name: ListName, items: readonly Item[]): boolean | undefined {
  const results = sumsOf[name].flatMap(({ field, total }) => {
    const stated: DecimalString | undefined = invoice[total];
    const amounts = amountsOf(items, field);
    return stated === undefined || amounts === undefined
      ? []
      : [compareDecimals(sumDecimals(amounts), stated) === 0];
  });
  return results.length === 0 ? undefined : results.every(Boolean);
}

function takeList(join: Join, name: ListName, items: readonly (readonly Citation[])[]): void {
  join.invoice = { ...join.invoice, [name]: items.map(itemOf) };
  const others = Object.entries(join.evidence).filter(([path]) => !path.startsWith(`${name}.`));
  join.evidence = Object.fromEntries(others);
  for (const [index, citations] of items.entries()) {
    for (const citation of citations) {
      takeEvidence(join, citation, { path: `${name}.${index}.${fieldOf(citation)}` });
    }
  }
  join.modelOnly.add(name);
}

/** Marks the values of the draft's list that the model's has at the same place. */
function agreeOnItems(join: Join, name: ListName, drafted: readonly Item[]): void {
  for (const index of drafted.keys()) {
    for (const citation of citationsOf(join, `${name}.${index}`)) {
      const draftValue = valueAt(join.invoice, citation.path);
      const isSame =
        draftValue !== undefined && isSameValue(citation.path, citation.value, draftValue);
      if (isSame && citation.status !== "ungrounded") agree(join, citation);
    }
  }
}

function discardList(join: Join, name: ListName, count: number, reason: string): void {
  join.discarded.push({ path: name, value: `${count} items`, reason });
}
