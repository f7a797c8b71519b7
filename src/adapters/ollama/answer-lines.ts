import { HostFailure, notOllama, quoted } from "./host-failure.ts";
import { jsonOf } from "./json-of.ts";

/** A longer answer is none: many times what a model can say. */
const answerBytesMax = 16 * 1024 * 1024;

/**
 * Passes an answer of `/api/chat` through, line by line, and ends it with an error where it is none: a line that is no JSON, a
 * line `{ "error": ... }`, an end without `done: true`, an answer without end. A client behind it never sees half an answer.
 */
export function checkedLines(host: string): TransformStream<Uint8Array, Uint8Array> {
  const decoder = new TextDecoder();
  let rest = "";
  let sizeBytes = 0;
  let isDone = false;

  function check(line: string): void {
    if (line.trim() === "") return;
    const answer = parseLine(host, line);
    if (typeof answer["error"] === "string") {
      const message = `${host} broke off its answer: ${quoted(answer["error"])}`;
      throw new HostFailure("ollama.failed", message, { isTransient: true });
    }
    if (answer["done"] === true) isDone = true;
  }

  return new TransformStream({
    transform(chunk, controller) {
      sizeBytes += chunk.byteLength;
      if (sizeBytes > answerBytesMax) {
        const message = `${host} sent more than ${answerBytesMax} bytes without end`;
        throw new HostFailure("ollama.failed", message, { isTransient: false });
      }
      const lines = (rest + decoder.decode(chunk, { stream: true })).split("\n");
      rest = lines.pop() ?? "";
      lines.forEach(check);
      controller.enqueue(chunk);
    },
    flush() {
      check(rest + decoder.decode());
      if (isDone) return;
      const message = `${host} ended its answer in the middle`;
      throw new HostFailure("ollama.cut", message, { isTransient: true });
    },
  });
}

function parseLine(host: string, line: string): Record<string, unknown> {
  const answer = jsonOf(line);
  if (typeof answer === "object" && answer !== null) return answer as Record<string, unknown>;
  throw notOllama(host, "it answers with something else than lines of JSON");
}
