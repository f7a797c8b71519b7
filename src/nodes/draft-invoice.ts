import type { LangGraphRunnableConfig } from "@langchain/langgraph";
import type { DocumentReader } from "#src/ports/document-reader.ts";
import type { InvoiceState, InvoiceUpdate } from "#src/state/invoice-state.ts";
import { runContextOf } from "#src/state/run-context.ts";
import { type OperationDeps, runOperation } from "./operation.ts";
import { rejection } from "./rejection.ts";

type Input = Pick<InvoiceState, "path" | "document" | "startedAtMs" | "error">;

/** Reads `document`; writes `draft`, or `error` if it cannot be processed or is no invoice. */
export const draftInvoiceNode =
  (deps: OperationDeps & { readonly documentReader: DocumentReader }) =>
  async (state: Input, config: LangGraphRunnableConfig): Promise<InvoiceUpdate> => {
    const { document } = state;
    if (document === undefined || state.error !== undefined) return {};
    const { ignoreEmbeddedXml } = runContextOf(config);
    try {
      const { value: draft, operations } = await runOperation(
        "draft_invoice",
        deps,
        { state, config },
        async () => await deps.documentReader.draft(document, { ignoreEmbeddedXml }, config.signal),
      );
      return { draft, operations };
    } catch (error) {
      return { error: rejection(error) };
    }
  };

/** Where a draft goes: on to every check, or straight to the record if there is nothing to check. */
export const routeDraft =
  <Check extends string>(checks: readonly Check[]) =>
  ({ draft }: Pick<InvoiceState, "draft">): Check[] | ["record"] =>
    draft === undefined ? ["record"] : [...checks];
