import { absDecimal, signOf } from "#src/domain/decimal.ts";
import type { Decision, DecisionAction, Risk } from "#src/domain/decision.ts";
import { type DocumentSource, type DocumentType, isEInvoice } from "#src/domain/document.ts";
import type { Finding } from "#src/domain/finding.ts";
import type { EvidenceByPath } from "#src/domain/evidence.ts";
import { amountAtStake, essentialPaths, type Invoice } from "#src/domain/invoice.ts";
import { valueAt } from "#src/domain/invoice-paths.ts";
import { compareDecimals, type DecimalString } from "#src/domain/money.ts";
import { type Policy, weightOf } from "#src/domain/policy.ts";
import { isNoAnswer } from "#src/domain/rules.ts";
import { usableFrom } from "#src/domain/value-cost.ts";

export type Evidence = {
  readonly invoice: Invoice;
  readonly documentType: DocumentType;
  readonly source: DocumentSource;
  /** Where each value was read, and how surely. */
  readonly evidence: EvidenceByPath;
  readonly findings: readonly Finding[];
  readonly risk: Risk;
  /** The larger of total with VAT and amount due, in the base currency; absent if it is not known. */
  readonly amountInBase: DecimalString | undefined;
};

type PolicyInForce = { readonly policy: Policy; readonly policyVersion: string };

/**
 * Decides under the policy.
 *
 * Rejects what breaks a rule the policy rejects outright, or scores too high. Approves without a person only where nothing
 * speaks against it: low risk, no contradicted finding of severity error, every check answered, every essential value
 * read surely enough, the amount within its limit, and a kind of document that may be approved. All else goes to a manager.
 */
export function decide(evidence: Evidence, { policy, policyVersion }: PolicyInForce): Decision {
  const { action, reasons } = judge(evidence, policy);
  const skippedChecks = skippedChecksOf(evidence.findings);
  return {
    action,
    reasons,
    decidedBy: "policy",
    policyVersion,
    ...(skippedChecks.length === 0 ? {} : { skippedChecks }),
  };
}

type Judgement = { readonly action: DecisionAction; readonly reasons: string[] };

function judge(evidence: Evidence, policy: Policy): Judgement {
  const rejections = rejectionReasons(evidence, policy);
  const isHeld = mayBeMisread(evidence, policy);
  if (rejections.length > 0 && !isHeld) return { action: "reject", reasons: rejections };
  const doubts = [
    ...rejections,
    ...riskReasons(evidence, policy),
    ...unknownReasons(evidence.findings),
    ...essentialReasons(evidence.invoice),
    ...kindReasons(evidence, policy),
    ...scanReasons(evidence, policy),
    ...unsureReasons(evidence, policy),
    ...codeReasons(evidence),
    ...limitReasons(evidence, policy),
  ];
  if (doubts.length > 0) return { action: "manager_approval", reasons: doubts };
  const { risk } = evidence;
  return {
    action: "auto_approve",
    reasons: [
      `Every check answered and the risk of ${risk.score} is below ${policy.risk.autoApproveBelow}.`,
    ],
  };
}

function rejectionReasons({ findings, risk }: Evidence, policy: Policy): string[] {
  const outright = new Set(policy.rejectRules);
  const broken = findings.filter(
    ({ status, rule }) => status === "contradicted" && outright.has(rule),
  );
  const reasons = broken.map(({ rule, message }) => `${message} The policy rejects ${rule}.`);
  const { rejectFrom } = policy.risk;
  if (risk.score < rejectFrom) return unique(reasons);
  const named = new Set(broken.map(({ message }) => message));
  const others = messagesOf(risk).filter((message) => !named.has(message));
  return unique([...reasons, `The risk of ${risk.score} is not below ${rejectFrom}.`, ...others]);
}

function riskReasons({ findings, risk }: Evidence, policy: Policy): string[] {
  const { autoApproveBelow } = policy.risk;
  // An error the policy gives no weight is one it chose to ignore.
  const errors = findings.filter(
    (finding) =>
      finding.status === "contradicted" &&
      finding.severity === "error" &&
      weightOf(finding, policy) > 0,
  );
  if (risk.score < autoApproveBelow) return unique(errors.map(({ message }) => message));
  const summary = `The risk of ${risk.score} is not below ${autoApproveBelow}.`;
  return unique([summary, ...messagesOf(risk), ...errors.map(({ message }) => message)]);
}

function unknownReasons(findings: readonly Finding[]): string[] {
  return unique(
    findings.filter(({ status }) => status === "unknown").map(({ message }) => message),
  );
}

function essentialReasons(invoice: Invoice): string[] {
  const essentials = [
    { name: "invoice number", value: invoice.invoiceNumber },
    { name: "seller", value: invoice.seller?.name },
    { name: "total with VAT", value: invoice.totalWithTax },
    { name: "currency", value: invoice.currencyCode },
    { name: "issue date", value: invoice.issueDate },
  ];
  const missing = essentials
    .filter(({ value }) => value === undefined || value.trim() === "")
    .map(({ name }) => name);
  return missing.length === 0 ? [] : [`Missing: ${missing.join(", ")}.`];
}

