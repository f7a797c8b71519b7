import type { CompanySearchFact } from "#src/domain/facts.ts";
import type { Finding } from "#src/domain/finding.ts";
import type { Invoice } from "#src/domain/invoice.ts";
import { askedOn, registerNames } from "./register-names.ts";
import { reporter } from "./reporter.ts";

const { verified, unknown } = reporter("register");

/**
 * Judges what a register lists under the seller's name and post code. It accuses nobody: a sole trader is in no register, and an
 * office may be elsewhere.
 */
export function checkRegisterSearch(
  { seller }: Invoice,
  fact: CompanySearchFact | undefined,
): Finding[] {
  if (fact === undefined) {
    const message = "The seller was not searched for by name: the register did not answer.";
    return [unknown("REGISTER-NO-ANSWER", message, "seller")];
  }
  const rule = "REGISTER-SEARCH";
  const path = "seller.name";
  const { source, companies } = fact;
  const register = `${registerNames[source]} (${askedOn(fact)})`;
  const sought = `the name ${seller?.name} and the post code ${seller?.address?.postCode}`;
  const [company, ...others] = companies;
  if (company === undefined) {
    const message = `${register} lists no company in business under ${sought}; it may be no company, or have its office elsewhere.`;
    return [unknown(rule, message, path)];
  }
  if (others.length > 0) {
    const listed = companies.map(({ name, number }) => `${name} (${number})`).join(", ");
    const message = `${register} lists several companies under ${sought}: ${listed}.`;
    return [unknown(rule, message, path)];
  }
  const message = `${register} lists ${company.name}, number ${company.number}, under ${sought}.`;
  return [verified(rule, message, path)];
}
