import type { Finding } from "#src/domain/finding.ts";
import { isNoAnswer, noAnswerRules } from "#src/domain/rules.ts";

const { seller, register, address, currency, tax } = noAnswerRules;

/** Rules that say of a whole check that nobody answered; the others name one service of several. */
const nobodyAnswered: ReadonlySet<string> = new Set([seller, register, address, currency, tax]);

/** Services without an answer; infinite where nobody answered. */
export function unansweredIn(findings: readonly Finding[]): number {
  const silent = findings.filter(isNoAnswer);
  return silent.some(({ rule }) => nobodyAnswered.has(rule)) ? Infinity : silent.length;
}

/**
 * Whether findings of one check may take the place of earlier ones: every service answered, or more of them than before
 * without losing a contradiction to one that is silent now.
 */
export function tellsMore(now: readonly Finding[], before: readonly Finding[]): boolean {
  const unanswered = unansweredIn(now);
  if (unanswered === 0) return true;
  return unanswered < unansweredIn(before) && holdsContradictions(now, before);
}

function holdsContradictions(now: readonly Finding[], before: readonly Finding[]): boolean {
  const held = contradictionsIn(now);
  return contradictionsIn(before).every((place) => {
    const index = held.indexOf(place);
    if (index === -1) return false;
    held.splice(index, 1);
    return true;
  });
}

const contradictionsIn = (findings: readonly Finding[]): string[] =>
  findings
    .filter(({ status }) => status === "contradicted")
    .map(({ rule, path = "" }) => `${rule} ${path}`);
