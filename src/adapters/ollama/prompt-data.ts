import {
  passageCharsMax,
  passagesMax,
  type RetrievedContext,
  sellerNotesMax,
  suggestedChecksMax,
} from "#src/domain/analysis.ts";
import type { Draft } from "#src/domain/draft.ts";
import { valueAt } from "#src/domain/invoice-paths.ts";
import { answerFields } from "#src/domain/model-answer.ts";
import { estimateTokens } from "./tokens.ts";

const draftCharsMax = 2_000;
const checksCharsMax = 1_600;
const sellerCharsMax = 2_500;
/** Entries of a list of the seller's that are shown. */
const listMax = 5;

/**
 * Data between markers that it cannot close. Whatever looks like the beginning of a marker, of a tag or of a model's own
 * control words is broken up by a space; control characters and invisible ones are left out.
 */
export const dataBlock = (name: string, text: string): string =>
  `<<<${name}>>>\n${neutralise(text)}\n<<<END ${name}>>>`;

/** Characters that look like an opening angle bracket; one alone may be a quotation mark. */
const lookAlikes = "≪⋘＜﹤\u2329〈⟨‹«《⟪";
const lookAlike = new RegExp(`[${lookAlikes}]`, "g");
const bracketRun = new RegExp(`[<${lookAlikes}](?:\\s*[<${lookAlikes}])+`, "g");

export const neutralise = (text: string): string =>
  text
    .replaceAll(/[^\P{C}\n\t]+/gu, "")
    .replaceAll(bracketRun, (run) => run.replaceAll(lookAlike, "<"))
    .replaceAll(/[≪⋘]/g, "< <")
    .replaceAll(/<(?=\S)/g, "< ")
    .replaceAll(/\[(?=\/?INST)/gi, "[ ")
    .replaceAll(/\[(?=\/?[A-Z_]{3,}\])/g, "[ ");

/** The blocks that help reading and may be missing, most useful first. Absent or empty ones are left out. */
export function contextBlocks(
  draft: Draft | undefined,
  context: RetrievedContext,
): readonly string[] {
  return [
    ["DRAFT", draft === undefined ? "" : describeDraft(draft)],
    ["CHECKS", describeChecks(context)],
    ["SELLER MEMORY", describeSeller(context.seller)],
    ["PASSAGES", describePassages(context)],
  ].flatMap(([name = "", text = ""]) => (text === "" ? [] : [dataBlock(name, text)]));
}

/** As many of the blocks as fit, in their order. */
export function blocksThatFit(blocks: readonly string[], tokensMax: number): readonly string[] {
  let left = tokensMax;
  return blocks.filter((block) => {
    const tokens = estimateTokens(block);
    if (tokens > left) return false;
    left -= tokens;
    return true;
  });
}

function describeDraft({ documentType, invoice }: Draft): string {
  const values = answerFields.flatMap(({ key, path }) => {
    const value = valueAt(invoice, path);
    return value === undefined ? [] : [`${key}: ${value}`];
  });
  const taxes = (invoice.taxBreakdowns ?? [])
    .slice(0, listMax)
    .map(
      ({ taxRatePercent, taxableAmount, taxAmount }) =>
        `tax: rate ${taxRatePercent ?? "?"}, net ${taxableAmount ?? "?"}, VAT ${taxAmount ?? "?"}`,
    );
  return [`documentType: ${documentType}`, ...values, ...taxes].join("\n").slice(0, draftCharsMax);
}

const describeChecks = ({ suggestedChecks }: RetrievedContext): string =>
  suggestedChecks
    .slice(0, suggestedChecksMax)
    .map(({ check, reason }) => `${check}: ${reason}`)
    .join("\n")
    .slice(0, checksCharsMax);

function describeSeller(seller: RetrievedContext["seller"]): string {
  if (seller === undefined) return "";
  const { amountLeast, amountMost } = seller;
  const decisions = Object.entries(seller.decisions).map(([action, count]) => `${action} ${count}`);
  const list = (name: string, values: readonly string[], most = listMax): readonly string[] =>
    values.length === 0 ? [] : [`${name}: ${values.slice(0, most).join("; ")}`];
  return [
    `earlier invoices: ${seller.invoices}`,
    ...list("names", seller.names),
    ...list("currencies", seller.currencyCodes),
    ...list("IBANs", seller.ibans),
    ...(amountLeast === undefined || amountMost === undefined
      ? []
      : [`totals: ${amountLeast} to ${amountMost}`]),
    ...list("latest numbers", seller.invoiceNumbers),
    ...list("layout", seller.layouts),
    ...list("decisions", decisions),
    ...list("notes", seller.notes, sellerNotesMax),
  ]
    .join("\n")
    .slice(0, sellerCharsMax);
}

const describePassages = ({ passages }: RetrievedContext): string =>
  passages
    .slice(0, passagesMax)
    .map(({ source, title, text }) => `${source}, ${title}: ${text.slice(0, passageCharsMax)}`)
    .join("\n");
