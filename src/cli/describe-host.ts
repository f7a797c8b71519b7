import type { Host } from "./doctor-check.ts";

/** Models of a host that are named on a screen, and those it holds. */
const modelsNamedMax = 12;
const loadedNamedMax = 12;

export const describeModels = (models: readonly string[]): string => {
  if (models.length === 0) return "no models";
  const named = models.slice(0, modelsNamedMax).join(", ");
  const more = models.length - modelsNamedMax;
  return `models: ${named}${more > 0 ? ` and ${more} more` : ""}`;
};

export const secondsOf = (durationMs: number): string => `${(durationMs / 1_000).toFixed(1)} s`;

/** One line for each model in memory: its size, how much of it lies in a GPU, and how long it stays. */
export function describeLoaded(loaded: Host["loaded"], nowMs: number): readonly string[] {
  if (loaded.length === 0) return ["no model is loaded"];
  const lines = loaded.slice(0, loadedNamedMax).map((model) => {
    const parts = [sizeOf(model), stayOf(model.expiresAt, nowMs)].filter((part) => part !== "");
    return [`${model.name} is loaded`, ...parts].join(", ");
  });
  const more = loaded.length - loadedNamedMax;
  return more > 0 ? [...lines, `${more} more are loaded`] : lines;
}

function sizeOf({ sizeBytes, vramBytes }: Host["loaded"][number]): string {
  if (sizeBytes === undefined) return "";
  const size = `${(sizeBytes / 1e9).toFixed(1)} GB`;
  if (vramBytes === undefined || sizeBytes <= 0) return size;
  if (vramBytes <= 0) return `${size}, none of it in VRAM: it runs on the CPU`;
  const percent = Math.min(100, Math.floor((vramBytes / sizeBytes) * 100));
  return `${size}, ${percent} % in VRAM`;
}

const minuteMs = 60_000;
/** What is to stay for ever has an end in centuries. */
const foreverMs = 365 * 24 * 60 * minuteMs;

function stayOf(expiresAt: string | undefined, nowMs: number): string {
  const leftMs = Date.parse(expiresAt ?? "") - nowMs;
  if (!Number.isFinite(leftMs)) return "";
  if (leftMs > foreverMs) return "stays loaded";
  return `expires in ${Math.max(0, Math.round(leftMs / minuteMs))} min`;
}

/** What `--json` tells of one host. Lists are cut; the counts are not. */
const modelsListedMax = 200;
const capabilitiesListedMax = 20;

export function hostRecord(host: Host, clean: (text: string) => string) {
  const { version, models, facts, trial, loaded } = host;
  return {
    host: clean(host.host),
    ...(version !== undefined && { version: clean(version) }),
    modelCount: models.length,
    models: models.slice(0, modelsListedMax).map(clean),
    configured: [...facts].map(([model, { capabilities, contextLength }]) => ({
      model: clean(model),
      ...(capabilities && {
        capabilities: capabilities.slice(0, capabilitiesListedMax).map(clean),
      }),
      ...(contextLength !== undefined && { contextLength }),
    })),
    ...(trial && {
      structuredAnswer: { isAnswered: trial.isAnswered, durationMs: Math.round(trial.durationMs) },
    }),
    loaded: loaded.slice(0, modelsListedMax).map(({ name, sizeBytes, vramBytes, expiresAt }) => ({
      name: clean(name),
      ...(sizeBytes !== undefined && { sizeBytes }),
      ...(vramBytes !== undefined && { vramBytes }),
      ...(expiresAt !== undefined && { expiresAt: clean(expiresAt) }),
    })),
  };
}
