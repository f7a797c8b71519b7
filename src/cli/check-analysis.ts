import type { Config } from "#src/config.ts";
import type { AnalysisNote } from "#src/domain/analysis.ts";
import { canSee } from "./check-host.ts";
import type { Check, Host } from "./doctor-check.ts";

/** The configured models that some host can be asked with. */
export type UsableModels = {
  /** Reads text, and was seen to answer. */
  readonly model?: string;
  /** Reads scans and images. */
  readonly visionModel?: string;
};

type Settings = Pick<Config, "ollama" | "run" | "recognition">;

export function usableModels(hosts: readonly Host[], { ollama }: Settings): UsableModels {
  const { model, visionModel } = ollama;
  const isAnswered = hosts.some(({ trial }) => trial?.isAnswered === true);
  const isSeen =
    visionModel !== undefined && hosts.some((host) => host.facts.has(visionModel) && canSee(host));
  return { ...(isAnswered && { model }), ...(isSeen && { visionModel }) };
}

/** What the models mean for a batch: only analysis `ollama` does not start without one. */
export function checkUse(
  { model, visionModel }: UsableModels,
  { ollama, run, recognition }: Settings,
): readonly Check[] {
  const name = "analysis";
  const why =
    ollama.visionModel === undefined
      ? "OLLAMA_VISION_MODEL names no model that reads them"
      : `no host has a ${ollama.visionModel} that sees`;
  const otherwise =
    recognition === undefined
      ? "scans and images are quarantined"
      : "scans and images are read by text recognition alone";
  const vision: Check =
    visionModel === undefined
      ? { name, status: "note", message: `${otherwise}: ${why}` }
      : { name, status: "ok", message: `${visionModel} is asked for scans and images` };
  return [checkText(model, run.analysis), vision];
}

function checkText(model: string | undefined, mode: Config["run"]["analysis"]): Check {
  const name = "analysis";
  const isNeeded = mode === "ollama";
  if (model !== undefined) {
    const when = isNeeded ? "for every page" : "where rules are unsure";
    return { name, status: "ok", message: `${mode}: ${model} is asked ${when}` };
  }
  const lack = `${mode}: no model for text answers`;
  return isNeeded
    ? { name, status: "failed", message: `${lack}, so no batch starts; or use analysis auto` }
    : { name, status: "note", message: `${lack}, so rules read text alone` };
}

/** Who reads the documents, for the last sentence. */
export function readersOf(
  { model, visionModel }: UsableModels,
  { run }: Settings,
): { readonly engine: AnalysisNote["engine"]; readonly readers: string } {
  const when = run.analysis === "auto" ? " where rules are unsure" : "";
  const parts = [
    ...(model === undefined ? [] : [`the model ${model}${when}`]),
    ...(visionModel === undefined ? [] : [`${visionModel} for scans and images`]),
  ];
  return parts.length === 0
    ? { engine: "rules", readers: "rules alone" }
    : { engine: "ollama", readers: ["rules", ...parts].join(", and ") };
}
