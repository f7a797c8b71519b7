import { createHash } from "node:crypto";
import type { OllamaModel } from "../ollama-server.ts";
import { modelNotFound } from "./refusal.ts";

const defaultContextLength = 32_768;
const defaultSizeBytes = 2_500_000_000;
/** `num_ctx` of a request that says none. */
const defaultNumCtx = 4096;
const endlessMs = 8.64e15;

type Shelved = Required<Omit<OllamaModel, "isLoaded">>;
type Loaded = { readonly contextLength: number; readonly expiresAtMs: number };

/** The models the double has and those it holds in memory. */
export type ModelShelf = {
  /** Throws a `Refusal` with status 404 for a model that is not there. */
  find(name: string): Shelved;
  add(model: OllamaModel): void;
  /** Holds a model in memory for some seconds; 0 lets go of it. */
  load(name: string, numCtx: unknown, keepSeconds: number): void;
  tags(): unknown;
  ps(): unknown;
  show(name: string): unknown;
};

/** A name without a tag means `latest`; case does not count. */
const fullName = (name: string) =>
  (/:[^/]*$/.test(name) ? name : `${name}:latest`).toLocaleLowerCase("en");

export const digestOf = (name: string) => createHash("sha256").update(name).digest("hex");

/** The architecture a model's name begins with: `qwen3` of `qwen3:4b-instruct`. */
const architectureOf = (name: string) =>
  name
    .replace(/:.*$/, "")
    .replace(/^.*\//, "")
    .replaceAll(/[^a-z0-9]/g, "") || "llama";

const detailsOf = ({ name }: Shelved) => {
  const family = architectureOf(name);
  return {
    parent_model: "",
    format: "gguf",
    family,
    families: [family],
    parameter_size: "4.0B",
    quantization_level: "Q4_K_M",
  };
};

export function createModelShelf(models: readonly OllamaModel[], now: () => number): ModelShelf {
  const shelf = new Map<string, Shelved>();
  const loaded = new Map<string, Loaded>();
  const modifiedAt = new Date(now()).toISOString();

  function find(name: string): Shelved {
    const model = shelf.get(fullName(name));
    if (model === undefined) throw modelNotFound(name);
    return model;
  }

  function load(name: string, numCtx: unknown, keepSeconds: number): void {
    const model = find(name);
    if (keepSeconds === 0) return void loaded.delete(model.name);
    const asked = typeof numCtx === "number" ? numCtx : defaultNumCtx;
    loaded.set(model.name, {
      contextLength: Math.min(asked, model.contextLength),
      expiresAtMs: Math.min(now() + keepSeconds * 1000, endlessMs),
    });
  }

  function add({ isLoaded = false, ...model }: OllamaModel): void {
    const name = fullName(model.name);
    shelf.set(name, {
      name,
      capabilities: model.capabilities ?? ["completion"],
      contextLength: model.contextLength ?? defaultContextLength,
      sizeBytes: model.sizeBytes ?? defaultSizeBytes,
    });
    if (isLoaded) load(name, undefined, 300);
  }

  const listed = (model: Shelved) => ({
    name: model.name,
    model: model.name,
    size: model.sizeBytes,
    digest: digestOf(model.name),
    details: detailsOf(model),
  });

  models.forEach(add);
  return {
    find,
    add,
    load,
    tags: () => ({
      models: [...shelf.values()].map((model) => ({ ...listed(model), modified_at: modifiedAt })),
    }),
    ps: () => ({
      models: [...loaded]
        .filter(([, { expiresAtMs }]) => expiresAtMs > now())
        .map(([name, { contextLength, expiresAtMs }]) => ({
          ...listed(find(name)),
          size_vram: find(name).sizeBytes,
          expires_at: new Date(expiresAtMs).toISOString(),
          context_length: contextLength,
        })),
    }),
    show: (name) => {
      const model = find(name);
      const architecture = architectureOf(model.name);
      return {
        modelfile: `FROM ${model.name}`,
        parameters: "",
        template: "{{ .Prompt }}",
        details: detailsOf(model),
        model_info: {
          "general.architecture": architecture,
          "general.parameter_count": 4_000_000_000,
          [`${architecture}.context_length`]: model.contextLength,
        },
        capabilities: model.capabilities,
        modified_at: modifiedAt,
      };
    },
  };
}
