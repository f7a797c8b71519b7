import type { RegisterFact } from "#src/domain/facts.ts";

export const registerNames: Readonly<Record<RegisterFact["source"], string>> = {
  vies: "VIES",
  gleif: "GLEIF",
  companies_house: "Companies House",
};

/** By the day: the time of day would make two runs differ. */
export const askedOn = ({ checkedAt }: Pick<RegisterFact, "checkedAt">): string =>
  `asked on ${checkedAt.slice(0, "2026-01-31".length)}`;
