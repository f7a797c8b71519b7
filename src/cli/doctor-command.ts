import { inspect } from "#src/app.ts";
import type { Config } from "#src/config.ts";
import type { AnalysisNote } from "#src/domain/analysis.ts";
import { checkHost } from "./check-host.ts";
import { checkUse, readersOf, usableModels } from "./check-analysis.ts";
import { checkConfiguration, checkFiles } from "./check-installation.ts";
import { type Cli, exitCodes, type RunCommand, UsageError } from "./cli.ts";
import { describeChecks, describeVerdict } from "./describe-doctor.ts";
import { hostRecord } from "./describe-host.ts";
import { type Check, cleanerFor, type Host } from "./doctor-check.ts";
import { parseOptions } from "./parse-options.ts";

/** `fanfold doctor`: whether `fanfold process` can run as configured, and what is missing. */
export const doctorCommand: RunCommand = async (args, cli) => {
  const { values, positionals } = parseOptions("doctor", args, { json: { type: "boolean" } });
  if (positionals.length > 0) throw new UsageError("fanfold doctor takes no documents");
  const clean = cleanerFor(cli.env["OLLAMA_API_KEY"]);
  const checks: Check[] = [];
  const add = (title: string, found: readonly Check[]): void => {
    const shown = found.map((check) => cleanCheck(check, clean));
    checks.push(...shown);
    if (values.json !== true) cli.print(describeChecks(clean(title), shown));
  };
  try {
    const { config, checks: settings } = checkConfiguration(cli);
    add("Configuration", settings);
    if (config !== undefined) add("Files", await checkFiles(config));
    const analysis = config === undefined ? rulesAlone : await checkAnalysis(config, cli, add);
    const canRun = checks.every(({ status }) => status !== "failed");
    const verdict = { canRun, ...(canRun && { engine: analysis.engine }) };
    const hosts = analysis.hosts.map((host) => hostRecord(host, clean));
    if (values.json === true) cli.print(`${JSON.stringify({ ...verdict, checks, hosts })}\n`);
    else cli.print(describeVerdict(canRun, clean(analysis.readers)));
    return canRun ? exitCodes.ok : exitCodes.cannotRun;
  } catch (error) {
    if (cli.signal.aborted) return exitCodes.interrupted;
    throw error;
  }
};

const cleanCheck = (
  { message, host, ...check }: Check,
  clean: (text: string) => string,
): Check => ({
  ...check,
  message: clean(message),
  ...(host !== undefined && { host: clean(host) }),
});

type Analysis = {
  readonly engine: AnalysisNote["engine"];
  /** Who reads the documents. */
  readonly readers: string;
  readonly hosts: readonly Host[];
};

const rulesAlone: Analysis = { engine: "rules", readers: "rules alone", hosts: [] };

type Add = (title: string, found: readonly Check[]) => void;

async function checkAnalysis(config: Config, { now, signal }: Cli, add: Add): Promise<Analysis> {
  if (config.run.analysis === "rules") {
    const message = "rules: no model is asked, so no host was looked at";
    add("Analysis", [{ name: "analysis", status: "ok", message }]);
    return rulesAlone;
  }
  const hosts = await inspect.models(config, now, signal);
  const use = usableModels(hosts, config);
  for (const host of hosts) add(`Ollama at ${host.host}`, checkHost(host, config, { use, now }));
  add("Analysis", checkUse(use, config));
  return { hosts, ...readersOf(use, config) };
}
