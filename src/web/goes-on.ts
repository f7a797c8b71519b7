import type { Client } from "@langchain/langgraph-sdk";
import type { RunRequest } from "./check-run.ts";
import { Refusal } from "./refusal.ts";
import { orNothing } from "./or-nothing.ts";

/**
 * A run without input goes on with what its thread left undone, or answers what it asked.
 *
 * @throws {Refusal} If there is no such thing: the run would only fail.
 */
export async function assertGoesOn(
  { threads }: Client,
  run: RunRequest,
  threadId: string | undefined,
): Promise<void> {
  const { input, command, checkpoint, checkpoint_id: checkpointId } = run;
  const hasCommand = command !== undefined && command !== null;
  if (input !== undefined && input !== null) return;
  if (threadId === undefined) {
    throw new Refusal(
      400,
      "request.invalid",
      hasCommand
        ? "command: a run without a thread waits for none; send it to the thread that does"
        : "input: missing; a run without a thread has nothing to go on with",
    );
  }
  // From a checkpoint of its own choice, or with a command that says where, it goes on in any case.
  const isPlaced = (checkpoint ?? checkpointId ?? command?.["goto"] ?? command?.["update"]) != null;
  if (isPlaced) return;
  const thread = await orNothing(threads.get(threadId));
  if (thread?.status === "busy") return;
  const state = await orNothing(threads.getState(threadId));
  if (state !== undefined && state.next.length > 0) return;
  throw new Refusal(
    409,
    "thread.nothing_to_do",
    `thread ${threadId.slice(0, 100)} has nothing to go on with and waits for no answer; send input`,
  );
}
