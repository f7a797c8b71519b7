import type { OutcomeSummary } from "#src/domain/batch.ts";
import type { Cli } from "./cli.ts";

/** A terminal's line is drawn at most this often; a log gets a line at most this often. */
const drawEveryMs = 100;
const logEveryMs = 5_000;

export type Progress = {
  onFinished(summary: OutcomeSummary): void;
  /** Prints a line above the live one. */
  note(line: string): void;
  /** Ends the live line, so that what follows starts on its own. */
  end(): void;
};

/** Shows done / total, decisions, speed and time left: one live line on a terminal, now and then a line elsewhere. */
export function createProgress(
  { tell, isTerminal, now }: Pick<Cli, "tell" | "isTerminal" | "now">,
  { total, isQuiet }: { total: number; isQuiet: boolean },
): Progress {
  const counts = { approve: 0, manager: 0, reject: 0, quarantined: 0 };
  const startedAtMs = now();
  const seen = new Set<string>();
  let lastMs = startedAtMs;
  let isLineOpen = false;

  const line = (): string => {
    const seconds = (now() - startedAtMs) / 1_000;
    const perSecond = seconds > 0 ? seen.size / seconds : 0;
    const left = perSecond > 0 ? (total - seen.size) / perSecond : 0;
    return [
      `${seen.size}/${total}`,
      `so far approve ${counts.approve}  manager ${counts.manager}  reject ${counts.reject}  quarantined ${counts.quarantined}`,
      `${perSecond.toFixed(1)}/s`,
      `${formatSeconds(left)} left`,
    ].join("  ·  ");
  };

  const draw = (): void => {
    lastMs = now();
    tell(isTerminal ? `\r\u001B[2K${line()}` : `${line()}\n`);
    isLineOpen = isTerminal;
  };

  return {
    onFinished(summary) {
      if (isQuiet || summary.status === "failed" || seen.has(summary.file)) return;
      seen.add(summary.file);
      count(counts, summary);
      const isDue = now() - lastMs >= (isTerminal ? drawEveryMs : logEveryMs);
      if (isDue || seen.size === total) draw();
    },
    note(text) {
      if (isLineOpen) tell("\r\u001B[2K");
      tell(`${text}\n`);
      if (isLineOpen) draw();
    },
    end() {
      if (isLineOpen) tell("\n");
      isLineOpen = false;
    },
  };
}

function count(
  counts: { approve: number; manager: number; reject: number; quarantined: number },
  { action }: OutcomeSummary,
): void {
  switch (action) {
    case "auto_approve":
    case "approve":
      counts.approve += 1;
      break;
    case "manager_approval":
      counts.manager += 1;
      break;
    case "reject":
      counts.reject += 1;
      break;
    case undefined:
      counts.quarantined += 1;
      break;
    default:
      action satisfies never;
  }
}

function formatSeconds(seconds: number): string {
  if (seconds < 60) return `${Math.ceil(seconds)} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${Math.round(seconds % 60)} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
