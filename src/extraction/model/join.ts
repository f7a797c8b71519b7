import type { Citation, DiscardedValue, Quality } from "#src/domain/analysis.ts";
import type { Draft } from "#src/domain/draft.ts";
import type { Evidence, EvidenceByPath } from "#src/domain/evidence.ts";
import type { Invoice } from "#src/domain/invoice.ts";
import { valueAt, withValue } from "#src/domain/invoice-paths.ts";
import { priorRight } from "./confidence.ts";

/** A field on which rules and model disagree, and nothing tells who is right. The draft's value stands. */
export type Contested = {
  readonly path: string;
  readonly draftValue: string;
  readonly modelValue: string;
};

/** Surer than this is no value that was read off a picture and can be compared with nothing. */
const unverifiableConfidenceMax = 0.6;

/** How sure a value is that makes the totals add up, or passes its check digits where the other does not. */
export const confidenceByArithmetic = 0.95;

/** A draft and an answer while they are joined. The steps of `reconcile` change it; nobody else sees it. */
export type Join = {
  invoice: Invoice;
  evidence: EvidenceByPath;
  readonly confidence: Quality["confidence"];
  readonly byPath: ReadonlyMap<string, Citation>;
  readonly contested: Contested[];
  readonly discarded: DiscardedValue[];
  /** Paths that rules and model read alike. */
  readonly agreed: Set<string>;
  /** Paths whose value is the model's alone: every one is marked, so none is approved without a person. */
  readonly modelOnly: Set<string>;
  /** The document has no text: what the model alone read was compared with nothing. */
  isUnverified: boolean;
};

export const startJoin = (
  { invoice, evidence }: Draft,
  citations: readonly Citation[],
  confidence: Quality["confidence"],
): Join => ({
  invoice,
  evidence,
  confidence,
  byPath: new Map(citations.map((citation) => [citation.path, citation])),
  contested: [],
  discarded: [],
  agreed: new Set(),
  modelOnly: new Set(),
  isUnverified: false,
});

/** True for a value that stands in XML, whatever the rest was read from. */
export const isExact = (join: Join, path: string): boolean =>
  join.evidence[path]?.by.includes("xml") === true;

export const draftValueOf = (join: Join, path: string): string | undefined =>
  valueAt(join.invoice, path);

/** The draft's value was read by the model too. */
export function agree(join: Join, citation: Citation): void {
  const { path } = citation;
  const known = join.evidence[path];
  const confidence = confidenceIn(join, citation);
  join.agreed.add(path);
  const evidence: Evidence =
    known === undefined
      ? evidenceOf(citation, { confidence, by: ["rules", "model"] })
      : {
          ...known,
          confidence: known.by.includes("rules")
            ? Math.max(known.confidence, confidence)
            : known.confidence,
          by: known.by.includes("model") ? known.by : [...known.by, "model"],
        };
  join.evidence = { ...join.evidence, [path]: evidence };
}

/** The model's value is taken into the invoice, where it is the model's alone: however it won, rules did not read it. */
export function take(join: Join, citation: Citation, confidenceMin = 0): void {
  const { path, value } = citation;
  join.invoice = withValue(join.invoice, path, value);
  join.modelOnly.add(path);
  takeEvidence(join, citation, { confidenceMin });
}

/** @param options.path - Where the value stands in the invoice, if not where it stands in the answer. */
export function takeEvidence(
  join: Join,
  citation: Citation,
  { path = citation.path, confidenceMin = 0 }: { path?: string; confidenceMin?: number } = {},
): void {
  const confidence = Math.max(confidenceIn(join, citation), confidenceMin);
  if (citation.status === "unverifiable") join.isUnverified = true;
  join.evidence = {
    ...join.evidence,
    [path]: evidenceOf(citation, { confidence, by: ["model"] }),
  };
}

export function contest(join: Join, { path, value }: Citation, draftValue: string): void {
  join.contested.push({ path, draftValue, modelValue: value });
}

export function discard(join: Join, { path, value }: Citation, reason: string): void {
  join.discarded.push({ path, value, reason });
}

export const notFound = "not found in the document";

function confidenceIn({ confidence }: Join, { path, status }: Citation): number {
  const stated = confidence[path] ?? priorRight;
  return status === "grounded" ? stated : Math.min(stated, unverifiableConfidenceMax);
}

function evidenceOf(
  { text, page, box }: Citation,
  reader: Pick<Evidence, "confidence" | "by">,
): Evidence {
  return {
    text,
    ...(page === undefined ? {} : { page }),
    ...(box === undefined ? {} : { box }),
    ...reader,
  };
}
