import { describe, expect, it } from "vitest";
import type { Draft } from "#src/domain/draft.ts";
import { isDraftSure } from "#src/extraction/model/draft-is-sure.ts";
import { aDraft, anInvoice } from "#test/support/an-invoice.ts";
import { draftOf, germanPage } from "./an-answer.ts";

const sureFrom = 0.9;

const paths = ["invoiceNumber", "issueDate", "currencyCode", "seller.name", "totalWithTax"];

const aPageDraft = (changes: Partial<Draft> = {}, confidence = 0.9): Draft =>
  aDraft({
    source: "pdf-text",
    evidence: Object.fromEntries(
      paths.map((path) => [path, { text: "", page: 1, confidence, by: ["rules"] }]),
    ),
    ...changes,
  });

describe("isDraftSure", () => {
  it("is sure of a page of which the essential values were read with confidence", () => {
    expect(isDraftSure(aPageDraft(), sureFrom)).toBe(true);
    expect(isDraftSure(draftOf(germanPage), sureFrom)).toBe(true);
  });

  it.each([
    [
      "an essential value is missing",
      aPageDraft({ invoice: anInvoice({ currencyCode: undefined }) }),
    ],
    ["an essential value is doubtful", aPageDraft({}, sureFrom - 0.01)],
    ["the totals do not add up", aPageDraft({ invoice: anInvoice({ totalWithTax: "120.00" }) })],
    ["the kind of document was not recognised", aPageDraft({ documentType: "other" })],
    [
      "something was wrong with the file",
      aPageDraft({ warnings: [{ rule: "DOCUMENT-TRUNCATED", message: "No end mark." }] }),
    ],
  ])("is not sure if %s", (_, draft) => {
    expect(isDraftSure(draft, sureFrom)).toBe(false);
  });
});
