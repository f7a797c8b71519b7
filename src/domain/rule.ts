import type { CheckName, Severity } from "./finding.ts";

/** One rule a check may report: what it means, and what a contradiction weighs when the policy says nothing else. */
export type Rule = {
  readonly id: string;
  readonly check: CheckName;
  /** Severity of a contradiction. A check may report a milder one, and says why in its message. */
  readonly severity: Severity;
  /** Weight of a contradiction; absent: the policy's weight for its severity. */
  readonly weight?: number;
  /** What holds when the rule is verified. */
  readonly meaning: string;
  /** When the finding is `unknown`; absent: never. */
  readonly unknownWhen?: string;
};
