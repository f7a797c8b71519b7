import type { Check } from "./doctor-check.ts";

const marks = { ok: "ok", note: "note", failed: "NO" } as const satisfies Record<
  Check["status"],
  string
>;
const markWidth = 4;

/** One part of what `fanfold doctor` looked at, a line for each check. */
export const describeChecks = (title: string, checks: readonly Check[]): string =>
  [
    title,
    ...checks.map(({ status, message }) => `  ${marks[status].padEnd(markWidth)}  ${message}`),
    "",
    "",
  ].join("\n");

/** @param readers - Who reads the documents. */
export const describeVerdict = (canRun: boolean, readers: string): string =>
  canRun
    ? `fanfold process can run. Documents are read by ${readers}.\n`
    : "fanfold process cannot run as configured. Correct what is marked NO.\n";
