import type { Env } from "#src/config.ts";
import { UsageError } from "./cli.ts";
import { parseOptions } from "./parse-options.ts";

/** Flags that stand for a setting, by the environment variable they override. */
const settingFlags = {
  strategy: "FANFOLD_STRATEGY",
  parallelism: "FANFOLD_PARALLELISM",
  "chunk-size": "FANFOLD_CHUNK_SIZE",
  "on-error": "FANFOLD_ON_ERROR",
  policy: "FANFOLD_POLICY",
  sellers: "FANFOLD_SELLERS",
  "base-currency": "FANFOLD_BASE_CURRENCY",
  analysis: "FANFOLD_ANALYSIS",
  services: "FANFOLD_SERVICES",
  model: "OLLAMA_MODEL",
  "vision-model": "OLLAMA_VISION_MODEL",
} as const satisfies Record<string, keyof typeof Env.shape>;

/** Settings that change results: a batch that began under some is resumed under the same. */
const fixedFlags = [
  "policy",
  "sellers",
  "services",
  "base-currency",
  "ignore-embedded-xml",
  "analysis",
  "model",
  "vision-model",
] as const;

export type ProcessOptions = {
  readonly paths: readonly string[];
  readonly out: string | undefined;
  readonly resume: string | undefined;
  readonly ignoreEmbeddedXml: boolean;
  readonly isDryRun: boolean;
  readonly isJson: boolean;
  readonly isQuiet: boolean;
  /** Port of this machine the metrics are served at; 0 takes a free one. */
  readonly metricsPort: number | undefined;
  /** Flags as environment variables, which they override. */
  readonly env: Readonly<Record<string, string>>;
};

/** @throws {UsageError} If the arguments do not fit. */
export function parseProcessOptions(args: readonly string[]): ProcessOptions {
  const { values, positionals } = parseOptions("process", args, {
    out: { type: "string", short: "o" },
    strategy: { type: "string" },
    parallelism: { type: "string" },
    "chunk-size": { type: "string" },
    "on-error": { type: "string" },
    policy: { type: "string" },
    sellers: { type: "string" },
    "base-currency": { type: "string" },
    "ignore-embedded-xml": { type: "boolean" },
    analysis: { type: "string" },
    services: { type: "string" },
    model: { type: "string" },
    "vision-model": { type: "string" },
    resume: { type: "string" },
    "dry-run": { type: "boolean" },
    json: { type: "boolean" },
    quiet: { type: "boolean", short: "q" },
    "metrics-port": { type: "string" },
  });
  const isResume = values.resume !== undefined;
  const fixed = fixedFlags.filter((flag) => values[flag] !== undefined);
  const mistakes = [
    ...(fixed.length === 0
      ? []
      : [
          `${fixed.map((flag) => `--${flag}`).join(", ")} cannot change while a batch is under way; start a new batch or leave it out`,
        ]),
    ...(positionals.length === 0 && values["dry-run"] !== true
      ? []
      : ["--resume takes the documents of its batch; give no paths and no --dry-run"]),
  ];
  if (isResume && mistakes.length > 0) throw new UsageError(mistakes.join("; "));
  if (!isResume && positionals.length === 0) {
    throw new UsageError(
      "name at least one file or folder: fanfold process <path...>; see fanfold process --help",
    );
  }
  if (positionals.includes("")) {
    throw new UsageError("a path is empty; is a variable of the command not set?");
  }
  const env = Object.entries(settingFlags).flatMap(([flag, variable]) => {
    const value = values[flag as keyof typeof settingFlags];
    return value === undefined ? [] : [[variable, value]];
  });
  return {
    paths: positionals,
    out: values.out,
    resume: values.resume,
    ignoreEmbeddedXml: values["ignore-embedded-xml"] ?? false,
    isDryRun: values["dry-run"] ?? false,
    isJson: values.json ?? false,
    isQuiet: values.quiet ?? false,
    metricsPort: portOf(values["metrics-port"]),
    env: Object.fromEntries(env),
  };
}

const portMax = 65_535;

function portOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const port = Number(text);
  if (/^\d{1,5}$/.test(text) && port <= portMax) return port;
  throw new UsageError(
    `--metrics-port is a number from 1 to ${portMax}, or 0 for a free one; got ${text}`,
  );
}
