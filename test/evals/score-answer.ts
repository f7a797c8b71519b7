import type { AnalysisResult } from "#src/domain/analysis.ts";
import { comparable, comparableVatId } from "#src/domain/identifier.ts";
import { answerFields, type ModelAnswer } from "#src/domain/model-answer.ts";
import { answeredValues } from "#src/extraction/model/answered-values.ts";

/** Values a document is known to state, by their name in an answer. */
export type ExpectedValues = Partial<Readonly<Record<keyof ModelAnswer, string>>>;

/** How one answer did: shares from 0 to 1, `seconds` of the whole analysis. */
export type Scores = {
  /** Share of the expected values that were answered right. */
  readonly recall: number;
  /** Right ones among those that were answered; 1 if nothing was. */
  readonly precision: number;
  /** Share of the answered values that stand in the document; 1 if nothing was answered. */
  readonly grounded: number;
  /** 1 if the first answer kept to the schema, 0 if it was asked again or none came. */
  readonly valid: number;
  readonly seconds: number;
};

/** Only values that are expected are judged right or wrong; one that is invented is not grounded. */
export function scoreAnswer(
  { status, analysis, citations = [] }: AnalysisResult,
  expected: ExpectedValues,
  seconds: number,
): Scores {
  const wanted = Object.entries(expected);
  const answered = analysis === undefined ? new Map() : valuesByKey(analysis.answer);
  const given = wanted.filter(([key]) => answered.has(key));
  const right = given.filter(([key, value]) => isSame(key, answered.get(key) ?? "", value));
  const grounded = citations.filter((citation) => citation.status === "grounded").length;
  const ungrounded = citations.filter((citation) => citation.status === "ungrounded").length;
  return {
    recall: share(right.length, wanted.length),
    precision: share(right.length, given.length),
    grounded: share(grounded, grounded + ungrounded),
    valid: status === "answered" && analysis?.isRepaired !== true ? 1 : 0,
    seconds,
  };
}

const share = (part: number, whole: number): number => (whole === 0 ? 1 : part / whole);

function valuesByKey(answer: ModelAnswer): ReadonlyMap<string, string> {
  const byPath = new Map(answeredValues(answer).map(({ path, value }) => [path, value]));
  return new Map(
    answerFields.flatMap(({ key, path }) => {
      const value = byPath.get(path);
      return value === undefined ? [] : [[key, value] as const];
    }),
  );
}

/** As a clerk would compare them: amounts by value, the rest without spaces, marks and accents. */
function isSame(key: string, got: string, want: string): boolean {
  const kind = answerFields.find((field) => field.key === key)?.kind;
  if (kind === "amount") return Number(got) === Number(want);
  if (kind === "date") return got === want;
  if (key === "sellerVatId") return comparableVatId(got) === comparableVatId(want);
  return comparable(got) === comparable(want);
}
