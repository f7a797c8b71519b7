import { describe, expect, it } from "vitest";
import type { AddressValidator } from "#src/ports/address-validator.ts";

/** What every `AddressValidator` does. `1011` is the post code a fake is told to refuse. */
export function describeAddressValidator(name: string, create: () => AddressValidator): void {
  describe(`${name} as an AddressValidator`, () => {
    it("names the country and accepts a post code of its form", async () => {
      const facts = await create().validate({ countryCode: "DE", postCode: "10115" });

      expect(facts).toMatchObject({ countryName: "Germany", postCode: "valid", region: "missing" });
    });

    it("refuses a post code that does not have the form of the country", async () => {
      const facts = await create().validate({ countryCode: "DE", postCode: "1011" });

      expect(facts.postCode).toBe("invalid");
    });

    it("does not judge the post code of a country that does not exist", async () => {
      const facts = await create().validate({ countryCode: "ZZ", postCode: "10115" });

      expect(facts).toEqual({ postCode: "unsupported", region: "missing" });
    });

    it("tells what an empty address lacks", async () => {
      expect(await create().validate({})).toEqual({ postCode: "missing", region: "missing" });
    });

    it("does not judge regions where addresses name them as they like", async () => {
      const facts = await create().validate({ countryCode: "DE", region: "Speckgürtel" });

      expect(facts.region).toBe("unsupported");
    });
  });
}
