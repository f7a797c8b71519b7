import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { z } from "zod";
import { parseExactJson } from "#src/domain/exact-json.ts";
import type { ExchangeRateFact } from "#src/domain/facts.ts";
import { type CurrencyCode, CurrencyCode as CurrencyCodeSchema } from "#src/domain/money.ts";
import type { ExchangeRates } from "#src/ports/exchange-rates.ts";
import { PortUnavailable } from "#src/ports/port-unavailable.ts";

const packageName = "@fawazahmed0/currency-api";
const source = "daily table shipped with fanfold";

/** A table names its currency in lower case and holds units of each other currency for one unit of it. */
const Table = z.object({ date: z.iso.date() }).catchall(z.record(z.string(), z.string()));

type RateTable = { readonly date: string; readonly rates: Readonly<Record<string, string>> };

/** Rates of one day, shipped with the program; the answer carries that day, whichever was asked for. */
export function createOfflineExchangeRates(): ExchangeRates {
  // At most one table for each currency of the package, a few hundred small ones.
  const tables = new Map<CurrencyCode, Promise<RateTable | undefined>>();
  return {
    async rate({ from, to, date }) {
      if (!isCurrencyCode(from) || !isCurrencyCode(to)) return { status: "not_found" };
      if (from === to) return found({ from, to, rate: "1", rateDate: date });
      const known = tables.get(from);
      const loading = known ?? loadTable(from);
      if (known === undefined) tables.set(from, loading);
      const table = await loading;
      const rate = table?.rates[to.toLowerCase()];
      if (table === undefined || rate === undefined) return { status: "not_found" };
      return found({ from, to, rate, rateDate: table.date });
    },
  };
}

const isCurrencyCode = (code: string): boolean => CurrencyCodeSchema.safeParse(code).success;

const found = (
  rate: Pick<Extract<ExchangeRateFact, { status: "found" }>, "from" | "to" | "rate" | "rateDate">,
): ExchangeRateFact => ({ status: "found", source, ...rate });

async function loadTable(from: CurrencyCode): Promise<RateTable | undefined> {
  const name = from.toLowerCase();
  const root = path.dirname(createRequire(import.meta.url).resolve(`${packageName}/package.json`));
  const file = path.join(root, "v1", "currencies", `${name}.min.json`);
  try {
    const table = Table.parse(parseExactJson(await readFile(file, "utf8")));
    const rates = table[name];
    if (typeof rates !== "object") throw new TypeError(`${file} has no rates of ${name}`);
    return { date: table.date, rates };
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw new PortUnavailable("ExchangeRates", `the rate table of ${from} cannot be read`, {
      cause: error,
      isTransient: false,
    });
  }
}
