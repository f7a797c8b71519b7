import { describe, expect, it } from "vitest";
import { createOfflineAddressValidator } from "#src/adapters/offline/address-validator.ts";
import { describeAddressValidator } from "#test/contracts/address-validator-contract.ts";

describeAddressValidator("The offline validator", createOfflineAddressValidator);

describe("The offline validator", () => {
  const validator = createOfflineAddressValidator();

  it.each([
    ["AT", "1010"],
    ["BE", "1000"],
    ["CH", "8001"],
    ["CZ", "110 00"],
    ["CZ", "11000"],
    ["DE", "D-10115"],
    ["FR", "75001"],
    ["GB", "SW1A 1AA"],
    ["GR", "104 31"],
    ["IE", "D02 AF30"],
    ["LU", "L-1234"],
    ["LV", "LV-1010"],
    ["NL", "1012 AB"],
    ["NL", "1012AB"],
    ["PL", "00-950"],
    ["PL", "00950"],
    ["PT", "1000-001"],
    ["SE", "111 22"],
    ["SE", "SE-111 22"],
    ["US", "90210-1234"],
  ])("accepts in %s the post code %s", async (countryCode, postCode) => {
    expect((await validator.validate({ countryCode, postCode })).postCode).toBe("valid");
  });

  it.each([
    ["DE", "1011"],
    ["FR", "ABCDE"],
    ["GB", "12345"],
    ["NL", "12345"],
    ["US", "1234"],
    ["DE", "1".repeat(10_000)],
  ])("refuses in %s the post code %s", async (countryCode, postCode) => {
    expect((await validator.validate({ countryCode, postCode })).postCode).toBe("invalid");
  });

  it("does not judge post codes of countries without any", async () => {
    expect((await validator.validate({ countryCode: "HK", postCode: "1" })).postCode).toBe(
      "unsupported",
    );
  });

  it.each(["CA", "US-CA", "California", "california"])("knows the US region %s", async (region) => {
    expect((await validator.validate({ countryCode: "US", region })).region).toBe("valid");
  });

  it("refuses a US region that does not exist", async () => {
    expect((await validator.validate({ countryCode: "US", region: "Bavaria" })).region).toBe(
      "invalid",
    );
  });
});
