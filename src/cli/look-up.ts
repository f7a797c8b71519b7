import { existsSync } from "node:fs";
import { openLedger } from "#src/app.ts";
import type { Config } from "#src/config.ts";
import type { Ledger } from "#src/ports/ledger.ts";

/** Asks the ledger, if there is one: looking something up must not create it. */
export async function lookUp<T>(
  config: Config,
  ask: (ledger: Ledger) => Promise<T>,
): Promise<T | undefined> {
  if (!existsSync(config.ledgerFile)) return undefined;
  const ledger = await openLedger(config);
  try {
    return await ask(ledger);
  } finally {
    await ledger.close();
  }
}
