import { inspect } from "#src/app.ts";
import type { Config } from "#src/config.ts";
import { type Host, judgeHosts } from "./check-hosts.ts";
import { checkConfiguration, checkFiles } from "./check-installation.ts";
import { type Cli, exitCodes, type RunCommand, UsageError } from "./cli.ts";
import { describeChecks, describeVerdict } from "./describe-doctor.ts";
import { hostRecord } from "./describe-host.ts";
import { type Check, cleanerFor } from "./doctor-check.ts";
import { parseOptions } from "./parse-options.ts";

/** `fanfold doctor`: whether `fanfold process` can run as configured, and what is missing. */
export const doctorCommand: RunCommand = async (args, cli) => {
  const { values, positionals } = parseOptions("doctor", args, { json: { type: "boolean" } });
  if (positionals.length > 0) throw new UsageError("fanfold doctor takes no documents");
  const clean = cleanerFor(cli.env["OLLAMA_API_KEY"]);
  const checks: Check[] = [];
  const add = (title: string, found: readonly Check[]): void => {
    const shown = found.map((check) => ({ ...check, message: clean(check.message) }));
    checks.push(...shown);
    if (values.json !== true) cli.print(describeChecks(clean(title), shown));
  };
  try {
    const { config, checks: settings } = checkConfiguration(cli.env);
    add("Configuration", settings);
    if (config !== undefined) add("Files", await checkFiles(config));
    const analysis = config === undefined ? noAnalysis : await checkAnalysis(config, cli, add);
    const canRun = checks.every(({ status }) => status !== "failed");
    const verdict = { canRun, ...(canRun && { engine: analysis.engine }) };
    const hosts = analysis.hosts.map((host) => hostRecord(host, clean));
    if (values.json === true) cli.print(`${JSON.stringify({ ...verdict, checks, hosts })}\n`);
    else cli.print(describeVerdict(canRun, clean(analysis.words)));
    return canRun ? exitCodes.ok : exitCodes.cannotRun;
  } catch (error) {
    if (cli.signal.aborted) return exitCodes.interrupted;
    throw error;
  }
};

type Analysis = {
  readonly engine: "rules" | "ollama";
  /** Who reads the documents. */
  readonly words: string;
  readonly hosts: readonly Host[];
};

const noAnalysis: Analysis = { engine: "rules", words: "", hosts: [] };

async function checkAnalysis(
  config: Config,
  { now, signal }: Cli,
  add: (title: string, found: readonly Check[]) => void,
): Promise<Analysis> {
  const { analysis } = config.run;
  const check = (status: Check["status"], message: string): Check => {
    return { name: "analysis", status, message };
  };
  if (analysis === "rules") {
    add("Analysis", [check("ok", "rules: no model is asked, so no host was looked at")]);
    return { engine: "rules", words: "rules alone", hosts: [] };
  }
  const hosts = await inspect.models(config, now, signal);
  const { checks, model, visionModel } = judgeHosts(hosts, config, now);
  for (const { host } of hosts) {
    add(
      `Ollama at ${host}`,
      checks.filter((found) => found.host === host),
    );
  }
  const isNeeded = analysis === "ollama";
  const text =
    model === undefined
      ? check(
          isNeeded ? "failed" : "note",
          isNeeded
            ? "ollama: no host has a model for text that answers, so no batch starts; correct what is said above, or use analysis auto"
            : "auto: no host has a model for text that answers; rules alone read it",
        )
      : check("ok", `${analysis}: ${model} ${isNeeded ? "is asked for every page" : "is asked where rules are unsure"}`);
  const vision: Check[] =
    visionModel === undefined
      ? [{ name: "vision", status: "note", message: noVision(config) }]
      : [{ name: "vision", status: "ok", message: `${visionModel} reads scans and images` }];
  add("Analysis", [text, ...vision]);
  const engine = model === undefined && visionModel === undefined ? "rules" : "ollama";
  return { engine, words: wordsOf({ model, visionModel, isNeeded }), hosts };
}

const noVision = ({ ollama }: Config): string =>
  ollama.visionModel === undefined
    ? "scans and images are quarantined: OLLAMA_VISION_MODEL names no model that reads them"
    : `scans and images are quarantined: no host has ${ollama.visionModel} for them`;
