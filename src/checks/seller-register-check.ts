import { compareCompanyNames } from "#src/domain/company-name.ts";
import type {
  IdentifierFact,
  RegisterFact,
  SellerFacts,
  Unanswered,
  WebPresenceFact,
} from "#src/domain/facts.ts";
import type { Finding } from "#src/domain/finding.ts";
import { comparable } from "#src/domain/identifier.ts";
import type { Invoice } from "#src/domain/invoice.ts";
import { askedOn, registerNames } from "./register-names.ts";
import { reporter } from "./reporter.ts";

const { verified, contradicted, unknown } = reporter("seller");

/**
 * Judges what public registers and the web say of the seller. A register accuses only about an identifier; the web accuses
 * nobody, and a service without an answer is `unknown`.
 */
export function checkRegisters(
  invoice: Invoice,
  { registers = [], webPresence, unanswered = [], ...identifiers }: SellerFacts,
): Finding[] {
  return [
    ...registers.flatMap((fact) => {
      const asked = askedAbout(fact, invoice, identifiers);
      return [...checkRegistered(fact, asked), ...checkName(fact, asked, invoice)];
    }),
    ...checkWeb(webPresence),
    ...unanswered.map(checkAnswered),
  ];
}

/** What a register was asked about. */
type Asked = {
  /** For a message: `VAT id DE136695976`. */
  readonly text: string;
  readonly path: string;
  readonly isName: boolean;
  /** Absent where no rule is known for the identifier, and for a name. */
  readonly checkDigits: IdentifierFact["status"];
};

function askedAbout(
  { source, identifier }: RegisterFact,
  { seller }: Invoice,
  { vatId, legalRegistrationId }: Pick<SellerFacts, "vatId" | "legalRegistrationId">,
): Asked {
  if (source === "vies") {
    return {
      text: `VAT id ${identifier}`,
      path: "seller.vatId",
      isName: false,
      checkDigits: vatId?.status ?? "unsupported",
    };
  }
  const isNumber =
    source === "companies_house" ||
    comparable(identifier) === comparable(seller?.legalRegistrationId ?? "");
  return {
    text: isNumber ? `company number ${identifier}` : `the name ${identifier}`,
    path: isNumber ? "seller.legalRegistrationId" : "seller.name",
    isName: !isNumber,
    checkDigits: isNumber ? (legalRegistrationId?.status ?? "unsupported") : "unsupported",
  };
}

function checkRegistered(
  fact: RegisterFact,
  { text, path, isName, checkDigits }: Asked,
): Finding[] {
  const rule = "SELLER-REGISTERED";
  const register = registerNames[fact.source];
  const doubt =
    checkDigits === "valid" ? "" : " It has no check digits that fit, and may have been misread.";
  const place = checkDigits === "valid" ? { path } : { path, severity: "warning" as const };
  switch (fact.status) {
    case "registered":
      return [verified(rule, `${register} knows ${text}${evidenceOf(fact)}.`, path)];
    case "not_registered": {
      // That its check digits are wrong is a finding of its own, and reason enough not to be registered.
      if (checkDigits === "invalid" || isName) return [];
      const message = `${register} does not know ${text}${evidenceOf(fact)}.${doubt}`;
      return [contradicted(rule, message, place)];
    }
    case "inactive": {
      // A company of the same name that is gone says nothing about this one.
      if (isName) return [];
      const message = `${register} lists ${text} as dissolved, in liquidation or struck off${evidenceOf(fact)}.${doubt}`;
      return [contradicted(rule, message, place)];
    }
    default:
      return fact.status satisfies never;
  }
}

const evidenceOf = (fact: RegisterFact): string => {
  const request = fact.requestId === undefined ? "" : `, request ${fact.requestId}`;
  return ` (${askedOn(fact)}${request})`;
};

function checkName(
  { source, name }: RegisterFact,
  { text, isName }: Asked,
  { seller }: Invoice,
): Finding[] {
  const rule = "SELLER-REGISTERED-NAME";
  const path = "seller.name";
  const names = [seller?.name, seller?.tradingName].filter((stated) => stated !== undefined);
  // What was found by its name has that name.
  if (name === undefined || isName) return [];
  const register = registerNames[source];
  const results = names.map((stated) => compareCompanyNames(stated, name));
  if (results.some((result) => result === "same" || result === "alike")) {
    return [verified(rule, `${register} has ${text} under the name ${name}.`, path)];
  }
  if (!results.includes("different")) return [];
  const message = `${register} has ${text} under the name ${name}, not ${names.join(" or ")}.`;
  return [contradicted(rule, message, { path })];
}

function checkWeb(webPresence: WebPresenceFact | undefined): Finding[] {
  if (webPresence?.status !== "found") return [];
  const message = `The seller was found on the web: ${webPresence.sites.join(", ")}. Anybody may have a web site.`;
  return [verified("SELLER-WEB", message, "seller")];
}

const checkAnswered = ({ message }: Unanswered): Finding =>
  unknown("SELLER-REGISTER-NO-ANSWER", `${message}. The seller was not looked up there.`, "seller");
