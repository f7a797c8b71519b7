import { sumDecimals } from "#src/domain/decimal.ts";
import type { Quality } from "#src/domain/analysis.ts";
import type { Draft } from "#src/domain/draft.ts";
import { doTotalsAdd, essentialPaths, totalPaths } from "#src/domain/invoice.ts";
import { amountsOf, valueAt } from "#src/domain/invoice-paths.ts";
import type { ModelAnswer } from "#src/domain/model-answer.ts";
import { compareDecimals, type DecimalString } from "#src/domain/money.ts";
import { type AnsweredValue, answeredValues, isSameValue, isVatIdPath } from "./answered-values.ts";
import { type Checksum, ibanChecksum, vatIdChecksum } from "./checksums.ts";
import {
  agreed,
  disagreed,
  draftConfidenceDefault,
  likelihood,
  priorRight,
  rounded,
  updated,
} from "./confidence.ts";

const addedUp: ReadonlySet<string> = new Set(totalPaths);

/**
 * How far an answer can be trusted, before it is compared with the page.
 *
 * The confidence of a value begins at `priorRight`. A draft that reads the same raises it, one that reads otherwise lowers it, both
 * by how sure the draft is. Totals that add up and check digits that are right raise it further. It holds for a value that
 * is found in the document.
 *
 * @param draft - Absent where rules can read nothing.
 */
export function scoreQuality(answer: ModelAnswer, draft: Draft | undefined): Quality {
  const values = answeredValues(answer).filter(({ isValid }) => isValid);
  const byPath = new Map(values.map(({ path, value }) => [path, value]));
  const doAddUp = doAnsweredTotalsAdd(byPath) === true;
  const compared = values.map((value) => ({ value, draftValue: draftValueOf(value, draft) }));
  const shared = compared.filter(({ draftValue }) => draftValue !== undefined);
  const same = shared.filter(
    ({ value, draftValue }) =>
      draftValue !== undefined && isSameValue(value.path, value.value, draftValue),
  );
  const confidence = compared.map(({ value, draftValue }) => [
    value.path,
    rounded(confidenceOf(value, { draft, draftValue, doAddUp })),
  ]);
  const stated = essentialPaths.filter((path) => byPath.has(path));
  return {
    completeness: shareOf(stated.length, essentialPaths.length),
    agreement: shareOf(same.length, shared.length),
    isConsistent: isConsistent(answer, byPath),
    confidence: Object.fromEntries(confidence) as Quality["confidence"],
  };
}

/** Two decimals; 0 of nothing is 0. */
const shareOf = (part: number, whole: number): number =>
  whole === 0 ? 0 : Math.round((part / whole) * 100) / 100;

const draftValueOf = ({ path }: AnsweredValue, draft: Draft | undefined): string | undefined =>
  draft === undefined ? undefined : valueAt(draft.invoice, path);

type Known = {
  readonly draft: Draft | undefined;
  readonly draftValue: string | undefined;
  readonly doAddUp: boolean;
};

function confidenceOf(
  { path, value }: AnsweredValue,
  { draft, draftValue, doAddUp }: Known,
): number {
  let probability = updated(priorRight, checksumRatio(path, value));
  if (doAddUp && addedUp.has(path)) probability = updated(probability, likelihood.sum);
  if (draftValue === undefined) return probability;
  const draftConfidence = draft?.evidence[path]?.confidence ?? draftConfidenceDefault;
  const combine = isSameValue(path, value, draftValue) ? agreed : disagreed;
  return combine(probability, draftConfidence);
}

function checksumRatio(path: string, value: string): number {
  if (path === "iban") return ratioOf(ibanChecksum(value), likelihood.ibanValid);
  return isVatIdPath(path) ? ratioOf(vatIdChecksum(value), likelihood.vatIdValid) : 1;
}

function ratioOf(checksum: Checksum, valid: number): number {
  if (checksum === "unknown") return 1;
  return checksum === "valid" ? valid : likelihood.checksumInvalid;
}

type ByPath = ReadonlyMap<string, DecimalString>;

const isSame = (stated: DecimalString | undefined, parts: readonly DecimalString[] | undefined) =>
  stated === undefined || parts === undefined
    ? undefined
    : compareDecimals(stated, sumDecimals(parts)) === 0;

const doAnsweredTotalsAdd = (byPath: ByPath): boolean | undefined =>
  doTotalsAdd(Object.fromEntries(totalPaths.map((path) => [path, byPath.get(path)])));

/** At least one sum can be computed, and every one that can is right. */
function isConsistent({ lines, taxes }: ModelAnswer, byPath: ByPath): boolean {
  const listed = (items: readonly unknown[], list: string, name: string) =>
    amountsOf(
      items.map((_, index) => ({ amount: byPath.get(`${list}.${index}.${name}`) })),
      "amount",
    );
  const sums = [
    doAnsweredTotalsAdd(byPath),
    isSame(byPath.get("totalWithoutTax"), listed(lines, "invoiceLines", "lineNetAmount")),
    isSame(byPath.get("totalTax"), listed(taxes, "taxBreakdowns", "taxAmount")),
  ].filter((isRight) => isRight !== undefined);
  return sums.length > 0 && sums.every(Boolean);
}
