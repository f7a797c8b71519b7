import { AppError } from "#src/errors.ts";
import { type Cli, exitCodes, type RunCommand, UsageError } from "./cli.ts";
import {
  batchesHelp,
  doctorHelp,
  evalHelp,
  planHelp,
  processHelp,
  reconcileHelp,
  retryHelp,
  reviewHelp,
  showHelp,
} from "./help.ts";

type Command = {
  readonly name: string;
  readonly summary: string;
  readonly help: string;
  /** Loads the command's code, which only the command that runs should wait for. */
  readonly load: () => Promise<RunCommand>;
};

export const commands: readonly Command[] = [
  {
    name: "process",
    summary: "Read, check and decide invoices; write results and a report",
    help: processHelp,
    load: async () => (await import("./process-command.ts")).processCommand,
  },
  {
    name: "batches",
    summary: "List batches, newest first",
    help: batchesHelp,
    load: async () => (await import("./batches-command.ts")).batchesCommand,
  },
  {
    name: "show",
    summary: "Show one document: values with evidence, findings, risk, decision",
    help: showHelp,
    load: async () => (await import("./show-command.ts")).showCommand,
  },
  {
    name: "review",
    summary: "List what waits for a person, or record what a person decided",
    help: reviewHelp,
    load: async () => (await import("./review-command.ts")).reviewCommand,
  },
  {
    name: "retry",
    summary: "Take the quarantined documents of a batch again",
    help: retryHelp,
    load: async () => (await import("./retry-command.ts")).retryCommand,
  },
  {
    name: "reconcile",
    summary: "Run the checks that services had not answered, and decide anew",
    help: reconcileHelp,
    load: async () => (await import("./reconcile-command.ts")).reconcileCommand,
  },
  {
    name: "plan",
    summary: "Show what the operations of a document wait for, the critical path and the speed-up",
    help: planHelp,
    load: async () => (await import("./plan-command.ts")).planCommand,
  },
  {
    name: "eval",
    summary: "Read documents whose values are known, and say how many were read right",
    help: evalHelp,
    load: async () => (await import("./eval-command.ts")).evalCommand,
  },
  {
    name: "doctor",
    summary: "Look whether everything is there: settings, ledger, policy, Ollama and its models",
    help: doctorHelp,
    load: async () => (await import("./doctor-command.ts")).doctorCommand,
  },
];

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

const asksForHelp = (args: readonly string[]): boolean =>
  args.includes("--help") || args.includes("-h");

/** Runs one command line. A user's mistake is one line and exit code 2; a bug shows its stack and has a code of its own. */
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
    if (name === undefined || name === "help" || asksForHelp([name])) {
      cli.print(help());
      return name === undefined ? exitCodes.usage : exitCodes.ok;
    }
    const command = commands.find((candidate) => candidate.name === name);
    if (command === undefined) throw new UsageError(`unknown command ${name}; see fanfold --help`);
    if (asksForHelp(args)) {
      cli.print(command.help);
      return exitCodes.ok;
    }
    const run = await command.load();
    return await run(args, cli);
  } catch (error) {
    if (error instanceof AppError) {
      cli.tell(`fanfold: ${error.message}\n`);
      return exitCodes.usage;
    }
    const stack = error instanceof Error ? error.stack : String(error);
    cli.tell(`fanfold: this is a bug, please report it\n${stack}\n`);
    return exitCodes.bug;
  }
}
