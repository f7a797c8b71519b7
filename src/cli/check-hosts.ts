import type { inspect } from "#src/app.ts";
import type { Config } from "#src/config.ts";
import type { Check } from "./doctor-check.ts";
import { describeLoaded, describeModels, secondsOf } from "./describe-host.ts";

/** What was found out about one Ollama host. */
export type Host = Awaited<ReturnType<typeof inspect.models>>[number];

export type HostsVerdict = {
  readonly checks: readonly Check[];
  /** The model for text that answers; absent if none does. */
  readonly model?: string;
  /** The model for scans and images; absent if none can see. */
  readonly visionModel?: string;
};

/**
 * Judges what the hosts are and have against the settings.
 *
 * What one host lacks is a note as long as a batch runs without it: only analysis `ollama` needs a model.
 */
export function judgeHosts(
  hosts: readonly Host[],
  { ollama, run }: Pick<Config, "ollama" | "run">,
  now: () => number,
): HostsVerdict {
  const { model, visionModel } = ollama;
  const hasText = hosts.some(({ trial }) => trial?.isAnswered === true);
  const canSee = hosts.some((host) => visionModel !== undefined && sees(host, visionModel));
  const lack = run.analysis === "ollama" && !hasText ? "failed" : "note";
  return {
    checks: hosts.flatMap((host) => checkHost(host, { ollama, lack, now })),
    ...(hasText && { model }),
    ...(canSee && visionModel !== undefined && { visionModel }),
  };
}

const sees = ({ facts, problems }: Host, visionModel: string): boolean =>
  facts.has(visionModel) && problems.every(({ code }) => code !== "ollama.no_vision");

type Standard = {
  readonly ollama: Config["ollama"];
  /** How bad it is that this host cannot analyse text. */
  readonly lack: "failed" | "note";
  readonly now: () => number;
};

function checkHost(host: Host, { ollama, lack, now }: Standard): readonly Check[] {
  const { version, problems, models, trial, loaded } = host;
  const about = (name: string, status: Check["status"], message: string): Check => {
    return { name, status, message, host: host.host };
  };
  if (version === undefined) return problems.map(({ message }) => about("host", lack, message));
  const { isAnswered, durationMs, problem } = trial ?? {};
  return [
    about("host", "ok", `Ollama ${version}, ${describeModels(models)}`),
    ...checkModels(host, { ollama, lack, now }),
    ...problems
      .filter(({ code }) => code === "ollama.context_too_large")
      .map(({ message }) => about("context", "note", message)),
    ...(problem === undefined ? [] : [about("structured_answer", lack, problem.message)]),
    ...(isAnswered === true && durationMs !== undefined
      ? [about("structured_answer", "ok", answeredIn(ollama.model, durationMs))]
      : []),
    ...describeLoaded(loaded, now()).map((message) => about("loaded", "ok", message)),
  ];
}

const answeredIn = (model: string, durationMs: number): string =>
  `${model} answered in the form asked for, in ${secondsOf(durationMs)}, loading it included`;

/** Each configured model: is it there, and can it do what it is for? */
function checkModels(host: Host, { ollama, lack }: Standard): readonly Check[] {
  const { model, visionModel, embedModel } = ollama;
  const text = checkModel(host, model, { name: "model", purpose: "reads text", lack });
  const vision =
    visionModel === undefined
      ? []
      : [checkModel(host, visionModel, { name: "vision_model", purpose: "reads scans and images" })];
  const embed =
    embedModel === undefined
      ? []
      : [checkModel(host, embedModel, { name: "embed_model", purpose: "ranks what is retrieved" })];
  return [text, ...vision, ...embed];
}

type Role = {
  readonly name: "model" | "vision_model" | "embed_model";
  readonly purpose: string;
  readonly lack?: "failed" | "note";
};

function checkModel(host: Host, model: string, { name, purpose, lack = "note" }: Role): Check {
  const about = { name, host: host.host };
  const facts = host.facts.get(model);
  if (facts === undefined) {
    const message = `${model} is not there: run \`ollama pull ${model}\` on that machine, or name another model`;
    return { ...about, status: lack, message };
  }
  const blind = host.problems.find(({ code }) => code === "ollama.no_vision");
  if (name === "vision_model" && blind) {
    return { ...about, status: "note", message: blind.message };
  }
  const { capabilities, contextLength } = facts;
  if (name === "embed_model" && capabilities?.includes("embedding") === false) {
    const message = `${model} gives no embeddings: set OLLAMA_EMBED_MODEL to a model that does, for example nomic-embed-text`;
    return { ...about, status: "note", message };
  }
  const context = contextLength === undefined ? "" : `, context of ${contextLength} tokens`;
  return { ...about, status: "ok", message: `${model} is there and ${purpose}${context}` };
}
