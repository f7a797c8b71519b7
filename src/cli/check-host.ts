import type { Config } from "#src/config.ts";
import { describeLoaded, describeModels, secondsOf } from "./describe-host.ts";
import type { Check, Host } from "./doctor-check.ts";

/** False if the host says that its vision model of the settings cannot see. */
export const canSee = ({ problems }: Host): boolean =>
  problems.every(({ code }) => code !== "ollama.no_vision");

type Lack = Exclude<Check["status"], "ok">;

/**
 * Judges what a host is and has against the settings.
 *
 * What it lacks is a note, unless analysis `ollama` needs a model for text and no host has one that answers.
 */
export function checkHost(
  host: Host,
  { ollama, run }: Pick<Config, "ollama" | "run">,
  { use, now }: { use: { readonly model?: string }; now: () => number },
): readonly Check[] {
  const { version, problems } = host;
  const lack: Lack = run.analysis === "ollama" && use.model === undefined ? "failed" : "note";
  const about = (name: string, status: Check["status"], message: string): Check => {
    return { name, status, message, host: host.host };
  };
  if (version === undefined) return problems.map(({ message }) => about("host", lack, message));
  return [
    about("host", "ok", `Ollama ${version}, ${describeModels(host.models)}`),
    ...checkModels(host, { ollama, lack }),
    ...problems
      .filter(({ code }) => code === "ollama.context_too_large")
      .map(({ message }) => about("context", "note", message)),
    ...checkTrial(host, lack),
    ...describeLoaded(host.loaded, now()).map((message) => about("loaded", "ok", message)),
  ];
}

function checkTrial({ host, trial }: Host, lack: Lack): readonly Check[] {
  if (trial === undefined) return [];
  const { durationMs, problem } = trial;
  const message = `answered in the form asked for, in ${secondsOf(durationMs)}, loading included`;
  return problem === undefined
    ? [{ name: "structured_answer", status: "ok", message, host }]
    : [{ name: "structured_answer", status: lack, message: problem.message, host }];
}

/** Each configured model: is it there, and can it do what it is for? */
function checkModels(
  host: Host,
  { ollama, lack }: { ollama: Config["ollama"]; lack: Lack },
): readonly Check[] {
  const { model, visionModel, embeddingModel } = ollama;
  const blind = host.problems.find(({ code }) => code === "ollama.no_vision");
  const isEmbedder = host.facts.get(embeddingModel ?? "")?.capabilities?.includes("embedding");
  const remedy = "set OLLAMA_EMBED_MODEL to one that does, for example nomic-embed-text";
  return [
    checkModel(host, model, { name: "model", lack }),
    ...(visionModel === undefined
      ? []
      : [checkModel(host, visionModel, { name: "vision_model", unfit: blind?.message })]),
    ...(embeddingModel === undefined
      ? []
      : [
          checkModel(host, embeddingModel, {
            name: "embed_model",
            unfit:
              isEmbedder === false ? `${embeddingModel} gives no embeddings: ${remedy}` : undefined,
          }),
        ]),
  ];
}

type Role = {
  readonly name: string;
  readonly lack?: Lack;
  /** Why it cannot do what it is for. */
  readonly unfit?: string | undefined;
};

function checkModel(
  { host, facts }: Host,
  model: string,
  { name, lack = "note", unfit }: Role,
): Check {
  const found = facts.get(model);
  if (found === undefined) {
    const message = `${model} is not there: run \`ollama pull ${model}\` on that machine, or name another model`;
    return { name, status: lack, message, host };
  }
  if (unfit !== undefined) return { name, status: "note", message: unfit, host };
  const { contextLength: length } = found;
  const context = length === undefined ? "" : `, with a context of ${length} tokens`;
  return { name, status: "ok", message: `${model} is there${context}`, host };
}
