import { describe } from "vitest";
import { describeAddressValidator } from "#test/contracts/address-validator-contract.ts";
import { describeExchangeRates } from "#test/contracts/exchange-rates-contract.ts";
import {
  contractSeller,
  describeSellerRegistry,
  invalidVatId,
  itGivesNoAnswer,
} from "#test/contracts/seller-registry-contract.ts";
import { describeTaxRates } from "#test/contracts/tax-rates-contract.ts";
import { createFakeAddressValidator } from "./fake-address-validator.ts";
import { createFakeExchangeRates } from "./fake-exchange-rates.ts";
import { createFakeSellerRegistry } from "./fake-seller-registry.ts";
import { createFakeTaxRates } from "./fake-tax-rates.ts";

const invalid = [invalidVatId];
describeSellerRegistry("The fake", ({ withMasterFile }) =>
  createFakeSellerRegistry(withMasterFile ? { sellers: [contractSeller], invalid } : { invalid }),
);
describeAddressValidator("The fake", () =>
  createFakeAddressValidator({ invalidPostCodes: ["1011"] }),
);
describeExchangeRates("The fake", createFakeExchangeRates);
describeTaxRates("The fake", createFakeTaxRates);

describe("A fake that is told to fail", () => {
  itGivesNoAnswer((failure) => createFakeSellerRegistry({ failure }).lookUp({}));
  itGivesNoAnswer((failure) => createFakeAddressValidator({ failure }).validate({}));
  itGivesNoAnswer((failure) =>
    createFakeExchangeRates({ failure }).rate({ from: "USD", to: "EUR", date: "2026-03-01" }),
  );
  itGivesNoAnswer((failure) =>
    createFakeTaxRates({ failure }).ratesIn({ countryCode: "DE", date: "2026-03-01" }),
  );
});
