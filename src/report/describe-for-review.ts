import type { Decision } from "#src/domain/decision.ts";
import type { Finding } from "#src/domain/finding.ts";
import type { Outcome } from "#src/domain/outcome.ts";
import { printable } from "#src/domain/printable.ts";
import { describePages } from "./describe-pages.ts";
import { formatAmount } from "./format.ts";

/** Findings, reasons and past decisions named of each kind, and characters of one text. */
const namedMax = 20;
const textCharsMax = 400;

/**
 * What a person has to know to decide on an invoice, as Markdown: what is asked for, by whom, what speaks against it.
 *
 * What a document or a person wrote stands in code spans, where nothing of it is a link, a picture or a heading.
 *
 * @param problem - Why the person is asked again.
 */
export function describeForReview(outcome: Outcome, problem: string | undefined): string {
  const { decision, decisionHistory = [], findings, risk } = outcome;
  const open = findings.filter(({ status }) => status !== "verified");
  return [
    ...(problem === undefined ? [] : [`**${problem}**`, ""]),
    ...factLines(outcome),
    ...(decision === undefined ? [] : ["", ...decisionLines(decision)]),
    ...(risk === undefined ? [] : ["", `Risk ${risk.score} (${risk.level})`]),
    ...listOf("Contradicted", open.filter(isContradicted).map(textOf)),
    ...listOf("Not known", open.filter((finding) => !isContradicted(finding)).map(textOf)),
    ...listOf("Decided before", decisionHistory.map(pastLine)),
    "",
    "Accept approves. To reject, edit `decision` to `reject`. Fill in `reviewer`; `comment` is kept as a note on the seller.",
  ].join("\n");
}

function factLines({ file, documentType, pages, invoice = {} }: Outcome): string[] {
  const { seller, buyer, currencyCode, totalWithTax, amountDue } = invoice;
  const amount = (value: string | undefined): string | undefined =>
    value === undefined ? undefined : [formatAmount(value, currencyCode), currencyCode].join(" ");
  const facts: [name: string, value: string | undefined][] = [
    ["Document", file],
    ["Kind", documentType],
    ["Pages", describePages({ pages }).join("; ") || undefined],
    ["Seller", seller?.name],
    ["VAT id", seller?.vatId],
    ["Buyer", buyer?.name],
    ["Number", invoice.invoiceNumber],
    ["Issued", invoice.issueDate],
    ["Due", invoice.paymentDueDate],
    ["Total with tax", amount(totalWithTax)],
    ["Amount due", amount(amountDue)],
    ["Account", invoice.iban],
    ["Purchase order", invoice.purchaseOrder],
  ];
  return facts.flatMap(([name, value]) =>
    value === undefined ? [] : [`- ${name}: ${code(value)}`],
  );
}

function decisionLines({ action, decidedBy, reviewer, reasons, ...rest }: Decision): string[] {
  const { skippedChecks = [], sinceReview } = rest;
  return [
    `Decision so far: **${action}**, by ${reviewer === undefined ? decidedBy : code(reviewer)}`,
    ...reasons.slice(0, namedMax).map((reason) => `- ${code(reason)}`),
    ...moreThan(reasons.length),
    ...(skippedChecks.length === 0
      ? []
      : [`- not checked, no answer: ${skippedChecks.join(", ")}`]),
    ...(sinceReview === undefined
      ? []
      : [
          `- known since that review, by the policy ${sinceReview.action}:`,
          ...sinceReview.reasons.slice(0, namedMax).map((reason) => `  - ${code(reason)}`),
        ]),
  ];
}

const pastLine = ({ action, decidedBy, reviewer, comment }: Decision): string =>
  `${action}, by ${code(reviewer ?? decidedBy)}${comment === undefined ? "" : `: ${code(comment)}`}`;

const isContradicted = ({ status }: Finding): boolean => status === "contradicted";

const textOf = ({ rule, message }: Finding): string => `${rule}: ${code(message)}`;

const listOf = (title: string, items: readonly string[]): string[] =>
  items.length === 0
    ? []
    : [
        "",
        `${title}:`,
        ...items.slice(0, namedMax).map((item) => `- ${item}`),
        ...moreThan(items.length),
      ];

const moreThan = (count: number): string[] =>
  count > namedMax ? [`- and ${count - namedMax} more`] : [];

const code = (text: string): string => `\`${printable(text, textCharsMax).replaceAll("`", "'")}\``;
