import { isTotal } from "#src/domain/invoice.ts";
import { answerFields, answerLinesMax, type ModelAnswer } from "#src/domain/model-answer.ts";

/**
 * Joins the answers to the parts of a document, in the order of its pages: header fields as first stated, totals as last
 * stated, taxes of the last part that has any, lines of all; the type of the first part that is a document of payment. A value and its verbatim text come from the same part.
 */
export function mergeAnswers(first: ModelAnswer, others: readonly ModelAnswer[]): ModelAnswer {
  if (others.length === 0) return first;
  const answers = [first, ...others];
  const fields = answerFields.flatMap(({ key, path, textKey }) => {
    // Totals stand at the end of a document; earlier ones are carried forward.
    const inOrder = isTotal(path) ? answers.toReversed() : answers;
    const source =
      inOrder.find((answer) => answer[key] !== null) ??
      inOrder.find((answer) => textKey !== undefined && answer[textKey] !== null);
    return (textKey === undefined ? [key] : [key, textKey]).map((name) => [
      name,
      source?.[name] ?? null,
    ]);
  });
  return {
    ...first,
    ...(Object.fromEntries(fields) as Partial<ModelAnswer>),
    // A covering letter before an invoice, or terms behind it, does not make it something else.
    documentType:
      answers.find(({ documentType }) => documentType !== "other")?.documentType ?? "other",
    taxes: answers.findLast(({ taxes }) => taxes.length > 0)?.taxes ?? [],
    lines: answers.flatMap(({ lines }) => lines).slice(0, answerLinesMax),
  };
}
