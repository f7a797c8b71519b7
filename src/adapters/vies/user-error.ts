import type { NoAnswer } from "#src/resilience/json-exchange.ts";

type Meaning = {
  readonly text: string;
  readonly isTransient: boolean;
  readonly isOverload?: true;
  readonly isOutage?: true;
};

/** What VIES says when it gives no answer, and whether it may give one later. */
const meanings: Readonly<Record<string, Meaning>> = {
  MS_UNAVAILABLE: { text: "the register of the member state cannot be reached", isTransient: true },
  TIMEOUT: { text: "the register of the member state gave no answer in time", isTransient: true },
  SERVICE_UNAVAILABLE: { text: "it cannot answer now", isTransient: true },
  MS_MAX_CONCURRENT_REQ: {
    text: "too many ask about the member state at the moment",
    isTransient: true,
    isOverload: true,
  },
  MS_MAX_CONCURRENT_REQ_TIME: {
    text: "too many have asked about the member state lately",
    isTransient: true,
    isOverload: true,
  },
  GLOBAL_MAX_CONCURRENT_REQ: {
    text: "too many ask at the moment",
    isTransient: true,
    isOverload: true,
  },
  GLOBAL_MAX_CONCURRENT_REQ_TIME: {
    text: "too many have asked lately",
    isTransient: true,
    isOverload: true,
  },
  INVALID_INPUT: { text: "it cannot look for such a number", isTransient: false },
  INVALID_REQUESTER_INFO: { text: "it refuses our own VAT id", isTransient: false, isOutage: true },
  VAT_BLOCKED: { text: "it refuses our own VAT id", isTransient: false, isOutage: true },
  IP_BLOCKED: { text: "it refuses our address", isTransient: false, isOutage: true },
};

/** The error for a code of VIES. A code we do not know is no answer either, and asking again would not help. */
export function noAnswerOfCode(code: string, noAnswer: NoAnswer): Error {
  const meaning = Object.hasOwn(meanings, code) ? meanings[code] : undefined;
  if (meaning === undefined) {
    return noAnswer("it answers with a code we do not know", { isTransient: false });
  }
  const { text, ...traits } = meaning;
  return noAnswer(`${text} (${code})`, traits);
}
