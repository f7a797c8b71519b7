import { accessSync, constants, existsSync, statSync } from "node:fs";
import path from "node:path";
import { inspect, openLedger, readConfig } from "#src/app.ts";
import type { Config } from "#src/config.ts";
import { ConfigError } from "#src/errors.ts";
import manifest from "../../package.json" with { type: "json" };
import type { Cli } from "./cli.ts";
import { attempt, type Check } from "./doctor-check.ts";

/** A person waits for the answer: longer than this for a file another process holds is a finding of its own. */
const lockWaitMsMax = 3_000;

/** The settings, which all else depends on. The configuration is absent if one of them is wrong. */
export function checkConfiguration({ env, nodeVersion }: Pick<Cli, "env" | "nodeVersion">): {
  readonly config: Config | undefined;
  readonly checks: readonly Check[];
} {
  const name = "configuration";
  try {
    const config = readConfig(env);
    const message = "every setting is valid";
    return { config, checks: [{ name, status: "ok", message }, checkNode(nodeVersion)] };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const message = `${error.message} Correct this first; nothing below it could be looked at`;
    return {
      config: undefined,
      checks: [{ name, status: "failed", message }, checkNode(nodeVersion)],
    };
  }
}

/** Compares with what `package.json` asks for. */
export function checkNode(version: string): Check {
  const wanted = manifest.engines.node.replace(/^>=/, "");
  const isEnough = compareVersions(version, wanted) >= 0;
  return {
    name: "node",
    status: isEnough ? "ok" : "failed",
    message: isEnough ? `Node ${version}` : `Node ${version}: install ${wanted} or later`,
  };
}

function compareVersions(left: string, right: string): number {
  const [leftParts, rightParts] = [left, right].map((version) => version.split(".").map(Number));
  for (const [place, number] of rightParts?.entries() ?? []) {
    const difference = (leftParts?.[place] ?? 0) - number;
    if (difference !== 0) return difference;
  }
  return 0;
}

/** Folder, ledger, policy, sellers, services and policy documents. Creates nothing; asks no service. */
export async function checkFiles(config: Config): Promise<readonly Check[]> {
  const storage = { ...config, ledgerWaitMs: Math.min(config.ledgerWaitMs, lockWaitMsMax) };
  return [
    checkHome(config),
    ...(await attempt("ledger", async () => await checkLedger(storage))),
    ...(await attempt("checkpoints", async () => await checkCheckpoints(storage))),
    ...(await attempt("policy", () => [checkPolicy(config)])),
    ...(await attempt("sellers", () => [checkSellers(config)])),
    ...(await attempt("services", () => [checkServices(config)])),
    ...(await attempt("knowledge", async () => await checkKnowledge(config))),
  ];
}

/** Where there is no folder yet, the nearest one above it must allow to make it. */
function checkHome({ home }: Config): Check {
  const name = "home";
  const start = path.parse(home).root;
  let folder = home;
  while (!existsSync(folder) && folder !== start) folder = path.dirname(folder);
  try {
    if (!statSync(folder).isDirectory()) {
      const message = `${folder} is no folder; set FANFOLD_HOME to another place`;
      return { name, status: "failed", message };
    }
    accessSync(folder, constants.W_OK | constants.X_OK);
    const what = folder === home ? "can be written" : "is not there yet and will be made";
    return { name, status: "ok", message: `${home} ${what}` };
  } catch {
    const message = `${folder} cannot be written; give yourself write permission, or set FANFOLD_HOME to another folder`;
    return { name, status: "failed", message };
  }
}

async function checkLedger(config: Config): Promise<readonly Check[]> {
  const { ledgerFile } = config;
  const found = (message: string): readonly Check[] => [{ name: "ledger", status: "ok", message }];
  if (!existsSync(ledgerFile)) return found(`no ledger yet; the first batch makes ${ledgerFile}`);
  const ledger = await openLedger(config);
  try {
    return found(`${ledgerFile} is usable; batches: ${(await ledger.listBatches()).length}`);
  } finally {
    await ledger.close();
  }
}

/** Worth a line only where a batch has left them. */
async function checkCheckpoints(config: Config): Promise<readonly Check[]> {
  if (!existsSync(config.checkpointsFile)) return [];
  await inspect.checkpoints(config);
  return [{ name: "checkpoints", status: "ok", message: `${config.checkpointsFile} is usable` }];
}

function checkPolicy(config: Config): Check {
  const { policyVersion } = inspect.policy(config);
  const message = `${config.policyFile ?? "built-in policy"}, version ${policyVersion}`;
  return { name: "policy", status: "ok", message };
}

function checkServices(config: Config): Check {
  const name = "services";
  const asked = inspect.services(config);
  if (config.servicesFile === undefined) {
    const message = "no live services; FANFOLD_SERVICES names a file that switches them on";
    return { name, status: "ok", message };
  }
  const message = `${config.servicesFile} is valid; asked: ${asked.join(", ") || "none"}`;
  return { name, status: "ok", message };
}

function checkSellers({ sellersFile }: Config): Check {
  const name = "sellers";
  if (sellersFile !== undefined) {
    const message = `${sellersFile} is valid; sellers: ${inspect.sellers(sellersFile).length}`;
    return { name, status: "ok", message };
  }
  const message =
    "no seller master file: nothing is approved without a person; set FANFOLD_SELLERS, or give --sellers";
  return { name, status: "note", message };
}

/** Policy documents left out that are named. */
const notesMax = 10;

async function checkKnowledge({ knowledgeFolder: folder }: Config): Promise<readonly Check[]> {
  const note = (message: string): Check => ({ name: "knowledge", status: "note", message });
  if (folder === undefined) {
    const message = "no policy documents for a model; FANFOLD_KNOWLEDGE names their folder";
    return [{ name: "knowledge", status: "ok", message }];
  }
  try {
    const { passages, notes } = await inspect.knowledge(folder);
    const found: Check =
      passages === 0
        ? note(`${folder} has no text in .md or .txt files; a model is given nothing of it`)
        : {
            name: "knowledge",
            status: "ok",
            message: `${folder} can be read; passages: ${passages}`,
          };
    return [found, ...notes.slice(0, notesMax).map(note)];
  } catch (error) {
    // A batch goes on without what cannot be listed inside the folder.
    if (error instanceof Error && "code" in error && !(error instanceof ConfigError)) {
      return [note(`${folder} cannot be read to its end (${error.message})`)];
    }
    throw error;
  }
}
