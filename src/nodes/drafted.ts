import assert from "node:assert/strict";
import type { Draft } from "#src/domain/draft.ts";
import type { InvoiceState } from "#src/state/invoice-state.ts";

/** The draft, in nodes that run only behind one. */
export function drafted({ draft }: Pick<InvoiceState, "draft">): Draft {
  assert(draft !== undefined, "this node runs behind draft_invoice only");
  return draft;
}
