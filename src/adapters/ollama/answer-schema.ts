import { z } from "zod";
import { ModelAnswer } from "#src/domain/model-answer.ts";

/**
 * Bounds a server's grammar repeats a rule for: `maxItems` of a list of objects makes recent servers refuse the whole schema,
 * and `maxLength` slows every token down. They are checked when the answer is here.
 */
const repetitionBounds = new Set(["maxLength", "maxItems", "$schema"]);

/** JSON schema an answer is held to by the server. */
export const answerSchema = withoutRepetitionBounds(z.toJSONSchema(ModelAnswer)) as Record<
  string,
  unknown
>;

function withoutRepetitionBounds(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(withoutRepetitionBounds);
  if (typeof schema !== "object" || schema === null) return schema;
  return Object.fromEntries(
    Object.entries(schema)
      .filter(([key]) => !repetitionBounds.has(key))
      .map(([key, value]) => [key, withoutRepetitionBounds(value)]),
  );
}

/** Left out of descriptions: ids of business terms mean nothing to a small model, and how amounts are written is a rule. */
const wordy = / \(B[TG]-\d+\)|; digits with a dot.*$/g;

/** Every key of the answer with its description, a line each: servers do not show the schema to the model. */
export const answerKeys: string = describeKeys(answerSchema, "").join("\n");

type JsonSchema = {
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly items?: JsonSchema;
  readonly enum?: readonly string[];
  readonly description?: string;
};

function describeKeys({ properties = {} }: JsonSchema, indent: string): readonly string[] {
  return Object.entries(properties).flatMap(([key, schema]) => {
    const choices = schema.enum === undefined ? "" : ` [${schema.enum.join(" | ")}]`;
    const line = `${indent}${key}: ${schema.description?.replaceAll(wordy, "") ?? ""}${choices}`;
    return schema.items === undefined
      ? [line]
      : [`${line}; a list of`, ...describeKeys(schema.items, `${indent}  `)];
  });
}
