import { describe, expect, it } from "vitest";
import type { Page } from "#src/domain/reading.ts";
import {
  type AnalysisRequest,
  AnswerUnusable,
  type DocumentAnalyst,
} from "#src/ports/document-analyst.ts";
import { PortUnavailable } from "#src/ports/port-unavailable.ts";

/** A page of plain text, laid out on the grid the reader uses. */
export const aTextPage = (lines: readonly string[], number = 1): Page => ({
  number,
  widthPt: 600,
  heightPt: 840,
  rows: lines.map((line, row) => ({
    words: [...line.matchAll(/\S+/g)].map(({ 0: text, index }) => ({
      text,
      box: [index * 6, row * 12, (index + text.length) * 6, row * 12 + 12] as const,
    })),
  })),
});

export const anAnalysisRequest = (change: Partial<AnalysisRequest> = {}): AnalysisRequest => ({
  documentId: "a".repeat(64),
  content: { kind: "text", pages: [aTextPage(["Invoice 17", "Total 119.00 EUR"])] },
  draft: undefined,
  context: { passages: [], suggestedChecks: [] },
  ...change,
});

/** What an analyst under contract is to do when it is asked. */
export type AnalystBehaviour =
  | { readonly kind: "answers"; readonly invoiceNumber: string }
  | { readonly kind: "talks_nonsense" }
  | { readonly kind: "is_down" }
  /** Takes the question and never answers. */
  | { readonly kind: "hangs" };

export type AnalystUnderContract = {
  readonly analyst: DocumentAnalyst;
  readonly model: string;
  /** Resolves when a question has arrived that is not answered. */
  readonly whenAsked: Promise<unknown>;
};

/** What every `DocumentAnalyst` does. */
export function describeDocumentAnalyst(
  name: string,
  create: (behaviour: AnalystBehaviour) => Promise<AnalystUnderContract>,
): void {
  describe(`${name} as a DocumentAnalyst`, () => {
    it("answers with what the model says, and says which model it was", async () => {
      const { analyst, model } = await create({ kind: "answers", invoiceNumber: "17" });

      const analysis = await analyst.analyze(anAnalysisRequest());

      expect(analysis).toMatchObject({ model, answer: { invoiceNumber: "17", iban: null } });
    });

    it("counts what the answer took", async () => {
      const { analyst } = await create({ kind: "answers", invoiceNumber: "17" });

      const { usage } = await analyst.analyze(anAnalysisRequest());

      expect(usage.requests).toBe(1);
      expect(usage.promptTokens).toBeGreaterThan(0);
      expect(usage.outputTokens).toBeGreaterThan(0);
    });

    it("is ready and names its model when the model can be asked", async () => {
      const { analyst, model } = await create({ kind: "answers", invoiceNumber: "17" });

      expect(await analyst.status()).toMatchObject({ isReady: true, model, problems: [] });
    });

    it("is not ready when the service is down, and says what the problem is", async () => {
      const { analyst } = await create({ kind: "is_down" });

      const { isReady, problems } = await analyst.status();

      expect(isReady).toBe(false);
      expect(problems).toHaveLength(1);
    });

    it("throws PortUnavailable when the service is down", async () => {
      const { analyst } = await create({ kind: "is_down" });

      await expect(analyst.analyze(anAnalysisRequest())).rejects.toBeInstanceOf(PortUnavailable);
    });

    it("throws AnswerUnusable when the answer is of no use", async () => {
      const { analyst } = await create({ kind: "talks_nonsense" });

      await expect(analyst.analyze(anAnalysisRequest())).rejects.toBeInstanceOf(AnswerUnusable);
    });

    it("rejects with the caller's reason when it is aborted", async () => {
      const { analyst, whenAsked } = await create({ kind: "hangs" });
      const abort = new AbortController();
      const reason = new Error("the clerk went home");

      const analysis = analyst.analyze(anAnalysisRequest(), abort.signal);
      void whenAsked.then(() => abort.abort(reason));

      await expect(analysis).rejects.toBe(reason);
    });

    it("asks nothing when it is aborted before it begins", async () => {
      const { analyst } = await create({ kind: "answers", invoiceNumber: "17" });
      const reason = new Error("too late");

      const analysis = analyst.analyze(anAnalysisRequest(), AbortSignal.abort(reason));

      await expect(analysis).rejects.toBe(reason);
    });
  });
}
