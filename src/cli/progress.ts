import type { ByDecision, RunEvent } from "#src/domain/run-event.ts";
import type { Cli } from "./cli.ts";

/** A terminal's line is drawn at most this often; a log gets a line at most this often. */
const drawEveryMs = 100;
const logEveryMs = 5_000;

export type Progress = {
  onEvent(event: RunEvent): void;
  /** Prints a line above the live one. */
  note(line: string): void;
  /** Ends the live line, so that what follows starts on its own. */
  end(): void;
};

type BatchProgress = Extract<RunEvent, { type: "batch.progress" }>;

type Told = Pick<BatchProgress, "done" | "byDecision"> & { readonly leftSeconds: number };

const nothing: Told = {
  done: 0,
  byDecision: { auto_approve: 0, manager_approval: 0, reject: 0, quarantined: 0 },
  leftSeconds: 0,
};

/** Shows done / total, decisions, speed and time left: one live line on a terminal, now and then a line elsewhere. */
export function createProgress(
  { tell, isTerminal, now }: Pick<Cli, "tell" | "isTerminal" | "now">,
  { total, isQuiet }: { total: number; isQuiet: boolean },
): Progress {
  const tally = createTally(total);
  let start: { readonly atMs: number; readonly done: number } | undefined;
  let drawnMs = now();
  let isLineOpen = false;

  const line = (): string => {
    const { done, byDecision, leftSeconds } = tally.current();
    const { auto_approve, manager_approval, reject, quarantined } = byDecision;
    const seconds = (now() - (start?.atMs ?? now())) / 1_000;
    const perSecond = seconds > 0 ? (done - (start?.done ?? 0)) / seconds : 0;
    return [
      `${done}/${total}`,
      `so far approve ${auto_approve}  manager ${manager_approval}  reject ${reject}  quarantined ${quarantined}`,
      `${perSecond.toFixed(1)}/s`,
      `${formatSeconds(leftSeconds)} left`,
    ].join("  ·  ");
  };

  const draw = (): void => {
    drawnMs = now();
    tell(isTerminal ? `\r\u001B[2K${line()}` : `${line()}\n`);
    isLineOpen = isTerminal;
  };

  return {
    onEvent(event) {
      tally.add(event);
      if (isQuiet || event.type !== "batch.progress") return;
      const { done } = tally.current();
      start ??= { atMs: now(), done };
      const isDue = now() - drawnMs >= (isTerminal ? drawEveryMs : logEveryMs);
      if (isDue || done === total) draw();
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

/** Counts over all parts of a batch: each tells of its own documents. */
function createTally(total: number) {
  let before = nothing;
  let part = nothing;

  /** Parts behind this one go like it does. */
  function progressed({ done, total: inPart, byDecision, etaSeconds = 0 }: BatchProgress): Told {
    const open = inPart - done;
    const openInAll = total - before.done - done;
    return { done, byDecision, leftSeconds: open > 0 ? (etaSeconds * openInAll) / open : 0 };
  }

  return {
    add(event: RunEvent): void {
      if (event.type === "batch.progress") part = progressed(event);
      if (event.type !== "batch.finished") return;
      const { dispatched: done, decisions, quarantined } = event.summary;
      before = sumOf(before, { done, byDecision: { ...decisions, quarantined }, leftSeconds: 0 });
      part = nothing;
    },
    current: (): Told => sumOf(before, part),
  };
}

const sumOf = (left: Told, right: Told): Told => ({
  done: left.done + right.done,
  leftSeconds: left.leftSeconds + right.leftSeconds,
  byDecision: {
    auto_approve: approved(left.byDecision) + approved(right.byDecision),
    manager_approval: left.byDecision.manager_approval + right.byDecision.manager_approval,
    reject: left.byDecision.reject + right.byDecision.reject,
    quarantined: left.byDecision.quarantined + right.byDecision.quarantined,
  },
});

/** Approved is approved, by the policy or by a reviewer before. */
const approved = ({ auto_approve, approve = 0 }: ByDecision): number => auto_approve + approve;

function formatSeconds(seconds: number): string {
  if (seconds < 60) return `${Math.ceil(seconds)} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${Math.round(seconds % 60)} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
