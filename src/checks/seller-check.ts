import type { IdentifierFact, MasterFact, SellerFacts } from "#src/domain/facts.ts";
import type { Finding } from "#src/domain/finding.ts";
import type { Invoice } from "#src/domain/invoice.ts";
import type { Policy } from "#src/domain/policy.ts";
import { cappedByRule, reporter } from "./reporter.ts";
import { checkRegisters } from "./seller-register-check.ts";
import { countryOfVatId, isOneStopShopId } from "./vat-id-country.ts";
import { comparable, comparableVatId, isIbanShaped } from "#src/domain/identifier.ts";

type KnownSeller = Extract<MasterFact, { status: "known" }>;

const { verified, contradicted, unknown } = reporter("seller");

/** Checks who asks for the money and where it is to go. */
export function checkSeller(
  invoice: Invoice,
  facts: SellerFacts | undefined,
  policy: Pick<Policy, "sellerMasterFile">,
): Finding[] {
  const prefixes = checkVatIdPrefixes(invoice);
  if (facts === undefined) {
    const message = "The seller was not checked: the registry did not answer.";
    return [...prefixes, unknown("SELLER-NO-ANSWER", message, "seller")];
  }
  return [
    ...prefixes,
    ...checkIdentifier("SELLER-VAT-ID", "VAT id", "seller.vatId", facts.vatId),
    ...checkIdentifier(
      "SELLER-REGISTRATION",
      "Company number",
      "seller.legalRegistrationId",
      facts.legalRegistrationId,
    ),
    ...checkIdentifier("SELLER-IBAN", "IBAN", "iban", facts.iban),
    ...checkIbanCountry(invoice, facts.iban),
    ...checkMaster(invoice, facts.master, policy),
    ...checkRegisters(invoice, facts),
  ];
}

function checkVatIdPrefixes({ seller, buyer, taxRepresentativeVatId }: Invoice): Finding[] {
  const rule = "BR-CO-09";
  const stated = [
    { path: "seller.vatId", vatId: seller?.vatId },
    { path: "buyer.vatId", vatId: buyer?.vatId },
    { path: "taxRepresentativeVatId", vatId: taxRepresentativeVatId },
  ].flatMap(({ path, vatId }) => (vatId === undefined ? [] : [{ path, vatId }]));
  return stated.map(({ path, vatId }) => {
    if (isOneStopShopId(vatId)) {
      return verified(rule, `VAT id ${vatId} is of the one-stop shop of the EU.`, path);
    }
    const country = countryOfVatId(vatId);
    return country === undefined
      ? contradicted(rule, `VAT id ${vatId} does not begin with a country code.`, { path })
      : verified(rule, `VAT id ${vatId} begins with the code of ${country}.`, path);
  });
}

function checkIdentifier(
  rule: string,
  name: string,
  path: string,
  fact: IdentifierFact | undefined,
): Finding[] {
  if (fact === undefined) return [];
  switch (fact.status) {
    case "valid":
      return [verified(rule, `${name} ${fact.value} has a valid form and check digits.`, path)];
    case "invalid": {
      const reason = fact.reason === undefined ? "" : `: ${fact.reason}`;
      return [contradicted(rule, `${name} ${fact.value} is not valid${reason}.`, { path })];
    }
    case "unsupported":
      return [];
    default:
      return fact.status satisfies never;
  }
}

function checkIbanCountry({ seller }: Invoice, iban: IdentifierFact | undefined): Finding[] {
  const rule = "SELLER-IBAN-COUNTRY";
  const sellerCountries = [seller?.address?.countryCode, countryOfVatId(seller?.vatId)].filter(
    (country) => country !== undefined,
  );
  if (iban?.status !== "valid" || iban.countryCode === undefined) return [];
  const [sellerCountry] = sellerCountries;
  if (sellerCountry === undefined) return [];
  if (sellerCountries.includes(iban.countryCode)) {
    return [verified(rule, `The account is in ${iban.countryCode}, as is the seller.`, "iban")];
  }
  const message = `The account is in ${iban.countryCode}, the seller in ${sellerCountry}.`;
  return [contradicted(rule, message, { path: "iban" })];
}

