import { describe, expect, it } from "vitest";
import type { RegisterFact } from "#src/domain/facts.ts";
import type { CompanyRegister } from "#src/ports/company-register.ts";
import { PortUnavailable } from "#src/ports/port-unavailable.ts";
import type { SellerQuery } from "#src/ports/seller-registry.ts";

/** A register with what it knows, so that every one can be asked the same things. */
export type RegisterUnderContract = {
  readonly create: () => CompanyRegister;
  readonly registered: { readonly query: SellerQuery; readonly fact: Partial<RegisterFact> };
  /** A company that is listed and no longer exists; absent if the register does not list such. */
  readonly inactive?: SellerQuery;
  /** A company it does not list, and what that means there: `undefined` where most companies are not listed. */
  readonly unlisted: {
    readonly query: SellerQuery;
    readonly status: "not_registered" | undefined;
  };
  /** A seller it is not about. */
  readonly notApplicable: SellerQuery;
  /** The next question gets no answer. */
  readonly failNext: () => void;
};

/** What every `CompanyRegister` does. Functions are called in the tests, not before. */
export function describeCompanyRegister(
  name: string,
  { create, registered, inactive, unlisted, notApplicable, failNext }: RegisterUnderContract,
): void {
  describe(`${name} as a CompanyRegister`, () => {
    it("knows a registered company, and says who tells it and when", async () => {
      const register = create();

      const fact = await register.lookUp(registered.query);

      expect(fact).toMatchObject({ status: "registered", ...registered.fact });
      expect(fact?.source).toBe(register.source);
      expect(Date.parse(fact?.checkedAt ?? "")).not.toBeNaN();
    });

    if (inactive !== undefined) {
      it("says of a company that no longer exists that it is inactive", async () => {
        expect(await create().lookUp(inactive)).toMatchObject({ status: "inactive" });
      });
    }

    it("says of a company it does not list no more than that means", async () => {
      expect((await create().lookUp(unlisted.query))?.status).toBe(unlisted.status);
    });

    it("says nothing of a seller it is not about, nor of one without any identifier", async () => {
      const register = create();

      expect(await register.lookUp(notApplicable)).toBeUndefined();
      expect(await register.lookUp({})).toBeUndefined();
    });

    it("gives no answer in an outage, and never calls that not registered", async () => {
      const register = create();
      failNext();

      const answer = register.lookUp(registered.query);

      await expect(answer).rejects.toBeInstanceOf(PortUnavailable);
      await expect(answer).rejects.toMatchObject({ isTransient: true });
    });

    it("answers again after an outage", async () => {
      const register = create();
      failNext();
      await register.lookUp(registered.query).catch(() => undefined);

      expect(await register.lookUp(registered.query)).toMatchObject({ status: "registered" });
    });

    it("stops with the caller's reason when it is cancelled", async () => {
      const reason = new Error("no longer wanted");

      await expect(create().lookUp(registered.query, AbortSignal.abort(reason))).rejects.toBe(
        reason,
      );
    });
  });
}
