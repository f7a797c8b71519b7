import type { MasterFact, SellerFacts } from "#src/domain/facts.ts";
import type { SellerQuery, SellerRegistry } from "#src/ports/seller-registry.ts";
import { ibanFact, registrationFact, vatIdFact } from "./identifiers.ts";
import type { SellerMasterEntry, SellerMasterFile } from "./seller-master-file.ts";
import { comparable, comparableVatId } from "#src/domain/identifier.ts";

type MatchedBy = Extract<MasterFact, { status: "known" }>["matchedBy"];

/** What an entry may be found by, surest first: a name or an account alone is weak, and so are numbers of local registers. */
const matchOrder: readonly Match[] = [
  { by: "vatId" },
  { by: "legalRegistrationId", accepts: isSureRegistration },
  { by: "name" },
  { by: "iban" },
  { by: "legalRegistrationId", isWeak: true },
];

type Match = {
  readonly by: MatchedBy;
  readonly accepts?: (entry: SellerMasterEntry, query: SellerQuery) => boolean;
  readonly isWeak?: true;
};

/** Checks identifiers by form and check digits, and looks the seller up in the master file, if one is given. */
export function createOfflineSellerRegistry({
  masterFile,
}: {
  readonly masterFile?: SellerMasterFile;
} = {}): SellerRegistry {
  const find = masterFile && finderOf(masterFile);
  return {
    async lookUp(query) {
      const { vatId, legalRegistrationId, legalRegistrationScheme, iban } = query;
      const facts: SellerFacts = {
        ...(vatId === undefined ? {} : { vatId: vatIdFact(vatId) }),
        ...(legalRegistrationId === undefined
          ? {}
          : {
              legalRegistrationId: registrationFact(legalRegistrationId, legalRegistrationScheme),
            }),
        ...(iban === undefined ? {} : { iban: ibanFact(iban) }),
        ...(find === undefined ? {} : { master: find(query) }),
      };
      return facts;
    },
  };
}

function finderOf({ sellers }: SellerMasterFile): (query: SellerQuery) => MasterFact {
  const index = new Map<string, SellerMasterEntry[]>();
  for (const seller of sellers) {
    for (const key of keysOf({ ...seller, ibans: seller.ibans })) {
      const known = index.get(key);
      if (known === undefined) index.set(key, [seller]);
      else known.push(seller);
    }
  }
  return (query) => {
    const keys = keysOf({ ...query, ibans: query.iban === undefined ? [] : [query.iban] });
    for (const match of matchOrder) {
      const found = keys
        .filter((key) => key.startsWith(`${match.by}:`))
        .flatMap((key) => index.get(key) ?? [])
        .filter((entry) => match.accepts?.(entry, query) ?? true);
      const seller = found.length > 1 ? bestOf(found, query) : found[0];
      if (seller !== undefined) return factOf(seller, match);
    }
    return { status: "unknown" };
  };
}

/**
 * Whether a company number tells that it is this company. Courts count on their own, so that one number is given many times;
 * it needs the name as well, unless it is a valid number of a register for the whole country and no VAT id speaks against it.
 */
function isSureRegistration(entry: SellerMasterEntry, query: SellerQuery): boolean {
  if (comparable(query.name ?? "") === comparable(entry.name)) return true;
  const isOtherVatId = query.vatId !== undefined && entry.vatId !== undefined;
  const register = registrationFact(query.legalRegistrationId ?? "", query.legalRegistrationScheme);
  return !isOtherVatId && register.status === "valid" && register.countryCode === entry.countryCode;
}

/** Of several entries of one VAT id or name, such as branches: the one with the account asked for, else the first. */
function bestOf(
  candidates: readonly SellerMasterEntry[],
  { iban }: SellerQuery,
): SellerMasterEntry | undefined {
  const wanted = iban === undefined ? undefined : comparable(iban);
  return (
    candidates.find(({ ibans }) => wanted !== undefined && ibans.includes(wanted)) ?? candidates[0]
  );
}

function factOf(
  { sellerId, name, vatId, ibans }: SellerMasterEntry,
  { by, isWeak }: Match,
): MasterFact {
  return {
    status: "known",
    sellerId,
    name,
    matchedBy: by,
    ibans,
    ...(vatId === undefined ? {} : { vatId }),
    ...(isWeak === undefined ? {} : { isWeakMatch: isWeak }),
  };
}

function keysOf(seller: {
  readonly vatId?: string;
  readonly legalRegistrationId?: string;
  readonly name?: string;
  readonly ibans: readonly string[];
}): string[] {
  const named = [
    ["vatId", seller.vatId],
    ["legalRegistrationId", seller.legalRegistrationId],
    ["name", seller.name],
    ...seller.ibans.map((iban) => ["iban", iban] as const),
  ] as const;
  return named.flatMap(([kind, value]) => {
    const key = kind === "vatId" ? comparableVatId(value ?? "") : comparable(value ?? "");
    return key === "" ? [] : [`${kind}:${key}`];
  });
}
