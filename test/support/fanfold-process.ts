import { type ChildProcess, spawn } from "node:child_process";
import path from "node:path";

export type Finished = {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
};

export type Running = { readonly process: ChildProcess; readonly finished: Promise<Finished> };

const main = path.resolve(import.meta.dirname, "../../src/cli/main.ts");

/** Starts the command line as a process of its own. */
export function startFanfold(
  args: readonly string[],
  { env, cwd }: { readonly env?: Readonly<Record<string, string>>; readonly cwd?: string } = {},
): Running {
  const child = spawn(process.execPath, [main, ...args], {
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
    ...(cwd !== undefined && { cwd }),
  });
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
  const { promise: finished, resolve, reject } = Promise.withResolvers<Finished>();
  child.on("error", reject);
  child.on("close", (code, signal) => resolve({ code, signal, stdout, stderr }));
  return { process: child, finished };
}

/** Runs the command line to its end. */
export const runFanfold = async (
  args: readonly string[],
  options?: Parameters<typeof startFanfold>[1],
): Promise<Finished> => await startFanfold(args, options).finished;
