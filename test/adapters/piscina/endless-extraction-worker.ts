import type { DraftAnswer, DraftTask } from "#src/adapters/piscina/draft-task.ts";
import { draftInThread as draft } from "#src/draft-worker.ts";

/** The thread as it is, but over invoice number 666 its extraction never comes to an end. */
export async function draftInThread(task: DraftTask): Promise<DraftAnswer> {
  const answer = await draft(task);
  if ("draft" in answer && answer.draft.invoice.invoiceNumber === "666") {
    for (;;) Math.sqrt(2);
  }
  return answer;
}
