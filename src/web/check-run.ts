import { z } from "zod";
import { AppError } from "#src/errors.ts";
import type { BatchEntry, Ledger } from "#src/ports/ledger.ts";
import type { Inbox } from "#src/ports/inbox.ts";
import type { InputRoot } from "#src/ports/input-root.ts";
import { RunContext } from "#src/state/run-context.ts";
import type { Caller } from "./callers.ts";
import { bringIn } from "./bring-in.ts";
import { assertConfig, assertTracing } from "./check-settings.ts";
import { assertShape } from "./assert-shape.ts";
import { Refusal } from "./refusal.ts";

export type CheckRunDeps = {
  readonly ledger: Pick<Ledger, "findBatch">;
  readonly inputRoot: InputRoot;
  readonly inbox: Inbox;
  readonly documentBytesMax: number;
  /** Input of each graph, by its id. */
  readonly inputs: Readonly<Record<string, z.ZodObject>>;
  /** Nodes of each graph, by its id: where a run may be interrupted. */
  readonly nodes: Readonly<Record<string, readonly string[]>>;
  /** Nobody but this machine is served: its user may edit state. */
  readonly isLocal: boolean;
};

/** A run that is to begin later waits in the server's file of threads until then. */
const delaySecondsMax = 24 * 60 * 60;

const Interrupts = z.union([z.literal("*"), z.array(z.string())]).nullish();

/** What a request to run a graph says, as far as it is looked at here. */
export const RunRequest = z.looseObject({
  assistant_id: z.string().min(1),
  input: z.unknown().optional(),
  context: z.unknown().optional(),
  command: z.looseObject({}).nullish(),
  webhook: z.unknown().optional(),
  config: z.unknown().optional(),
  langsmith_tracer: z.unknown().optional(),
  feedback_keys: z.unknown().optional(),
  if_not_exists: z.unknown().optional(),
  checkpoint_id: z.guid().nullish(),
  checkpoint: z.unknown().optional(),
  interrupt_before: Interrupts,
  interrupt_after: Interrupts,
  after_seconds: z.number().min(0).max(delaySecondsMax).nullish(),
});
export type RunRequest = z.infer<typeof RunRequest>;

/** Fields of LangGraph's clients that are handed on as they are. */
const otherFields: ReadonlySet<string> = new Set([
  "checkpoint_during",
  "durability",
  "metadata",
  "multitask_strategy",
  "on_completion",
  "on_disconnect",
  "stream_mode",
  "stream_resumable",
  "stream_subgraphs",
]);

/**
 * Checks a request to run a graph before the run is made: afterwards a mistake is a failed run, not an answer.
 *
 * @returns The request as the server is given it: documents that came inside it lie in the inbox.
 * @throws {Refusal} Saying what is wrong and where.
 */
export async function checkRun(
  deps: CheckRunDeps,
  { run, graphId, caller }: { run: RunRequest; graphId: string; caller: Caller },
): Promise<RunRequest> {
  assertRole(caller, graphId, run);
  if (!deps.isLocal) assertKnown(run);
  if (run.webhook !== undefined && run.webhook !== null) {
    throw new Refusal(
      400,
      "request.invalid",
      "webhook: this server calls no other; follow the run instead",
    );
  }
  assertCommand(run, deps.isLocal);
  assertContext(run.context);
  assertConfig(run.config, deps.isLocal);
  assertTracing(run, deps.isLocal);
  assertInterrupts(run, deps.nodes[graphId] ?? []);
  if (run.input === undefined || run.input === null) return run;
  if (run.command !== undefined && run.command !== null) {
    throw new Refusal(400, "request.invalid", "input: not read beside a command; leave one out");
  }
  assertShape(deps.inputs[graphId], run.input, "input");
  const input = run.input as Readonly<Record<string, unknown>>;
  await assertBatch(deps, { graphId, input, caller });
  return { ...run, input: await bringIn(input, deps) };
}

/** What a run is started with unless it is given: an assistant's settings are checked as a run's are. */
export function assertContext(context: unknown): void {
  if (context !== undefined && context !== null) assertShape(RunContext, context, "context");
}

/** @throws {Refusal} If a field is misspelt. Studio, which is served without tokens, may send what is newer than this server. */
function assertKnown(run: RunRequest): void {
  const unknown = Object.keys(run).find(
    (field) => !Object.hasOwn(RunRequest.shape, field) && !otherFields.has(field),
  );
  if (unknown === undefined) return;
  throw new Refusal(400, "request.invalid", `${unknown.slice(0, 100)}: no field of a run`);
}

/** @throws {Refusal} If a run is to be interrupted at a node its graph has not: it never would be. */
function assertInterrupts(run: RunRequest, nodes: readonly string[]): void {
  for (const field of ["interrupt_before", "interrupt_after"] as const) {
    const named = run[field] ?? [];
    const unknown = named === "*" ? undefined : named.find((node) => !nodes.includes(node));
    if (unknown === undefined) continue;
    throw new Refusal(
      400,
      "request.invalid",
      `${field}: no node ${unknown.slice(0, 100)}; nodes are ${nodes.join(", ")}`,
    );
  }
}

/** @throws {Refusal} If a graph's reviewer or a batch's runner is needed, and the caller is not. */
function assertRole({ roles }: Caller, graphId: string, { command }: RunRequest): void {
  const isReview = graphId === "review" || command?.["resume"] !== undefined;
  const needed = isReview ? "review" : "run";
  if (!roles.includes(needed)) {
    throw new Refusal(403, "token.role_missing", `this needs a token with the role ${needed}`);
  }
}

function assertCommand({ command }: RunRequest, isLocal: boolean): void {
  if (isLocal || command === undefined || command === null) return;
  const other = Object.keys(command).find((key) => key !== "resume" && command[key] !== undefined);
  if (other === undefined) return;
  throw new Refusal(
    403,
    "state.written_by_graphs",
    `command.${other}: state is written by graphs alone; only resume is taken`,
  );
}

/** One batch belongs to one caller; an invoice joins a batch that is there. */
async function assertBatch(
  { ledger }: CheckRunDeps,
  {
    graphId,
    input,
    caller,
  }: { graphId: string; input: Readonly<Record<string, unknown>>; caller: Caller },
): Promise<void> {
  const { batchId } = input;
  if (typeof batchId !== "string") return;
  const batch = await ledger.findBatch(batchId);
  if (batch === undefined && graphId === "invoice_batch") return;
  if (batch !== undefined && maySee(batch, caller)) return;
  throw graphId === "invoice_batch"
    ? new Refusal(409, "batch.exists", `input.batchId: ${batchId} is taken; choose another name`)
    : new Refusal(404, "batch.not_found", `input.batchId: there is no batch ${batchId} of yours`);
}

/** A batch is seen by who started it and by reviewers, whose work it becomes. */
export const maySee = ({ settings }: BatchEntry, { name, roles }: Caller): boolean =>
  settings["owner"] === name || roles.includes("review");

/** What a caller is told of a failure; nothing of one that nobody foresaw. */
export function refusalOf(error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  if (error instanceof AppError) {
    return new Refusal(error.isTransient ? 503 : 400, error.code, error.message);
  }
  return new Refusal(500, "internal.error", "the server failed; its log says why");
}
