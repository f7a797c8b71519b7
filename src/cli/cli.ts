import { AppError } from "#src/errors.ts";

/** What a command may touch of the outside. */
export type Cli = {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Machine output and results. */
  readonly print: (text: string) => void;
  /** Messages for people. */
  readonly tell: (text: string) => void;
  /** True if messages go to a terminal, where a line can be drawn again. */
  readonly isTerminal: boolean;
  /** Version of Node that runs the program, without a v. */
  readonly nodeVersion: string;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
  readonly now: () => number;
};

export const exitCodes = {
  ok: 0,
  someQuarantined: 1,
  /** `fanfold doctor`: a batch would not run. */
  cannotRun: 1,
  usage: 2,
  bug: 70,
  interrupted: 130,
} as const;

/** The command line is wrong; the message says what and how to find help. */
export class UsageError extends AppError {
  readonly code = "cli.usage";
  readonly isTransient = false;
}

/** What a command does. Returns the exit code. */
export type RunCommand = (args: readonly string[], cli: Cli) => Promise<number>;
