import { absDecimal, signOf, subtractDecimals, sumDecimals } from "#src/domain/decimal.ts";
import type { Citation } from "#src/domain/analysis.ts";
import { doTotalsAdd, type TotalPath, totalPaths } from "#src/domain/invoice.ts";
import { amountsOf } from "#src/domain/invoice-paths.ts";
import { compareDecimals, type DecimalString } from "#src/domain/money.ts";
import { isSameValue } from "./answered-values.ts";
import {
  agree,
  confidenceByArithmetic,
  contest,
  discard,
  draftValueOf,
  isExact,
  type Join,
  notFound,
  take,
} from "./join.ts";

/** The values a total may have: the draft's first, then the model's if it is another one. */
type Options = Readonly<Record<TotalPath, readonly DecimalString[]>>;

type Triple = Readonly<Record<TotalPath, DecimalString | undefined>>;

/**
 * Joins the totals. Where draft and model differ, the readings under which the totals add up decide: net and tax against gross
 * first, then the lines against net and the VAT groups against tax. If they leave both values possible, or none, the draft's
 * stands and the field is contested. A draft that adds up is not given up for lines that do not: a page has more amounts that add
 * up than those to be paid, and lines know nothing of an allowance. Totals of the model alone are not taken if they contradict
 * the others.
 */
export function joinTotals(join: Join): void {
  const draft = tripleOf((path) => draftValueOf(join, path));
  const found = tripleOf((path) => groundedValue(join, path));
  const options = optionsOf(draft, found);
  const decided = decide(options, { draft, sums: sumsOf(join) });
  for (const path of totalPaths) {
    const citation = join.byPath.get(path);
    if (citation === undefined || isExact(join, path)) continue;
    const draftValue = draft[path];
    if (draftValue !== undefined) settle(join, citation, { draftValue, decided: decided[path] });
    else if (citation.status === "ungrounded") discard(join, citation, notFound);
  }
  takeMissing(join, draft);
}

function tripleOf(valueOf: (path: TotalPath) => DecimalString | undefined): Triple {
  const [totalWithoutTax, totalTax, totalWithTax] = totalPaths.map(valueOf);
  return { totalWithoutTax, totalTax, totalWithTax };
}

function groundedValue(join: Join, path: TotalPath): DecimalString | undefined {
  const citation = join.byPath.get(path);
  return citation?.status === "grounded" && !isExact(join, path) ? citation.value : undefined;
}

function optionsOf(draft: Triple, found: Triple): Options {
  const both = (path: TotalPath): DecimalString[] => {
    const values = [draft[path], found[path]].filter((value) => value !== undefined);
    const [first, second] = values;
    const isOne =
      first !== undefined && second !== undefined && compareDecimals(first, second) === 0;
    return isOne ? [first] : values;
  };
  return {
    totalWithoutTax: both("totalWithoutTax"),
    totalTax: both("totalTax"),
    totalWithTax: both("totalWithTax"),
  };
}

/** What the draft's lines and VAT groups add up to: a second opinion on net and tax. */
type Sums = Partial<Readonly<Record<TotalPath, DecimalString>>>;

/** Lists that only the model read are no second opinion. */
function sumsOf({ invoice, evidence }: Join): Sums {
  const isModels = (name: string): boolean => {
    const own = Object.entries(evidence).filter(([path]) => path.startsWith(`${name}.`));
    return own.length > 0 && own.every(([, { by }]) => by.join("") === "model");
  };
  const lines = amountsOf(invoice.invoiceLines, "lineNetAmount");
  const taxes = amountsOf(invoice.taxBreakdowns, "taxAmount");
  return {
    ...(lines === undefined || isModels("invoiceLines")
      ? {}
      : { totalWithoutTax: sumDecimals(lines) }),
    ...(taxes === undefined || isModels("taxBreakdowns") ? {} : { totalTax: sumDecimals(taxes) }),
  };
}

/**
 * Net and gross are one amount where there is no VAT, and the other way round: a sum with nothing proves nothing if the amount
 * is none the rules read, because the model said it twice.
 */
function isSaidTwice(triple: Triple, draft: Triple): boolean {
  const amounts = totalPaths.filter((path) => signOf(triple[path] ?? "0") !== 0);
  const isRead = (path: TotalPath): boolean => {
    const [value, drafted] = [triple[path], draft[path]];
    return value !== undefined && drafted !== undefined && compareDecimals(value, drafted) === 0;
  };
  return amounts.length < totalPaths.length && !amounts.some(isRead);
}

