import { describe, expect, it } from "vitest";
import { PortUnavailable } from "#src/ports/port-unavailable.ts";
import type { SellerRegistry } from "#src/ports/seller-registry.ts";
import { anInvoice } from "#test/support/an-invoice.ts";

/** The seller every registry under contract knows, and the VAT id every one calls invalid. */
export const contractSeller = {
  status: "known",
  sellerId: "S-1",
  name: "Beispiel Werke GmbH",
  matchedBy: "vatId",
  vatId: "DE136695976",
  ibans: ["DE89370400440532013000"],
} as const;
export const invalidVatId = "DE136695970";

/** What every `SellerRegistry` does. */
export function describeSellerRegistry(
  name: string,
  create: (options: { withMasterFile: boolean }) => SellerRegistry,
): void {
  describe(`${name} as a SellerRegistry`, () => {
    const { seller, iban = "" } = anInvoice();
    const { name: sellerName = "", vatId = "" } = seller ?? {};

    it("calls correct identifiers valid and says whose they are", async () => {
      const facts = await create({ withMasterFile: true }).lookUp({ vatId, iban });

      expect(facts).toMatchObject({
        vatId: { value: vatId, status: "valid", countryCode: "DE" },
        iban: { value: iban, status: "valid", countryCode: "DE" },
      });
    });

    it("calls a VAT id with a wrong check digit invalid", async () => {
      const facts = await create({ withMasterFile: true }).lookUp({ vatId: invalidVatId });

      expect(facts.vatId).toMatchObject({ value: invalidVatId, status: "invalid" });
    });

    it("says nothing of identifiers it was not asked about", async () => {
      const facts = await create({ withMasterFile: false }).lookUp({ name: sellerName });

      expect(facts).toEqual({});
    });

    it("finds a seller of the master file by VAT id", async () => {
      const facts = await create({ withMasterFile: true }).lookUp({ vatId, name: "Another name" });

      expect(facts.master).toEqual(contractSeller);
    });

    it("finds a seller of the master file by name", async () => {
      const facts = await create({ withMasterFile: true }).lookUp({ name: sellerName });

      expect(facts.master).toEqual({ ...contractSeller, matchedBy: "name" });
    });

    it("knows that a seller is not in the master file", async () => {
      const facts = await create({ withMasterFile: true }).lookUp({ name: "Nobody" });

      expect(facts.master).toEqual({ status: "unknown" });
    });
  });
}

/** What every port does that gives no answer. */
export function itGivesNoAnswer(
  ask: (failure: { isTransient: boolean }) => Promise<unknown>,
): void {
  it.each([true, false])("throws PortUnavailable, transient: %s", async (isTransient) => {
    const answer = ask({ isTransient });

    await expect(answer).rejects.toBeInstanceOf(PortUnavailable);
    await expect(answer).rejects.toMatchObject({ isTransient });
  });
}
