import type { Cli } from "#src/cli/cli.ts";
import { runCommand } from "#src/cli/run-command.ts";

export type CommandLineRun = {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
};

/** Runs a command line in this process, with its output caught. */
export async function runCommandLine(
  args: readonly string[],
  env: Cli["env"],
  changes: Partial<Cli> = {},
): Promise<CommandLineRun> {
  let stdout = "";
  let stderr = "";
  const cli: Cli = {
    env,
    print: (text) => (stdout += text),
    tell: (text) => (stderr += text),
    isTerminal: false,
    nodeVersion: process.versions.node,
    signal: new AbortController().signal,
    now: Date.now,
    ...changes,
  };
  const code = await runCommand(args, cli, "1.2.3");
  return { code, stdout, stderr };
}
