import { describe, expect, it } from "vitest";
import { PortUnavailable } from "#src/ports/port-unavailable.ts";
import type { WebSearch } from "#src/ports/web-search.ts";

/** The company every web search under contract finds, and one that none finds. */
export const companyOnTheWeb = { name: "Beispiel Werke GmbH", site: "beispiel-werke.de" } as const;
const companyNowhere = "Nirgendwo Handels GmbH";

export type WebSearchUnderContract = {
  readonly create: () => WebSearch;
  /** The next search gets no answer. */
  readonly failNext: () => void;
};

/** What every `WebSearch` does. Functions are called in the tests, not before. */
export function describeWebSearch(
  name: string,
  { create, failNext }: WebSearchUnderContract,
): void {
  describe(`${name} as a WebSearch`, () => {
    it("finds a company, with the names of its sites and the time", async () => {
      const fact = await create().findCompany(companyOnTheWeb);

      expect(fact).toMatchObject({ source: "serper", status: "found" });
      expect(fact.sites).toContain(companyOnTheWeb.site);
      expect(Date.parse(fact.checkedAt)).not.toBeNaN();
    });

    it("does not find a company that is not there", async () => {
      const fact = await create().findCompany({ name: companyNowhere, place: "Germany" });

      expect(fact).toMatchObject({ status: "not_found", sites: [] });
    });

    it("gives no answer in an outage, and never calls that not found", async () => {
      failNext();

      const answer = create().findCompany(companyOnTheWeb);

      await expect(answer).rejects.toBeInstanceOf(PortUnavailable);
      await expect(answer).rejects.toMatchObject({ isTransient: true });
    });

    it("stops with the caller's reason when it is cancelled", async () => {
      const reason = new Error("no longer wanted");
      const answer = create().findCompany(companyOnTheWeb, AbortSignal.abort(reason));

      await expect(answer).rejects.toBe(reason);
    });
  });
}
