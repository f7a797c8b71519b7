import { z } from "zod";
import { type Config, parseConfig } from "#src/config.ts";
import type { Operation } from "#src/domain/operation.ts";
import { measureOperations } from "#src/ledger/measure-operations.ts";
import { type NodeGraph, withoutNode } from "#src/ledger/node-graph.ts";
import { planOperations } from "#src/ledger/operation-plan.ts";
import { pastOutcomesMax } from "#src/ports/ledger.ts";
import { exitCodes, type RunCommand, UsageError } from "./cli.ts";
import { describeOperationsPlan } from "./describe-operations-plan.ts";
import { parseDurations, readDurations } from "./given-durations.ts";
import { lookUp } from "./look-up.ts";
import { drawPlan } from "./operations-plan-drawing.ts";
import { parseOptions } from "./parse-options.ts";
import { type PlannedGraph, plannedGraphs, readNodeGraph } from "./read-node-graph.ts";

/** `fanfold plan`: what the operations of a document wait for, what takes the time, and what running them together gives. */
export const planCommand: RunCommand = async (args, cli) => {
  const { values, positionals } = parseOptions("plan", args, {
    graph: { type: "string", default: "invoice" },
    without: { type: "string", multiple: true, default: [] },
    documents: { type: "string", default: String(pastOutcomesMax) },
    durations: { type: "string" },
    given: { type: "string" },
    json: { type: "boolean", default: false },
    mermaid: { type: "boolean", default: false },
  });
  if (positionals.length > 0) throw new UsageError("fanfold plan takes no documents");
  if (values.json && values.mermaid) throw new UsageError("choose one of --json and --mermaid");
  const name = parseGraph(values.graph);
  const limit = parseLimit(values.documents);
  const given = {
    ...(values.durations !== undefined && (await readDurations(values.durations))),
    ...(values.given !== undefined && parseDurations(values.given)),
  };
  const graph = leaveOut(await readNodeGraph(name), values.without);
  const records = await recordedOperations(parseConfig(cli.env), limit);
  const plan = planOperations(graph, measureOperations(records), given);
  const titled = { graph: name, documents: records.length, ...plan };
  if (values.json) cli.print(`${JSON.stringify(titled)}\n`);
  else cli.print(values.mermaid ? drawPlan(titled) : describeOperationsPlan(titled));
  return exitCodes.ok;
};

function parseGraph(value: string): PlannedGraph {
  const { data } = z.enum(plannedGraphs).safeParse(value);
  if (data !== undefined) return data;
  throw new UsageError(`unknown graph ${value}; choose one of ${plannedGraphs.join(", ")}`);
}

function parseLimit(value: string): number {
  const { data } = z.coerce.number().int().min(1).max(pastOutcomesMax).safeParse(value);
  if (data !== undefined) return data;
  throw new UsageError(`--documents takes a whole number from 1 to ${pastOutcomesMax}`);
}

const leaveOut = (graph: NodeGraph, left: readonly string[]): NodeGraph =>
  left.reduce((rest, node) => {
    const without = withoutNode(rest, node);
    if (without !== undefined) return without;
    const nodes = graph.nodes.map(({ name }) => name).join(", ");
    throw new UsageError(`--without ${node}: no such node; nodes are ${nodes}`);
  }, graph);

/** The operations of the newest documents of settled batches, a list each; none if there is no ledger. */
async function recordedOperations(config: Config, limit: number): Promise<Operation[][]> {
  const past = await lookUp(
    config,
    async (ledger) => await ledger.pastOutcomes({ batchId: undefined, limit }),
  );
  return (past ?? []).map(({ outcome }) => outcome.operations);
}
