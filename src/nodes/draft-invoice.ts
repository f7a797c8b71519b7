import assert from "node:assert/strict";
import type { LangGraphRunnableConfig } from "@langchain/langgraph";
import type { Operation } from "#src/domain/operation.ts";
import { draftInvoice } from "#src/extraction/draft-invoice.ts";
import type { DocumentReader } from "#src/ports/document-reader.ts";
import type { InvoiceState, InvoiceUpdate } from "#src/state/invoice-state.ts";
import { runContextOf } from "#src/state/run-context.ts";
import { type OperationDeps, runOperation } from "./operation.ts";
import { rejection } from "./rejection.ts";

type Input = Pick<InvoiceState, "path" | "document" | "startedAtMs" | "error">;

/** Reads `document`; writes `draft`, or `error` if it is no invoice. */
export const draftInvoiceNode =
  (deps: OperationDeps & { readonly documentReader: DocumentReader }) =>
  async (state: Input, config: LangGraphRunnableConfig): Promise<InvoiceUpdate> => {
    const { document } = state;
    if (document === undefined || state.error !== undefined) return {};
    const { ignoreEmbeddedXml } = runContextOf(config);
    try {
      const { value: draft, operations } = await runOperation(
        "analyze_document",
        deps,
        { state, config },
        async () =>
          draftInvoice(
            await deps.documentReader.read(document, { ignoreEmbeddedXml }, config.signal),
          ),
      );
      return { draft, operations: { analyze_document: fromStart(operations) } };
    } catch (error) {
      return { error: rejection(error) };
    }
  };

/** The analysis began with the reading, which `read_document` waited for. */
function fromStart({ analyze_document: operation }: Record<string, Operation>): Operation {
  assert(operation !== undefined, "the operation was just timed");
  return { ...operation, startedMs: 0, durationMs: operation.startedMs + operation.durationMs };
}

/** Where a draft goes: on to every check, or straight to the record if there is nothing to check. */
export const routeDraft =
  <Check extends string>(checks: readonly Check[]) =>
  ({ draft }: Pick<InvoiceState, "draft">): Check[] | ["record"] =>
    draft === undefined ? ["record"] : [...checks];
