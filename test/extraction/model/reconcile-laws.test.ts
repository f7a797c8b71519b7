import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Draft } from "#src/domain/draft.ts";
import { Invoice } from "#src/domain/invoice.ts";
import { answerFields, emptyAnswer, type ModelAnswer } from "#src/domain/model-answer.ts";
import { reconcile, type Reconciled } from "#src/extraction/model/reconcile.ts";
import { valueAt } from "#src/domain/invoice-paths.ts";
import { anAnswer, answered, answerOf, draftOf, germanPage } from "./an-answer.ts";

const pages = [
  germanPage,
  germanPage.replace("1.469,06", "1.496,06"),
  germanPage.replace("USt 19 %", "Ganz andere Worte"),
  germanPage.replace("IBAN: DE89", "IBAN: DE88"),
  "INVOICE A-17\nDate: 2024-05-01\nTotal:       12.00 EUR\nPaid 2.00",
  "Credit Note 9\nDate: 2024-05-01\nNet  -100.00\nVAT 20%  -20.00\nTotal  -120.00 GBP",
];

/** Values a liar may give: from the page, or invented. */
const amount = fc.constantFrom(
  null,
  "1234.50",
  "234.56",
  "1469.06",
  "1496.06",
  "500.00",
  "234.50",
  "1000.00",
  "1234.5",
  "19",
  "2",
  "12.00",
  "10.00",
  "2.00",
  "-120.00",
  "100.00",
  "20.00",
  "99999.00",
  "1703.62",
);
const name = fc.constantFrom(
  null,
  "Beispiel Werke GmbH",
  "Muster Handel AG",
  "Hauptweg 1",
  "Another Seller Ltd",
  "---",
  "\u001B[2J",
);
const identifier = fc.constantFrom(
  null,
  "2026-0815",
  "A-17",
  "0815",
  "DE136695976",
  "DE136695967",
  "DE89370400440532013000",
  "DE88370400440532013000",
  "FR1420041010050500013M02606",
  "10115",
  "NONE",
);
const date = fc.constantFrom(
  null,
  "2026-03-01",
  "2026-01-03",
  "2026-03-31",
  "2024-05-01",
  "2024-01-05",
  "2030-02-30",
);
const byKind = {
  amount,
  date,
  identifier,
  text: name,
  currency: fc.constantFrom(null, "EUR", "USD", "GBP", "XYZ"),
  country: fc.constantFrom(null, "DE", "FR", "QQ"),
};

const anyAnswer: fc.Arbitrary<ModelAnswer> = fc
  .record({
    ...(Object.fromEntries(answerFields.map(({ key, kind }) => [key, byKind[kind]])) as Record<
      string,
      fc.Arbitrary<string | null>
    >),
    documentType: fc.constantFrom("invoice", "credit_note", "receipt", "other"),
    taxes: fc.array(
      fc.record({ taxRatePercent: amount, taxableAmount: amount, taxAmount: amount }),
      { maxLength: 2 },
    ),
    lines: fc.array(
      fc.record({
        name,
        invoicedQuantity: amount,
        itemNetPrice: amount,
        lineNetAmount: amount,
        taxRatePercent: amount,
      }),
      { maxLength: 3 },
    ),
  })
  .map((values) => ({ ...emptyAnswer, ...values }));

/** A page, what rules read of it or nothing at all, and what a model says of it. */
const anyCase = fc.record({
  page: fc.constantFrom(...pages),
  isRead: fc.boolean(),
  answer: anyAnswer,
});
type Case = typeof anyCase extends fc.Arbitrary<infer T> ? T : never;

const blank = (draft: Draft): Draft => ({ ...draft, invoice: {}, evidence: {} });
const draftOfCase = ({ page, isRead }: Case): Draft =>
  isRead ? draftOf(page) : blank(draftOf(page));

const join = (draft: Draft, { page, answer }: Case): Reconciled =>
  reconcile(draft, answered(answer, page, draft));

