import assert from "node:assert/strict";
import { setTimeout as delay } from "node:timers/promises";

/** The environment of the process: LangSmith reads it by itself. */
type ProcessEnv = Record<string, string | undefined>;

export type Tracing = {
  /** Sends what is still to be sent. False if that took too long and was given up; never throws. */
  flush(): Promise<boolean>;
};

/** Longest a command that is done waits for its traces. */
const flushMsMax = 5_000;

/** LangChain traces if one of them is `true`. */
const switches = [
  "LANGSMITH_TRACING",
  "LANGSMITH_TRACING_V2",
  "LANGCHAIN_TRACING",
  "LANGCHAIN_TRACING_V2",
];

const untraced: Tracing = { flush: async () => true };

/**
 * Keeps documents out of the traces LangChain sends to LangSmith. To be called before the first run: the client reads the
 * environment when it is made.
 *
 * What is sent by default are names, ids, times, tokens, decisions and counts. Two locks, one behind the other: variables that
 * empty what every run was given and gave, in any client this process makes, and on the client of LangChain a redactor, which
 * shows ids and counts again and covers errors, for which there is no variable.
 *
 * @param options.isContentTraced - The user allows documents, prompts and answers to be sent.
 */
export async function openTracing(
  env: ProcessEnv,
  { isContentTraced }: { readonly isContentTraced: boolean },
): Promise<Tracing> {
  if (!isContentTraced) {
    env["LANGSMITH_HIDE_INPUTS"] = "true";
    env["LANGSMITH_HIDE_OUTPUTS"] = "true";
  }
  if (!switches.some((name) => env[name] === "true")) return untraced;
  // Loaded only now: a command that is not traced should not wait for it.
  const [{ LangChainTracer }, { awaitAllCallbacks }, { Client }] = await Promise.all([
    import("@langchain/core/tracers/tracer_langchain"),
    import("@langchain/core/callbacks/promises"),
    import("langsmith"),
  ]);
  // There is one client for all runs; LangChain has no other way to name another one for runs it traces by itself.
  const { client } = new LangChainTracer();
  assert(client instanceof Client, "LangChain and Fanfold share one langsmith");
  if (!isContentTraced) {
    const { redactError, redactInputs, redactOutputs } = await import("./redact-trace.ts");
    Object.assign(client, {
      hideInputs: redactInputs,
      hideOutputs: redactOutputs,
      anonymizer: redactError,
    });
  }
  return {
    async flush() {
      const sent = async (): Promise<boolean> => {
        await awaitAllCallbacks();
        await client.awaitPendingTraceBatches();
        return true;
      };
      return await inTime(sent());
    },
  };
}

async function inTime(sent: Promise<boolean>): Promise<boolean> {
  const waiting = new AbortController();
  const late = delay(flushMsMax, false, { signal: waiting.signal });
  try {
    return await Promise.race([sent, late]);
  } catch {
    return false;
  } finally {
    waiting.abort();
    late.catch(() => undefined);
  }
}
