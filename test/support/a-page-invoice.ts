import type { InvoiceGraphDeps } from "#graphs/invoice.ts";
import type { Draft } from "#src/domain/draft.ts";
import { createFakeDocumentReader } from "#test/fakes/fake-document-reader.ts";
import { answerOf, draftOf, germanPage, textContent } from "#test/extraction/model/an-answer.ts";
import { anInputDocument } from "./an-input-document.ts";
import { graphDeps } from "./graph-deps.ts";

const file = "invoice.txt";

/** The document the graphs are given, and its id. */
export const pageDocument = anInputDocument({ file });

/** A page whose seller the fakes know and whose sums add up; rules read all of it. */
export const pageText = germanPage;
export const pageDraft: Draft = draftOf(pageText);

/** What a model says that reads the page right. */
export const rightAnswer = answerOf(pageDraft);

/**
 * What the graphs need for one document of page text.
 *
 * @param draft - What rules are said to have read; what they really read if absent.
 */
export function pageDeps(
  changes: Partial<InvoiceGraphDeps> = {},
  { draft = pageDraft, text = pageText }: { draft?: Draft; text?: string } = {},
): InvoiceGraphDeps {
  return graphDeps({
    documentReader: createFakeDocumentReader({ [file]: draft }, { [file]: textContent(text) }),
    documentFolder: { list: async () => [pageDocument], identify: async () => pageDocument },
    ...changes,
  });
}

/** The draft without these values, as if rules had not found them. */
export function without(draft: Draft, ...paths: (keyof Draft["invoice"])[]): Draft {
  const invoice = { ...draft.invoice };
  const evidence = { ...draft.evidence };
  for (const path of paths) {
    delete invoice[path];
    for (const key of Object.keys(evidence)) {
      if (key === path || key.startsWith(`${path}.`)) delete evidence[key];
    }
  }
  return { ...draft, invoice, evidence };
}