/**
 * A credit note gives money back, so the limit applies to its absolute amount; it is approved only if it names the invoice
 * it corrects. An invoice of a negative total, a receipt and a document of unknown kind are for a person.
 */
function kindReasons({ invoice, documentType }: Evidence, { autoApproval }: Policy): string[] {
  switch (documentType) {
    case "invoice": {
      const isNegative = invoice.totalWithTax !== undefined && signOf(invoice.totalWithTax) < 0;
      return isNegative ? ["The invoice has a negative total."] : [];
    }
    case "credit_note":
      if (autoApproval.creditNotes === "manager_approval") {
        return ["Under the policy a person approves credit notes."];
      }
      return invoice.precedingInvoiceNumber === undefined
        ? ["The credit note does not name the invoice it corrects."]
        : [];
    case "receipt":
      return ["A receipt proves a payment and asks for none."];
    case "other":
      return ["The document was not recognised as an invoice."];
    default:
      return documentType satisfies never;
  }
}

/** Text recognition mistakes one character for another, and no check knows the right invoice number or date. */
const scanReasons = ({ source }: Evidence, { autoApproval }: Policy): string[] =>
  source === "ocr" && autoApproval.scans === "manager_approval"
    ? ["Under the policy a person approves what was read from a picture."]
    : [];

/** What was read from a page may be wrong; what XML states is exact. A value that is missing is a reason of its own. */
function unsureReasons(
  { invoice, source, evidence }: Evidence,
  { autoApproval }: Policy,
): string[] {
  if (isEInvoice(source)) return [];
  const from = usableFrom(autoApproval.wrongValueCost);
  const unsure = essentialPaths.filter(
    (path) => valueAt(invoice, path) !== undefined && (evidence[path]?.confidence ?? 0) < from,
  );
  return unsure.length === 0 ? [] : [`Not read surely enough: ${unsure.join(", ")}.`];
}

/** Values a payment follows. */
const paidByPaths = [...essentialPaths, "amountDue", "iban"] as const;

/** Anyone can stick a code on an invoice, and nobody sees what it says. */
function codeReasons({ invoice, evidence }: Evidence): string[] {
  const alone = paidByPaths.filter(
    (path) =>
      valueAt(invoice, path) !== undefined &&
      evidence[path]?.by.every((reader) => reader === "code") === true,
  );
  return alone.length === 0 ? [] : [`Read from a code alone: ${alone.join(", ")}.`];
}

/**
 * What speaks against a picture may be a mistake of the recognition: another number, sums that do not add up; what speaks against a file
 * of several invoices, about one of them. A copy of the very same file is no mistake.
 */
function mayBeMisread({ source, findings }: Evidence, { autoApproval }: Policy): boolean {
  const isScan = source === "ocr" && autoApproval.scans === "manager_approval";
  const isMixed = findings.some(({ rule }) => rule === "DOCUMENT-SEVERAL-INVOICES");
  const isCopy = findings.some(
    ({ rule, status }) => rule === "DUPLICATE-CONTENT" && status === "contradicted",
  );
  return (isScan || isMixed) && !isCopy;
}

function limitReasons({ invoice, amountInBase }: Evidence, { autoApproval }: Policy): string[] {
  const { currencyCode } = invoice;
  const amount = amountAtStake(invoice);
  // Missing essentials are a reason of their own.
  if (amount === undefined || currencyCode === undefined) return [];
  const ownLimit = autoApproval.limitByCurrency[currencyCode];
  if (ownLimit !== undefined) {
    const isWithin = compareDecimals(absDecimal(amount), ownLimit) <= 0;
    return isWithin
      ? []
      : [`${amount} ${currencyCode} is above the limit of ${ownLimit} ${currencyCode}.`];
  }
  if (amountInBase === undefined) {
    return [`${amount} ${currencyCode} could not be compared with the limit: no exchange rate.`];
  }
  const limit = autoApproval.limitInBaseCurrency;
  if (compareDecimals(absDecimal(amountInBase), limit) <= 0) return [];
  const converted =
    compareDecimals(amountInBase, amount) === 0 ? "" : `, ${amountInBase} in the base currency,`;
  return [
    `${amount} ${currencyCode}${converted} is above the limit of ${limit} for approval without a person.`,
  ];
}

const skippedChecksOf = (findings: readonly Finding[]): string[] =>
  unique(findings.filter(isNoAnswer).map(({ check }) => check));

const messagesOf = ({ reasons }: Risk): string[] => reasons.map(({ message }) => message);

const unique = (texts: readonly string[]): string[] => [...new Set(texts)];
