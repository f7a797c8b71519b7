import { z } from "zod";
import type { PlaceFact } from "#src/domain/facts.ts";

const Component = z.object({
  componentType: z.string(),
  /** `CONFIRMED`, `UNCONFIRMED_BUT_PLAUSIBLE`, `UNCONFIRMED_AND_SUSPICIOUS`, or none. */
  confirmationLevel: z.string().optional(),
  replaced: z.boolean().optional(),
});
type Component = z.infer<typeof Component>;

/** What is used of an answer of `v1:validateAddress`. Fields that are false, empty or unset are left out by Google. */
export const ValidationAnswer = z.object({
  result: z.object({
    verdict: z.object({ validationGranularity: z.string().optional() }),
    address: z.object({
      postalAddress: z
        .object({
          regionCode: z.string().optional(),
          postalCode: z.string().optional(),
          locality: z.string().optional(),
        })
        .optional(),
      addressComponents: z.array(Component).default([]),
    }),
  }),
});
export type ValidationAnswer = z.infer<typeof ValidationAnswer>;

/** The building, or a part of it, is known. `PREMISE_PROXIMITY` is a guess from its neighbours. */
const buildingGranularities: ReadonlySet<string> = new Set(["SUB_PREMISE", "PREMISE"]);

/** What Google says where it knows neither building nor street. */
const coarsestGranularity = "OTHER";

const settlementTypes: ReadonlySet<string> = new Set(["locality", "postal_town", "postal_code"]);

/**
 * Found: the building is known, nothing was replaced and nothing is suspicious. Not found: neither building nor street is
 * known, and neither city nor post code is confirmed. Partial: everything between.
 */
export function statusOf({ result }: ValidationAnswer): PlaceFact["status"] {
  const { addressComponents: components } = result.address;
  const granularity = result.verdict.validationGranularity ?? "";
  if (buildingGranularities.has(granularity)) {
    return components.some(isDoubtful) ? "partial" : "found";
  }
  const isNowhere = granularity === coarsestGranularity && !components.some(isKnownSettlement);
  return isNowhere ? "not_found" : "partial";
}

const isDoubtful = ({ confirmationLevel, replaced }: Component): boolean =>
  replaced === true || confirmationLevel === "UNCONFIRMED_AND_SUSPICIOUS";

const isKnownSettlement = ({ componentType, confirmationLevel }: Component): boolean =>
  settlementTypes.has(componentType) && confirmationLevel === "CONFIRMED";
