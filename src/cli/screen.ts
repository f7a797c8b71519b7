import type { Log } from "#src/ports/log.ts";
import type { Cli } from "./cli.ts";
import { createCliLog } from "./cli-log.ts";
import { createProgress, type Progress } from "./progress.ts";

/** What a person sees of a running batch: the live line, and notes around it. */
export type Screen = {
  readonly total: number;
  readonly progress: Progress;
  readonly log: Log;
  /** For people only: not with --quiet or --json. */
  readonly tell: (text: string) => void;
};

export function createScreen(
  cli: Cli,
  { total, options }: { total: number; options: { isQuiet: boolean; isJson: boolean } },
): Screen {
  const isQuiet = options.isQuiet || options.isJson;
  const progress = createProgress(cli, { total, isQuiet });
  return {
    total,
    progress,
    log: options.isQuiet ? () => undefined : createCliLog((line) => progress.note(line)),
    tell: (text) => {
      if (!isQuiet) cli.tell(text);
    },
  };
}
