import type { Evidence } from "#src/domain/evidence.ts";
import { valueAt, withValue } from "#src/domain/invoice-paths.ts";
import type { PageInvoice } from "../layout/invoice-from-pages.ts";
import { type CodeValue, isSameValue } from "./code-values.ts";

/** Two that read independently are right together as good as always. */
const agreedConfidence = 0.99;

/** No documents to measure it by: whatever it is, what only a code states is never approved without a person. */
const takenConfidence = 0.9;

/**
 * Adds what codes state to what was read from pages: a value that both have is surer, and one the pages lack is taken, unless codes
 * contradict each other in it. A value that differs stays as the page has it.
 */
export function withCodes(read: PageInvoice, values: readonly CodeValue[]): PageInvoice {
  let joined = read;
  for (const value of values) {
    const known = valueAt(read.invoice, value.path);
    if (known === undefined) {
      if (isUncontested(value, values)) joined = taken(joined, value);
    } else if (isSameValue(value.path, value.value, known)) joined = agreed(joined, value);
  }
  return joined;
}

const isUncontested = ({ path, value }: CodeValue, values: readonly CodeValue[]): boolean =>
  values.every((other) => other.path !== path || isSameValue(path, other.value, value));

function taken(read: PageInvoice, { path, value, page, box }: CodeValue): PageInvoice {
  const [x0, y0, x1, y1] = (box ?? []).map((edge) => Math.round(edge * 10) / 10);
  const evidence: Evidence = {
    text: value,
    page,
    ...(box && { box: [x0 ?? 0, y0 ?? 0, x1 ?? 0, y1 ?? 0] }),
    confidence: takenConfidence,
    by: ["code"],
  };
  return {
    ...read,
    invoice: withValue(read.invoice, path, value),
    evidence: { ...read.evidence, [path]: evidence },
  };
}

function agreed(read: PageInvoice, { path }: CodeValue): PageInvoice {
  const known = read.evidence[path];
  if (known === undefined || known.by.includes("code")) return read;
  const confidence = Math.max(known.confidence, agreedConfidence);
  const evidence: Evidence = { ...known, confidence, by: [...known.by, "code"] };
  return { ...read, evidence: { ...read.evidence, [path]: evidence } };
}
