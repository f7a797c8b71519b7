import { describe, expect, it } from "vitest";
import type { CompanySearch } from "#src/ports/company-search.ts";
import { PortUnavailable } from "#src/ports/port-unavailable.ts";

/** What every search under contract knows: two companies of one name, of which one is at another address. */
export const companyAtHome = {
  number: "01234567",
  name: "EXAMPLE WORKS LTD",
  postCode: "M1 1AE",
} as const;
export const companyElsewhere = { ...companyAtHome, number: "07654321", postCode: "EC1A 1BB" };

const query = { name: "Example Works Ltd", postCode: "m11ae" };

export type CompanySearchUnderContract = {
  readonly create: () => CompanySearch;
  /** The next search gets no answer. */
  readonly failNext: () => void;
};

/** What every `CompanySearch` does. Functions are called in the tests, not before. */
export function describeCompanySearch(
  name: string,
  { create, failNext }: CompanySearchUnderContract,
): void {
  describe(`${name} as a CompanySearch`, () => {
    it("finds the company of that name and post code, however they are written, and says when", async () => {
      const fact = await create().findCompanies(query);

      expect(fact.companies).toEqual([{ number: "01234567", name: "EXAMPLE WORKS LTD" }]);
      expect(Date.parse(fact.checkedAt)).not.toBeNaN();
    });

    it.each([
      ["of that name at another address", { ...query, postCode: "SW1A 1AA" }],
      ["of another name at that address", { ...query, name: "Nobody Holdings Ltd" }],
    ])("finds no company %s", async (_, other) => {
      expect((await create().findCompanies(other)).companies).toEqual([]);
    });

    it("gives no answer in an outage, and never calls that no company", async () => {
      failNext();

      const answer = create().findCompanies(query);

      await expect(answer).rejects.toBeInstanceOf(PortUnavailable);
      await expect(answer).rejects.toMatchObject({ isTransient: true });
    });

    it("stops with the caller's reason when it is cancelled", async () => {
      const reason = new Error("no longer wanted");
      const answer = create().findCompanies(query, AbortSignal.abort(reason));

      await expect(answer).rejects.toBe(reason);
    });
  });
}