function checkMaster(
  invoice: Invoice,
  master: MasterFact | undefined,
  { sellerMasterFile }: Pick<Policy, "sellerMasterFile">,
): Finding[] {
  const name = invoice.seller?.name ?? "The seller";
  if (master === undefined) {
    const rule = "SELLER-MASTER-FILE";
    return sellerMasterFile === "optional"
      ? [verified(rule, "No seller master file is given; the policy does not require one.")]
      : [
          unknown(
            rule,
            "Whether we know this seller was not checked: pass --sellers FILE.",
            "seller",
          ),
        ];
  }
  if (master.status === "unknown") {
    return [unknown("SELLER-KNOWN", `${name} is not in the seller master file.`, "seller")];
  }
  if (master.isWeakMatch === true) return [suspectKnown(name, master)];
  return [
    checkKnown(name, master),
    ...checkKnownVatId(invoice, master),
    ...checkKnownAccounts(invoice, master),
  ];
}

function checkKnown(name: string, master: KnownSeller): Finding {
  const rule = "SELLER-KNOWN";
  const entry = `${master.name} (${master.sellerId}) in the seller master file`;
  // An account alone does not tell who wrote the invoice.
  if (master.matchedBy === "iban" && comparable(name) !== comparable(master.name)) {
    return unknown(rule, `${name} is not known; the account is that of ${entry}.`, "seller");
  }
  return verified(rule, `${name} is ${entry}, found by ${matchNames[master.matchedBy]}.`, "seller");
}

/** Perhaps another company: what is on file for the one found says nothing about this one. */
function suspectKnown(name: string, master: KnownSeller): Finding {
  const found = `${master.name} (${master.sellerId}) in the seller master file has the same ${matchNames[master.matchedBy]}`;
  return unknown("SELLER-KNOWN", `${name} is not known; ${found}, which may repeat.`, "seller");
}

const matchNames = {
  vatId: "VAT id",
  legalRegistrationId: "company number",
  iban: "account",
  name: "name",
} as const;

function checkKnownVatId({ seller }: Invoice, master: KnownSeller): Finding[] {
  const rule = "SELLER-VAT-ID-CHANGED";
  const path = "seller.vatId";
  if (seller?.vatId === undefined || master.vatId === undefined) return [];
  if (comparableVatId(seller.vatId) === comparableVatId(master.vatId)) {
    return [verified(rule, `VAT id ${seller.vatId} is the one on file.`, path)];
  }
  const message = `VAT id ${seller.vatId} is not the one on file for ${master.name}, ${master.vatId}.`;
  return [contradicted(rule, message, { path })];
}

/** Every account the invoice names counts: whoever pays may pay at any of them. */
function checkKnownAccounts({ iban, otherAccounts = [] }: Invoice, master: KnownSeller): Finding[] {
  const others = otherAccounts.map((account, index) =>
    checkKnownAccount(account, `otherAccounts.${index}`, master),
  );
  const first = iban === undefined ? [] : [checkKnownAccount(iban, "iban", master)];
  return cappedByRule([...first, ...others]);
}

function checkKnownAccount(account: string, path: string, { ibans, name }: KnownSeller): Finding {
  const rule = "SELLER-IBAN-CHANGED";
  if (ibans.length === 0) {
    return unknown(
      rule,
      `No account is on file for ${name}; the invoice asks for ${account}.`,
      path,
    );
  }
  if (ibans.some((known) => comparable(known) === comparable(account))) {
    return verified(rule, `Account ${account} is on file for ${name}.`, path);
  }
  // What was read as the IBAN is meant to be one, whatever a page made of it.
  if (path !== "iban" && !isIbanShaped(comparable(account))) {
    const message = `Account ${account} is no IBAN and cannot be compared with those on file for ${name}: ${ibans.join(", ")}.`;
    return unknown(rule, message, path);
  }
  const message = `Account ${account} is not on file for ${name}; known: ${ibans.join(", ")}.`;
  return contradicted(rule, message, { path });
}
