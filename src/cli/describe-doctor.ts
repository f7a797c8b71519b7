import type { Check } from "./doctor-check.ts";

const words = { ok: "ok", note: "note", failed: "NO" } as const satisfies Record<
  Check["status"],
  string
>;
const width = 4;

/** One part of what `fanfold doctor` looked at, a line for each check. */
export const describeChecks = (title: string, checks: readonly Check[]): string =>
  [
    title,
    ...checks.map(({ status, message }) => `  ${words[status].padEnd(width)}  ${message}`),
    "",
    "",
  ].join("\n");
