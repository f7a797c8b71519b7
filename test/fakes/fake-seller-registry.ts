import type { MasterFact } from "#src/domain/facts.ts";
import type { SellerRegistry } from "#src/ports/seller-registry.ts";
import { failIfTold, type Failure } from "./no-answer.ts";

type KnownSeller = Extract<MasterFact, { status: "known" }>;

/** Knows the sellers it is given, by VAT id or name, and calls every identifier valid but those listed as invalid. */
export function createFakeSellerRegistry({
  sellers,
  invalid = [],
  failure,
}: {
  readonly sellers?: readonly KnownSeller[];
  readonly invalid?: readonly string[];
  readonly failure?: Failure;
} = {}): SellerRegistry {
  return {
    async lookUp({ vatId, legalRegistrationId, iban, name }) {
      failIfTold("SellerRegistry", failure);
      const identifier = (value: string | undefined) =>
        value === undefined
          ? undefined
          : ({
              value,
              status: invalid.includes(value) ? "invalid" : "valid",
              countryCode: value.slice(0, 2),
            } as const);
      const facts = {
        vatId: identifier(vatId),
        legalRegistrationId: identifier(legalRegistrationId),
        iban: identifier(iban),
        master: sellers && masterFact(sellers, { vatId, name }),
      };
      return Object.fromEntries(Object.entries(facts).filter(([, fact]) => fact !== undefined));
    },
  };
}

function masterFact(
  sellers: readonly KnownSeller[],
  { vatId, name }: { readonly vatId: string | undefined; readonly name: string | undefined },
): MasterFact {
  const byVatId = sellers.find((seller) => vatId !== undefined && seller.vatId === vatId);
  if (byVatId !== undefined) return { ...byVatId, matchedBy: "vatId" };
  const byName = sellers.find((seller) => seller.name === name);
  return byName === undefined ? { status: "unknown" } : { ...byName, matchedBy: "name" };
}
