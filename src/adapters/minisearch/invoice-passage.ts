import { passageCharsMax } from "#src/domain/analysis.ts";
import type { Finding } from "#src/domain/finding.ts";
import type { Invoice } from "#src/domain/invoice.ts";
import type { Outcome } from "#src/domain/outcome.ts";
import { onOneLine } from "#src/domain/printable.ts";
import type { PastOutcome } from "#src/ports/ledger.ts";
import type { KnowledgePassage } from "./knowledge-passage.ts";

/** Characters kept of one value, which a document may have made as long as it likes. */
const valueCharsMax = 200;

/** Reasons and contradictions told of one invoice. */
const reasonsMax = 5;

/** Countries write an IBAN in groups; checksums are not asked for: what looks like one is not shown. */
const ibanLike = /\b[A-Z]{2}\d{2}(?:[ -]?[A-Z0-9]){11,30}\b/gi;

/**
 * What is told of an earlier invoice: who, when, how much, what was decided and what was wrong. No bank details: a model
 * that is shown an account may copy it into another invoice. Of a rejected document nothing it says, only that it was rejected.
 */
export function invoicePassage({ batchId, outcome }: PastOutcome): KnowledgePassage {
  const { invoice = {}, documentType = "invoice", findings, decision } = outcome;
  const title = onOneLine(`${batchId}: ${outcome.file}`);
  if (decision?.action === "reject") {
    return { source: "invoice", batchId, title, text: "An earlier document that was rejected." };
  }
  const hide = accountHider(invoice);
  const contradictions = findings.filter(({ status }) => status === "contradicted");
  const sentences = [
    `Earlier ${documentType.replace("_", " ")} ${partsOf(invoice).join(", ")}.`,
    ...(decision === undefined
      ? []
      : [`Decision: ${decision.action}. ${decision.reasons.slice(0, reasonsMax).join(" ")}`]),
    ...contradictions.slice(0, reasonsMax).map(describeFinding),
  ];
  return {
    source: "invoice",
    batchId,
    title,
    text: hide(sentences.map(onOneLine).join("\n")).slice(0, passageCharsMax),
  };
}

function partsOf({ seller, invoiceNumber, issueDate, currencyCode, ...totals }: Invoice): string[] {
  const parts: [name: string, value: string | undefined][] = [
    ["of", seller?.name],
    ["VAT id", seller?.vatId],
    ["country", seller?.address?.countryCode],
    ["number", invoiceNumber],
    ["of", issueDate],
    ["total with VAT", totals.totalWithTax],
    ["currency", currencyCode],
  ];
  return parts.flatMap(([name, value]) =>
    value === undefined ? [] : [`${name} ${value.slice(0, valueCharsMax)}`],
  );
}

/** Findings about accounts say that there was one, and not which accounts. */
const describeFinding = ({ rule, message, path = "" }: Finding): string =>
  /^(?:iban|bic|otherAccounts)\b/.test(path)
    ? `Contradicted (${rule}): the payment account.`
    : `Contradicted (${rule}): ${message.slice(0, valueCharsMax)}`;

function accountHider(
  invoice: Pick<NonNullable<Outcome["invoice"]>, "iban" | "bic" | "otherAccounts">,
) {
  const accounts = [invoice.iban, invoice.bic, ...(invoice.otherAccounts ?? [])].filter(
    (account) => account !== undefined && account !== "",
  );
  return (text: string): string =>
    accounts
      .reduce<string>((shown, account) => shown.replaceAll(account ?? "", "[account]"), text)
      .replaceAll(ibanLike, "[account]");
}
