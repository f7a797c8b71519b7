import type { Migration } from "kysely/migration";
import { createLedger } from "./0001-ledger.ts";
import { addKnowledge } from "./0002-knowledge.ts";
import { addFailedAttempts } from "./0003-failed-attempts.ts";
import { addReviews } from "./0004-reviews.ts";

/** Every migration in order. Once released a migration is never changed; a correction is a new one. */
export const ledgerMigrations: Readonly<Record<string, Migration>> = {
  "0001-ledger": createLedger,
  "0002-knowledge": addKnowledge,
  "0003-failed-attempts": addFailedAttempts,
  "0004-reviews": addReviews,
};
