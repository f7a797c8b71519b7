import { z } from "zod";
import { assertShape } from "./assert-shape.ts";
import { Refusal } from "./refusal.ts";

/** Supersteps of a run: with fewer than LangGraph's default it may not reach its end, and no graph needs the most. */
const superstepsMin = 25;
const superstepsMax = 1_000;

/** LangGraph's `max_concurrency` is none of it: it loses tasks; `context.parallelism` says how many documents are in flight. */
const Config = z.object({
  configurable: z.looseObject({}).nullish(),
  recursion_limit: z.int().min(superstepsMin).max(superstepsMax).optional(),
  tags: z.array(z.string()).optional(),
  metadata: z.unknown().optional(),
});

/**
 * LangGraph and its server keep switches of their own among the settings of a run: where it resumes, and to which project its
 * documents are traced.
 *
 * @throws {Refusal} If one of them is set from outside, or a setting is none or out of bounds.
 */
export function assertConfig(config: unknown, isLocal: boolean): void {
  if (config === undefined || config === null) return;
  assertShape(Config, config, "config");
  const keys = Object.keys(Config.parse(config).configurable ?? {});
  const internal = isLocal ? undefined : keys.find((key) => /^(__|langsmith_)/.test(key));
  if (internal === undefined) return;
  throw new Refusal(
    400,
    "request.invalid",
    `config.configurable.${internal.slice(0, 100)}: not set from outside; settings of a run go into context`,
  );
}

/**
 * Whoever runs the server says what is traced, and where.
 *
 * @throws {Refusal} If the caller of a run does.
 */
export function assertTracing(run: Readonly<Record<string, unknown>>, isLocal: boolean): void {
  const field = isLocal
    ? undefined
    : ["langsmith_tracer", "feedback_keys"].find((key) => run[key] !== undefined);
  if (field === undefined) return;
  throw new Refusal(400, "request.invalid", `${field}: set by the server alone; leave it out`);
}
