import { createHash } from "node:crypto";
import type { Client } from "@langchain/langgraph-sdk";
import type { RunContext } from "#src/state/run-context.ts";

type Preset = {
  readonly name: string;
  readonly description: string;
  readonly context: Partial<RunContext>;
};

/** Settings people choose between, instead of a form of fifteen fields. */
const presets: readonly Preset[] = [
  {
    name: "strict",
    description: "Asks a model for every page, and stops at the first document that fails",
    context: { analysis: "ollama", onError: "stop", roundsMax: 0 },
  },
  {
    name: "standard",
    description: "Asks a model where rules are unsure, and tries again what may pass",
    context: { analysis: "auto", onError: "retry", roundsMax: 2 },
  },
  {
    name: "demo",
    description: "Needs no model and no service: rules alone, one document at a time",
    context: { analysis: "rules", strategy: "sequential", onError: "continue" },
  },
];

const graphId = "invoice_batch";

/**
 * Creates an assistant for each preset, or brings it up to date; run again, it changes nothing.
 *
 * @returns Ids, by name.
 */
export async function putAssistants(
  assistants: Pick<Client["assistants"], "create" | "update">,
): Promise<ReadonlyMap<string, string>> {
  const ids = new Map<string, string>();
  for (const { name, description, context } of presets) {
    const assistantId = idOf(name);
    const found = await assistants.create({
      graphId,
      assistantId,
      ifExists: "do_nothing",
      name,
      description,
      context,
    });
    const isCurrent =
      found.description === description &&
      JSON.stringify(found.context) === JSON.stringify(context);
    if (!isCurrent) await assistants.update(assistantId, { description, context });
    ids.set(name, assistantId);
  }
  return ids;
}

/** The same name has the same id on every server. */
function idOf(name: string): string {
  const hex = createHash("sha256").update(`fanfold assistant ${name}`).digest("hex");
  const parts = [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `5${hex.slice(13, 16)}`,
    `8${hex.slice(17, 20)}`,
  ];
  return [...parts, hex.slice(20, 32)].join("-");
}
