import { describeCompanyRegister } from "#test/contracts/company-register-contract.ts";
import {
  companyAtHome,
  companyElsewhere,
  describeCompanySearch,
} from "#test/contracts/company-search-contract.ts";
import { describeWebSearch, companyOnTheWeb } from "#test/contracts/web-search-contract.ts";
import { createFakeCompanyRegister } from "./fake-company-register.ts";
import { createFakeCompanySearch } from "./fake-company-search.ts";
import { createFakeWebSearch } from "./fake-web-search.ts";
import type { Failure } from "./no-answer.ts";

/** Fails once each time it is told to. */
function oneFailure(): { failNext: () => void; failure: () => Failure | undefined } {
  const next: Failure[] = [];
  return { failNext: () => void next.push({ isTransient: true }), failure: () => next.shift() };
}

const ofRegister = oneFailure();
describeCompanyRegister("The fake", {
  create: () =>
    createFakeCompanyRegister({
      companies: [
        { identifier: "DE136695976", name: "Beispiel Werke GmbH" },
        { identifier: "DE129273398", status: "inactive" },
      ],
      failure: ofRegister.failure,
    }),
  registered: {
    query: { vatId: "DE136695976" },
    fact: { identifier: "DE136695976", name: "Beispiel Werke GmbH" },
  },
  inactive: { vatId: "DE129273398" },
  unlisted: { query: { vatId: "DE999999999" }, status: "not_registered" },
  notApplicable: { legalRegistrationId: "HRB 12345" },
  failNext: ofRegister.failNext,
});

const ofSearch = oneFailure();
describeWebSearch("The fake", {
  create: () => createFakeWebSearch({ companies: [companyOnTheWeb], failure: ofSearch.failure }),
  failNext: ofSearch.failNext,
});

const ofCompanies = oneFailure();
describeCompanySearch("The fake", {
  create: () =>
    createFakeCompanySearch({
      companies: [companyElsewhere, companyAtHome],
      failure: ofCompanies.failure,
    }),
  failNext: ofCompanies.failNext,
});
