import type { CurrencyCode, DecimalString } from "./money.ts";
import type { IsoDate } from "./invoice.ts";

/*
 * Facts are what ports answer and checks judge. A check that gets `undefined` instead of a fact had no answer
 * and reports `unknown`.
 */

/** Verdict over an identifier's checksum and format. `unsupported`: no rule is known for it. */
export type IdentifierFact = {
  readonly value: string;
  readonly status: "valid" | "invalid" | "unsupported";
  /** ISO 3166-1 alpha-2 the identifier belongs to. */
  readonly countryCode?: string;
  /** Why it is invalid, for a clerk. */
  readonly reason?: string;
};

/** What the seller master file says. */
export type MasterFact =
  | { readonly status: "unknown" }
  | {
      readonly status: "known";
      readonly sellerId: string;
      readonly name: string;
      readonly matchedBy: "vatId" | "legalRegistrationId" | "iban" | "name";
      /** True where what matched may belong to several companies: numbers repeat across courts and countries. */
      readonly isWeakMatch?: boolean;
      readonly vatId?: string;
      /** Accounts we pay this seller at; empty if none is on file. */
      readonly ibans: readonly string[];
    };

/** A service that was asked and gave no usable answer. It says nothing about the seller. */
export type Unanswered = {
  /** Name of the service, for example `vies`. */
  readonly source: string;
  /** Why, for a clerk. */
  readonly message: string;
};

/** What a public register says of a company. */
export type RegisterFact = {
  readonly source: "vies" | "gleif" | "companies_house";
  /** `inactive`: it is listed, and dissolved, lapsed or struck off. */
  readonly status: "registered" | "not_registered" | "inactive";
  /** The identifier that was asked about. */
  readonly identifier: string;
  /** As the register has it; absent where it does not tell (VIES for DE and ES). */
  readonly name?: string;
  /** The register's own number of this request, as evidence. */
  readonly requestId?: string;
  /** ISO 8601 with time zone. */
  readonly checkedAt: string;
};

/** What a search of a public register by name and post code found. */
export type CompanySearchFact = {
  readonly source: RegisterFact["source"];
  /** Companies in business of that name and post code; the first few if there are many. */
  readonly companies: readonly { readonly number: string; readonly name: string }[];
  /** ISO 8601 with time zone. */
  readonly checkedAt: string;
};

/** Whether the seller can be found on the web: weak evidence, never enough alone and never held against anybody. */
export type WebPresenceFact = {
  readonly source: "serper";
  readonly status: "found" | "not_found";
  /** Names of web sites, without paths. */
  readonly sites: readonly string[];
  /** ISO 8601 with time zone. */
  readonly checkedAt: string;
};

export type SellerFacts = {
  readonly vatId?: IdentifierFact;
  readonly legalRegistrationId?: IdentifierFact;
  readonly iban?: IdentifierFact;
  /** Absent when no master file is configured. */
  readonly master?: MasterFact;
  /** What registers answered; absent or empty if none was asked or none is about such a seller. */
  readonly registers?: readonly RegisterFact[];
  readonly webPresence?: WebPresenceFact;
  /** Services that were asked and gave no answer. */
  readonly unanswered?: readonly Unanswered[];
};

export type AddressFacts = {
  /** Country name in English when the code exists. */
  readonly countryName?: string;
  readonly postCode: "valid" | "invalid" | "unsupported" | "missing";
  readonly region: "valid" | "invalid" | "unsupported" | "missing";
  /** What a service found on the map; absent if none was asked. */
  readonly place?: PlaceFact;
  readonly unanswered?: readonly Unanswered[];
};

/** Where an address lies, as a service says. `partial`: the street or the house is not known there. */
export type PlaceFact = {
  readonly source: "google" | "nominatim";
  readonly status: "found" | "partial" | "not_found";
  readonly countryCode?: string;
  readonly postCode?: string;
  readonly city?: string;
  /** ISO 8601 with time zone. */
  readonly checkedAt: string;
};

/** Where and when the invoice is taxed. */
export type TaxJurisdiction = {
  readonly countryCode: string;
  readonly region?: string;
  readonly date: IsoDate;
};

/** The rates in force in a jurisdiction on a date. */
export type TaxRateFacts =
  | { readonly status: "not_found" }
  | {
      readonly status: "found";
      /** For example `vat`, `gst`, `none`. */
      readonly taxType: string;
      readonly standardRatePercents: readonly DecimalString[];
      readonly reducedRatePercents: readonly DecimalString[];
      /** True where supplies at zero rate exist besides exemptions. */
      readonly hasZeroRate: boolean;
      /** True where lower rates are known to be listed completely, so that another rate is wrong. */
      readonly isComplete: boolean;
    };

export type ExchangeRateFact =
  | { readonly status: "not_found" }
  | {
      readonly status: "found";
      /** Units of `to` for one unit of `from`. */
      readonly rate: DecimalString;
      readonly from: CurrencyCode;
      readonly to: CurrencyCode;
      readonly rateDate: IsoDate;
      readonly source: string;
      /** Services that were asked first and gave no answer. */
      readonly unanswered?: readonly Unanswered[];
    };

/** An earlier document that may be the same claim. */
export type DuplicateMatch = {
  readonly kind: "same_content" | "same_number" | "same_amount_near_date";
  readonly file: string;
  readonly batchId: string;
};
