import { compareCompanyNames } from "#src/domain/company-name.ts";
import type { MasterFact, RegisterFact, SellerFacts, Unanswered } from "#src/domain/facts.ts";
import { comparable } from "#src/domain/identifier.ts";
import type { CompanyRegister } from "#src/ports/company-register.ts";
import { PortUnavailable } from "#src/ports/port-unavailable.ts";
import type { SellerQuery, SellerRegistry } from "#src/ports/seller-registry.ts";
import type { WebSearch } from "#src/ports/web-search.ts";

export type LayeredSellerRegistryOptions = {
  /** Knows identifiers and the master file; whatever it throws is the caller's. */
  readonly base: SellerRegistry;
  readonly registers: readonly CompanyRegister[];
  readonly webSearch?: WebSearch;
};

/**
 * Asks what we know ourselves first, then public registers, all at once, then the web. That is the order of trust: the master
 * file, then a register, then the web, which is searched only for a seller that neither of them knows.
 *
 * A register or search that gives no answer is named among `unanswered`; the others count all the same.
 */
export function createLayeredSellerRegistry({
  base,
  registers,
  webSearch,
}: LayeredSellerRegistryOptions): SellerRegistry {
  return {
    async lookUp(query, signal) {
      const known = await base.lookUp(query, signal);
      const answers = await Promise.all(
        registers.map(
          async (register) =>
            await answerOf(
              register.source,
              signal,
              async () => await register.lookUp(query, signal),
            ),
        ),
      );
      const facts = answers.flatMap(({ value }) => (value === undefined ? [] : [value]));
      const isWanted = !isInMasterFile(known.master, query) && !isRegistered(facts);
      const web = isWanted ? await searchWeb(webSearch, query, signal) : {};
      return joined(known, facts, web.value, [...answers, web]);
    },
  };
}

type Answer<T> = { readonly value?: T | undefined; readonly unanswered?: Unanswered };

/** @throws The signal's reason once it is aborted, and whatever is no answer of a service. */
async function answerOf<T>(
  source: string,
  signal: AbortSignal | undefined,
  ask: () => Promise<T>,
): Promise<Answer<T>> {
  try {
    return { value: await ask() };
  } catch (error) {
    signal?.throwIfAborted();
    if (!(error instanceof PortUnavailable)) throw error;
    return { unanswered: { source, message: error.message } };
  }
}

async function searchWeb(
  webSearch: WebSearch | undefined,
  { name = "", countryCode }: SellerQuery,
  signal: AbortSignal | undefined,
): Promise<Answer<Awaited<ReturnType<WebSearch["findCompany"]>>>> {
  if (webSearch === undefined || comparable(name) === "") return {};
  const place = countryName(countryCode);
  const query = { name, ...(place !== undefined && { place }) };
  return await answerOf("serper", signal, async () => await webSearch.findCompany(query, signal));
}

const joined = (
  known: SellerFacts,
  registers: readonly RegisterFact[],
  webPresence: SellerFacts["webPresence"],
  answers: readonly Answer<unknown>[],
): SellerFacts => {
  const unanswered = answers.flatMap((answer) => answer.unanswered ?? []);
  return {
    ...known,
    ...(registers.length > 0 && { registers }),
    ...(webPresence !== undefined && { webPresence }),
    ...(unanswered.length > 0 && { unanswered }),
  };
};

/** Whether the master file surely has this seller: a number that may repeat, or an account alone, does not tell who wrote. */
function isInMasterFile(master: MasterFact | undefined, { name = "" }: SellerQuery): boolean {
  if (master?.status !== "known" || master.isWeakMatch === true) return false;
  return master.matchedBy !== "iban" || compareCompanyNames(master.name, name) === "same";
}

const isRegistered = (facts: readonly RegisterFact[]): boolean =>
  facts.some(({ status }) => status === "registered");

const countryNames = new Intl.DisplayNames(["en"], { type: "region", fallback: "none" });

const countryName = (countryCode: string | undefined): string | undefined =>
  countryCode !== undefined && /^[A-Z]{2}$/.test(countryCode)
    ? countryNames.of(countryCode)
    : undefined;