const runs = { numRuns: 400 };

describe("whatever a model answers", () => {
  it("nothing answered changes nothing", () => {
    for (const page of pages) {
      const draft = draftOf(page);

      expect(join(draft, { page, isRead: true, answer: emptyAnswer })).toEqual({
        draft,
        changedPaths: [],
        contested: [],
        discarded: [],
        findings: [],
      });
    }
  });

  it("the rules' own values change no value and lower no confidence", () => {
    for (const page of pages) {
      const draft = draftOf(page);
      const { draft: joined, contested } = join(draft, {
        page,
        isRead: true,
        answer: answerOf(draft),
      });

      expect(joined.invoice).toEqual(draft.invoice);
      expect(contested).toEqual([]);
      for (const [path, { confidence }] of Object.entries(draft.evidence)) {
        expect(joined.evidence[path]?.confidence).toBeGreaterThanOrEqual(confidence);
      }
    }
  });

  it("the same is made of it twice", () => {
    fc.assert(
      fc.property(anyCase, (given) => {
        expect(join(draftOfCase(given), given)).toEqual(join(draftOfCase(given), given));
      }),
      { numRuns: 50 },
    );
  });

  it("joining the result with it again gives the same invoice", () => {
    fc.assert(
      fc.property(anyCase, (given) => {
        const once = join(draftOfCase(given), given).draft;
        const twice = join(once, given).draft;

        expect(twice.invoice).toEqual(once.invoice);
        expect(twice.documentType).toBe(once.documentType);
      }),
      runs,
    );
  });

  it("the result keeps to the schema and has evidence for every value it took", () => {
    fc.assert(
      fc.property(anyCase, (given) => {
        const { draft, changedPaths } = join(draftOfCase(given), given);

        expect(Invoice.parse(draft.invoice)).toEqual(draft.invoice);
        for (const path of changedPaths.filter((changed) => valueAt(draft.invoice, changed))) {
          expect(draft.evidence[path]).toMatchObject({ by: ["model"], page: 1 });
        }
      }),
      runs,
    );
  });

  it("no value that is nowhere in the document comes into the invoice", () => {
    fc.assert(
      fc.property(anyCase, (given) => {
        const draft = draftOfCase(given);
        const { citations } = answered(given.answer, given.page, draft);
        const { invoice } = join(draft, given).draft;
        for (const { path, status, value } of citations) {
          if (status !== "ungrounded" || valueAt(draft.invoice, path) !== undefined) continue;
          expect(valueAt(invoice, path)).not.toBe(value);
        }
      }),
      runs,
    );
  });

  it("no value changes unmarked, and none is the model's unmarked", () => {
    fc.assert(
      fc.property(anyCase, (given) => {
        const { draft, changedPaths, findings } = join(draftOfCase(given), given);
        const marks = findings.filter(({ status }) => status === "unknown");
        const isMarked = (path: string): boolean =>
          marks.some(
            (mark) =>
              mark.path === path ||
              mark.message.includes(path) ||
              / and \d+ more/.test(mark.message),
          );

        expect(changedPaths.filter((path) => !isMarked(path))).toEqual([]);
        const alone = Object.entries(draft.evidence).filter(
          ([, { by }]) => by.join("") === "model",
        );
        if (alone.length > 0) expect(marks.length).toBeGreaterThan(0);
      }),
      runs,
    );
  });

  it("an invented account and another seller do not come in", () => {
    const draft = draftOf(germanPage);
    const lie = {
      iban: "FR1420041010050500013M02606",
      sellerName: "Another Seller Ltd",
      totalWithTax: "99999.00",
    };
    const result = join(draft, { page: germanPage, isRead: true, answer: anAnswer(lie) });

    expect(result.draft.invoice).toEqual(draft.invoice);
    expect(result.discarded.map(({ path }) => path).toSorted()).toEqual([
      "iban",
      "seller.name",
      "totalWithTax",
    ]);
  });
});