/** The one value of each total that arithmetic leaves; absent where it does not decide. At most eight triples are tried. */
function decide(
  options: Options,
  { draft, sums }: { draft: Triple; sums: Sums },
): Partial<Record<TotalPath, DecimalString>> {
  const triples = options.totalWithoutTax.flatMap((totalWithoutTax) =>
    options.totalTax.flatMap((totalTax) =>
      options.totalWithTax.map((totalWithTax) => ({ totalWithoutTax, totalTax, totalWithTax })),
    ),
  );
  const fitting = triples.filter(
    (triple) => doTotalsAdd(triple) === true && !isSaidTwice(triple, draft),
  );
  // A sum that is none of the possible values decides nothing: a line may not have been read.
  let supported = fitting;
  for (const path of totalPaths) {
    const backed = supported.filter((triple) => isSum(sums[path], triple[path]));
    if (backed.length > 0) supported = backed;
  }
  return Object.fromEntries(
    totalPaths.flatMap((path) => {
      const bySum = options[path].filter((value) => isSum(sums[path], value));
      const left = fitting.length === 0 ? bySum : supported.map((triple) => triple[path]);
      const value = onlyOne(left);
      const isGivenUp = doTotalsAdd(draft) === true && value !== draft[path];
      return value === undefined || isGivenUp ? [] : [[path, value]];
    }),
  );
}

const isSum = (sum: DecimalString | undefined, value: DecimalString): boolean =>
  sum !== undefined && compareDecimals(sum, value) === 0;

function onlyOne(values: readonly DecimalString[]): DecimalString | undefined {
  const [first] = values;
  const isOne = first !== undefined && values.every((value) => compareDecimals(value, first) === 0);
  return isOne ? first : undefined;
}

type Decision = {
  readonly draftValue: DecimalString;
  readonly decided: DecimalString | undefined;
};

function settle(join: Join, citation: Citation, { draftValue, decided }: Decision): void {
  const { path, value, status } = citation;
  const isSame = isSameValue(path, value, draftValue);
  if (status === "ungrounded") {
    if (!isSame) discard(join, citation, notFound);
  } else if (isSame) agree(join, citation);
  else if (decided === undefined || status === "unverifiable") contest(join, citation, draftValue);
  else if (isSameValue(path, decided, value)) take(join, citation, confidenceByArithmetic);
  else discard(join, citation, `the amounts add up with ${draftValue}`);
}

/** Takes the totals the draft has not; but none that contradicts the others: one of them would be wrong. */
function takeMissing(join: Join, draft: Triple): void {
  const missing = totalPaths.flatMap((path) => {
    const citation = join.byPath.get(path);
    const isUsable = citation !== undefined && citation.status !== "ungrounded";
    return draft[path] === undefined && isUsable ? [citation] : [];
  });
  const joined = tripleOf(
    (path) => draftValueOf(join, path) ?? missing.find((citation) => citation.path === path)?.value,
  );
  // A picture gives nothing else to go by: a person reads it anyway.
  const isSeen = missing.every(({ status }) => status === "grounded");
  const contradicts = isSeen && doTotalsAdd(joined) === false;
  for (const citation of missing) {
    if (contradicts) discard(join, citation, "it does not add up with the other totals");
    else take(join, citation);
  }
}

/**
 * Joins the amount due. The model's wins over the draft's only if something was paid, the model's is the total with VAT less
 * that, and the draft's is not.
 */
export function joinAmountDue(join: Join): void {
  const citation = join.byPath.get("amountDue");
  if (citation === undefined || isExact(join, citation.path)) return;
  const draftValue = draftValueOf(join, citation.path);
  if (draftValue === undefined) {
    if (citation.status === "ungrounded") discard(join, citation, notFound);
    else take(join, citation);
    return;
  }
  const { totalWithTax, paidAmount, roundingAmount = "0" } = join.invoice;
  const expected =
    totalWithTax === undefined
      ? undefined
      : sumDecimals([
          subtractDecimals(totalWithTax, absDecimal(paidAmount ?? "0")),
          roundingAmount,
        ]);
  // The plain total speaks for the model only where a payment was read: else one may have been overlooked.
  const possible = paidAmount === undefined ? [draftValue] : [draftValue, citation.value];
  const fitting = possible.filter(
    (value) => expected !== undefined && compareDecimals(value, expected) === 0,
  );
  settle(join, citation, { draftValue, decided: onlyOne(fitting) });
}
