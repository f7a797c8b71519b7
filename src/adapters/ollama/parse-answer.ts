import { answerLinesMax, ModelAnswer } from "#src/domain/model-answer.ts";
import { jsonOf } from "./json-of.ts";

export type ParsedAnswer =
  | { readonly answer: ModelAnswer }
  /** What is wrong, a sentence each, for the model to correct. */
  | { readonly issues: readonly string[] };

/** Reads what a model said: without its thinking and code fences, empty texts as not stated, lines beyond the limit left out. */
export function parseAnswer(content: string): ParsedAnswer {
  const json = objectIn(withoutThinking(content).slice(0, answerCharsMax));
  if (json === undefined) return { issues: ["the answer is not one JSON object"] };
  const parsed = ModelAnswer.safeParse(bounded(emptyAsNull(json)));
  if (parsed.success) return { answer: parsed.data };
  return {
    issues: parsed.error.issues.map(({ path, message }) =>
      path.length === 0 ? message : `${path.join(".")}: ${message}`,
    ),
  };
}

/** Characters of an answer that are looked at: several times the longest one of 300 lines. */
const answerCharsMax = 500_000;

/** Thinking ends with its closing tag, also where the server swallowed the opening one. */
function withoutThinking(content: string): string {
  const end = content.lastIndexOf("</think>");
  return end === -1 ? content : content.slice(end + "</think>".length);
}

/** The object between the first and the last brace: what stands around it is a code fence or a courtesy. */
function objectIn(content: string): unknown {
  const start = content.indexOf("{");
  const end = content.lastIndexOf("}");
  return start === -1 || end < start ? undefined : jsonOf(content.slice(start, end + 1));
}

/** An answer has lines, and lines have fields; deeper is none of ours. */
const depthMax = 4;

function emptyAsNull(value: unknown, depth = 0): unknown {
  if (typeof value === "string") return value.trim() === "" ? null : value;
  if (typeof value !== "object" || value === null) return value;
  if (depth >= depthMax) return null;
  if (Array.isArray(value)) return value.map((inner) => emptyAsNull(inner, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, emptyAsNull(inner, depth + 1)]),
  );
}

function bounded(value: unknown): unknown {
  if (typeof value !== "object" || value === null || !("lines" in value)) return value;
  const { lines } = value;
  return Array.isArray(lines) ? { ...value, lines: lines.slice(0, answerLinesMax) } : value;
}
