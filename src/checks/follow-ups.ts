import { type FollowUpNode, followUpNodes } from "#src/domain/check-node.ts";
import type { Finding } from "#src/domain/finding.ts";
import { comparable } from "#src/domain/identifier.ts";
import type { Invoice } from "#src/domain/invoice.ts";
import { countryOfVatId } from "./vat-id-country.ts";

/** What asks for each further check: findings on an invoice, and values it can be made with. */
const isAskedFor: Readonly<
  Record<FollowUpNode, (invoice: Invoice, findings: readonly Finding[]) => boolean>
> = {
  search_register: (invoice, findings) =>
    findings.some(isOnTheWebOnly) && companySearchQuery(invoice) !== undefined,
};

/** The further checks that findings on an invoice ask for, each once, in the order of `followUpNodes`. */
export const followUpsOf = (invoice: Invoice, findings: readonly Finding[]): FollowUpNode[] =>
  followUpNodes.filter((node) => isAskedFor[node](invoice, findings));

/** The web is searched for a seller only that neither the master file nor a register knows. */
const isOnTheWebOnly = ({ rule, status }: Finding): boolean =>
  rule === "SELLER-WEB" && status === "verified";

/** Post codes of the United Kingdom, without those of Jersey, Guernsey and the Isle of Man, which keep registers of their own. */
const britishPostCode = /^(?!JE|GY|IM)[A-Z]{1,2}\d[A-Z\d]?\d[A-Z]{2}$/;

/**
 * By what the seller is searched for in the register of the United Kingdom: its name and its post code, which must be one of
 * there. Undefined if it lacks either, or its country, else its VAT id, says that it is elsewhere.
 */
export function companySearchQuery({
  seller,
}: Invoice): { readonly name: string; readonly postCode: string } | undefined {
  const { name = "", vatId, address = {} } = seller ?? {};
  const { postCode = "", countryCode = countryOfVatId(vatId) } = address;
  if (countryCode !== undefined && countryCode !== "GB") return undefined;
  if (comparable(name) === "" || !britishPostCode.test(comparable(postCode))) return undefined;
  return { name, postCode };
}
