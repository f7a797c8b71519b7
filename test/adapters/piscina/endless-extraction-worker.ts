import type { ReadingAnswer, ReadingTask } from "#src/adapters/piscina/reading-task.ts";
import type { Draft } from "#src/domain/draft.ts";
import { draftInThread as draft } from "#src/draft-worker.ts";

/** The thread as it is, but over invoice number 666 its extraction never comes to an end. */
export async function draftInThread(task: ReadingTask): Promise<ReadingAnswer<Draft>> {
  const answer = await draft(task);
  if ("result" in answer && answer.result.invoice.invoiceNumber === "666") {
    for (;;) Math.sqrt(2);
  }
  return answer;
}
