import { describe, expect, it } from "vitest";
import { createOfflineSellerRegistry } from "#src/adapters/offline/seller-registry.ts";
import type { SellerMasterEntry } from "#src/adapters/offline/seller-master-file.ts";
import type { SellerQuery } from "#src/ports/seller-registry.ts";
import {
  contractSeller,
  describeSellerRegistry,
} from "#test/contracts/seller-registry-contract.ts";

const { sellerId, name, vatId, ibans } = contractSeller;
const masterFile = { sellers: [{ sellerId, name, vatId, ibans }] };

describeSellerRegistry("The offline registry", ({ withMasterFile }) =>
  createOfflineSellerRegistry(withMasterFile ? { masterFile } : {}),
);

describe("The offline registry", () => {
  const registry = createOfflineSellerRegistry({ masterFile });

  it.each([
    ["AT", "ATU13585627"],
    ["BE", "BE0428759497"],
    ["CH", "CHE-107.787.577 MWST"],
    ["DK", "DK13585628"],
    ["ES", "ESB58378431"],
    ["FR", "FR40303265045"],
    ["GB", "GB980780684"],
    ["GR", "EL094259216"],
    ["IT", "IT00743110157"],
    ["NL", "NL123456782B90"],
    ["NO", "NO995525828MVA"],
    ["PL", "PL8567346215"],
    ["SE", "SE123456789701"],
  ])("accepts a correct VAT id of %s", async (countryCode, stated) => {
    expect((await registry.lookUp({ vatId: stated })).vatId).toEqual({
      value: stated,
      status: "valid",
      countryCode,
    });
  });

  it("says why a VAT id is not valid", async () => {
    const wrong = await registry.lookUp({ vatId: "DE136695970" });
    const short = await registry.lookUp({ vatId: "DE1366" });

    expect(wrong.vatId?.reason).toContain("check digits");
    expect(short.vatId?.reason).toContain("form");
  });

  it("does not judge ids of countries whose check digits it does not know", async () => {
    expect((await registry.lookUp({ vatId: "US123456" })).vatId?.status).toBe("unsupported");
  });

  it("judges a company number by its register", async () => {
    const right = await registry.lookUp({
      legalRegistrationId: "552 008 443",
      legalRegistrationScheme: "0002",
    });
    const wrong = await registry.lookUp({
      legalRegistrationId: "552008444",
      legalRegistrationScheme: "0002",
    });
    const unknownRegister = await registry.lookUp({ legalRegistrationId: "HRB 1234" });

    expect(right.legalRegistrationId?.status).toBe("valid");
    expect(wrong.legalRegistrationId?.status).toBe("invalid");
    expect(unknownRegister.legalRegistrationId?.status).toBe("unsupported");
  });

  it("tells a wrong IBAN checksum from a wrong length and a country without IBANs", async () => {
    const reasons = await Promise.all(
      ["DE89370400440532013001", "DE8937040044053201300", "US89370400440532013000"].map(
        async (iban) => (await registry.lookUp({ iban })).iban?.reason,
      ),
    );

    expect(reasons[0]).toContain("check digits");
    expect(reasons[1]).toContain("21 characters");
    expect(reasons[2]).toContain("US is not a country");
  });

  it("finds a seller by account when nothing else is known", async () => {
    const { master } = await registry.lookUp({ iban: "DE89 3704 0044 0532 0130 00" });

    expect(master).toMatchObject({ status: "known", matchedBy: "iban" });
  });

  it("finds a seller whatever the case, accents and punctuation of its name", async () => {
    const { master } = await registry.lookUp({ name: "BEISPIEL-WERKE GmbH" });

    expect(master).toMatchObject({ status: "known", matchedBy: "name" });
  });

  describe("by company number", () => {
    const entry = { sellerId: "7", name: "Werk Nord GmbH", countryCode: "DE", ibans: [] };
    const lookUp = async (changes: Partial<SellerMasterEntry>, query: SellerQuery) => {
      const sellers = [{ ...entry, legalRegistrationId: "HRB 31907", ...changes }];
      const { master } = await createOfflineSellerRegistry({ masterFile: { sellers } }).lookUp(
        query,
      );
      return master;
    };
    const siren = { legalRegistrationId: "552008443", legalRegistrationScheme: "0002" };
    const french = { legalRegistrationId: "552 008 443", countryCode: "FR" };

    it("is sure of a seller of the same name", async () => {
      const query = { legalRegistrationId: "HRB31907", name: "WERK NORD GMBH" };

      expect(await lookUp({}, query)).not.toHaveProperty("isWeakMatch");
    });

    it("only suspects a seller of another name: courts give the same numbers", async () => {
      const query = { legalRegistrationId: "HRB 31907", name: "Süd AG", countryCode: "DE" };

      expect(await lookUp({}, query)).toMatchObject({ sellerId: "7", isWeakMatch: true });
    });

    it("is sure of a valid number of a register for the whole country", async () => {
      expect(await lookUp(french, { ...siren, name: "Other name" })).not.toHaveProperty(
        "isWeakMatch",
      );
    });

    it("only suspects a seller whose VAT id or country is another", async () => {
      const vatIds = { ...siren, name: "Other name", vatId: "FR23334175221" };
      const elsewhere = { ...french, countryCode: "BE" };

      expect(await lookUp({ ...french, vatId: "FR40303265045" }, vatIds)).toMatchObject({
        isWeakMatch: true,
      });
      expect(await lookUp(elsewhere, { ...siren, name: "Other name" })).toMatchObject({
        isWeakMatch: true,
      });
    });
  });

  it("prefers the entry of several branches that has the account", async () => {
    const branches = {
      sellers: [
        { sellerId: "1", name, vatId, ibans: [] },
        { sellerId: "2", name, vatId, ibans },
      ],
    };
    const { master } = await createOfflineSellerRegistry({ masterFile: branches }).lookUp({
      vatId,
      iban: ibans[0],
    });

    expect(master).toMatchObject({ sellerId: "2" });
  });
});
