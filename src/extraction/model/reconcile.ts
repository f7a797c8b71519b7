import type { Citation, DiscardedValue, Quality } from "#src/domain/analysis.ts";
import { isEInvoice } from "#src/domain/document.ts";
import type { Draft } from "#src/domain/draft.ts";
import type { Finding } from "#src/domain/finding.ts";
import { isTotal } from "#src/domain/invoice.ts";
import { valueAt } from "#src/domain/invoice-paths.ts";
import { answerFields, type ModelAnswer } from "#src/domain/model-answer.ts";
import { analysisFindings } from "./analysis-findings.ts";
import { isSameValue, isVatIdPath } from "./answered-values.ts";
import { ibanChecksum, vatIdChecksum } from "./checksums.ts";
import {
  agree,
  confidenceByArithmetic,
  contest,
  type Contested,
  discard,
  draftValueOf,
  isExact,
  type Join,
  notFound,
  startJoin,
  take,
} from "./join.ts";
import { joinList } from "./join-lists.ts";
import { joinAmountDue, joinTotals } from "./join-totals.ts";

/** What a model said of a document, located in it and judged. */
export type Answered = {
  readonly answer: ModelAnswer;
  readonly citations: readonly Citation[];
  /** Absent if nothing judged the answer. */
  readonly quality?: Quality | undefined;
};

export type Reconciled = {
  readonly draft: Draft;
  /** Where the invoice has another value than the draft: paths of single fields, `taxBreakdowns`, `invoiceLines`, `documentType`. */
  readonly changedPaths: string[];
  readonly contested: Contested[];
  readonly discarded: DiscardedValue[];
  /** Of the check `analysis`. */
  readonly findings: Finding[];
};

/**
 * Joins the draft with a model's answer, field by field. The result never holds a value of the model that was not found in the
 * document, unless the document has no text.
 *
 * - Both read the same: the evidence names both, and is surer, never less sure.
 * - Only the draft has a value: it stands.
 * - Only the model has it: it is taken if it was found, with low confidence if there is no text to find it in; else discarded.
 * - They differ: what was not found is discarded. The totals take the values that make them add up, an IBAN or VAT id the one
 *   that passes its check digits. Else the draft's value stands and the field is contested.
 * - VAT breakdown and lines are joined as a whole (`joinList`), the amount due by what it is the rest of (`joinAmountDue`).
 * - What was read from XML is exact and is not touched.
 *
 * A contested field, and every value of the model alone, however it won, leave the decision to a person.
 */
export function reconcile(draft: Draft, { answer, citations, quality }: Answered): Reconciled {
  if (isEInvoice(draft.source) || citations.length === 0) return unchanged(draft);
  const join = startJoin(draft, citations, quality?.confidence ?? {});
  for (const { path } of answerFields) {
    const citation = join.byPath.get(path);
    // The totals are joined together, by what they add up to.
    if (citation !== undefined && !isTotal(path) && !isExact(join, path)) {
      joinField(join, citation);
    }
  }
  joinTotals(join);
  joinAmountDue(join);
  joinList(join, "taxBreakdowns", answer);
  joinList(join, "invoiceLines", answer);
  const documentType = joinDocumentType(join, draft.documentType, answer.documentType);
  const { invoice, evidence, contested, discarded } = join;
  const joined = { ...draft, documentType, invoice, evidence };
  return {
    draft: joined,
    changedPaths: changedPaths(draft, joined),
    contested,
    discarded,
    findings: analysisFindings(join),
  };
}

const unchanged = (draft: Draft): Reconciled => ({
  draft,
  changedPaths: [],
  contested: [],
  discarded: [],
  findings: [],
});

function joinField(join: Join, citation: Citation): void {
  const { path, value, status } = citation;
  const draftValue = draftValueOf(join, path);
  if (draftValue !== undefined && isSameValue(path, value, draftValue)) {
    if (status !== "ungrounded") agree(join, citation);
  } else if (status === "ungrounded") {
    discard(join, citation, notFound);
  } else if (draftValue === undefined) {
    take(join, citation);
  } else {
    settleByCheckDigits(join, citation, draftValue);
  }
}

/** Check digits tell a misread number from a right one, not whose it is. */
function settleByCheckDigits(join: Join, citation: Citation, draftValue: string): void {
  const { path, value, status } = citation;
  const checksum = path === "iban" ? ibanChecksum : isVatIdPath(path) ? vatIdChecksum : undefined;
  const [ofDraft, ofModel] = [checksum?.(draftValue), checksum?.(value)];
  if (ofDraft === "valid" && ofModel === "invalid") {
    discard(join, citation, `its check digits are wrong, those of ${draftValue} are right`);
  } else if (ofDraft === "invalid" && ofModel === "valid" && status === "grounded") {
    take(join, citation, confidenceByArithmetic);
  } else {
    contest(join, citation, draftValue);
  }
}

/** Rules that did not recognise the document believe the model; a person decides where each recognises something else. */
function joinDocumentType(
  join: Join,
  drafted: Draft["documentType"],
  answered: Draft["documentType"],
): Draft["documentType"] {
  if (drafted === answered) return drafted;
  const path = "documentType";
  if (drafted === "other") {
    join.modelOnly.add(path);
    return answered;
  }
  join.contested.push({ path, draftValue: drafted, modelValue: answered });
  return drafted;
}

function changedPaths(before: Draft, after: Draft): string[] {
  const fields = answerFields
    .map(({ path }) => path)
    .filter((path) => valueAt(before.invoice, path) !== valueAt(after.invoice, path));
  const lists = (["taxBreakdowns", "invoiceLines"] as const).filter(
    (name) => before.invoice[name] !== after.invoice[name],
  );
  const type = before.documentType === after.documentType ? [] : ["documentType"];
  return [...fields, ...lists, ...type];
}
