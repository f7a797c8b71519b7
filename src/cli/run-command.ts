import { AppError } from "#src/errors.ts";
import { batchesCommand } from "./batches-command.ts";
import { type Cli, type Command, exitCodes, UsageError } from "./cli.ts";
import { processCommand } from "./process-command.ts";
import { showCommand } from "./show-command.ts";

export const commands: readonly Command[] = [processCommand, batchesCommand, showCommand];

const help = (): string => {
  const width = Math.max(...commands.map(({ name }) => name.length));
  return [
    "usage: fanfold <command> [options]",
    "",
    "Invoices in, checked decisions out.",
    "",
    ...commands.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`),
    "",
    "fanfold <command> --help tells more. fanfold --version prints the version.",
    "",
  ].join("\n");
};

/** Runs one command line. A user's mistake is one line and exit code 2; a bug is left to crash with its stack. */
export async function runCommand(
  [name, ...args]: readonly string[],
  cli: Cli,
  version: string,
): Promise<number> {
  try {
    if (name === "--version" || name === "-v") {
      cli.print(`${version}\n`);
      return exitCodes.ok;
    }
    if (name === undefined || name === "--help" || name === "-h" || name === "help") {
      cli.print(help());
      return name === undefined ? exitCodes.usage : exitCodes.ok;
    }
    const command = commands.find((candidate) => candidate.name === name);
    if (command === undefined) throw new UsageError(`unknown command ${name}; see fanfold --help`);
    return await command.run(args, cli);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    cli.tell(`fanfold: ${error.message}\n`);
    return exitCodes.usage;
  }
}
