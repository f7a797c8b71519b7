import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fingerprintOf } from "#src/checks/duplicates-check.ts";
import { matchWithinBatch } from "#src/checks/match-within-batch.ts";
import { anInvoice } from "#test/support/an-invoice.ts";

type Item = Parameters<typeof matchWithinBatch>[0][number];

const item = (
  file: string,
  changes: Parameters<typeof anInvoice>[0] = {},
  { documentId = file, documentType = "invoice" } = {},
): Item => ({ file, documentId, fingerprint: fingerprintOf(anInvoice(changes), documentType) });

const match = (items: readonly Item[]): Record<string, { kind: string; file: string }[]> =>
  Object.fromEntries(matchWithinBatch(items, { nearDays: 7 }));

describe("duplicates inside a batch", () => {
  it("finds a second file of the same content, and calls the first by name the original", () => {
    const items = [item("b.pdf", {}, { documentId: "x" }), item("a.pdf", {}, { documentId: "x" })];

    expect(match(items)).toEqual({ "b.pdf": [{ kind: "same_content", file: "a.pdf" }] });
  });

  it("keeps what was recorded before the original of a copy whose name sorts first", () => {
    const recorded = { ...item("z.pdf"), isRecordedBefore: true };

    expect(match([item("a.pdf"), recorded, item("b.pdf")])).toEqual({
      "a.pdf": [{ kind: "same_number", file: "z.pdf" }],
      "b.pdf": [{ kind: "same_number", file: "z.pdf" }],
    });
    expect(match([item("a.pdf"), { ...recorded, isRecordedBefore: false }])).toEqual({
      "z.pdf": [{ kind: "same_number", file: "a.pdf" }],
    });
  });

  it("finds the same seller and number in another file", () => {
    const items = [item("a.pdf"), item("b.pdf", { totalWithTax: "500.00" })];

    expect(match(items)).toEqual({ "b.pdf": [{ kind: "same_number", file: "a.pdf" }] });
  });

  it("recognises the seller by any of its names", () => {
    const items = [
      item("a.pdf", { seller: { name: "Beispiel Werke GmbH" } }),
      item("b.pdf"),
      item("c.pdf", { seller: { name: "Other name", vatId: "DE136695976" } }),
    ];

    expect(match(items)).toEqual({
      "b.pdf": [{ kind: "same_number", file: "a.pdf" }],
      "c.pdf": [{ kind: "same_number", file: "a.pdf" }],
    });
  });

  it("suspects the same seller and amount within days, under another or no number", () => {
    const items = [
      item("a.pdf"),
      item("b.pdf", { invoiceNumber: "2026-0816", issueDate: "2026-03-08" }),
      item("c.pdf", { invoiceNumber: undefined, issueDate: "2026-02-22" }),
      item("d.pdf", { invoiceNumber: "2026-0817", issueDate: "2026-03-16" }),
    ];

    expect(match(items)).toEqual({
      "b.pdf": [{ kind: "same_amount_near_date", file: "a.pdf" }],
      "c.pdf": [{ kind: "same_amount_near_date", file: "a.pdf" }],
    });
  });

  it("keeps a suspected document the original of its own number", () => {
    const items = [
      item("a.pdf"),
      item("b.pdf", { invoiceNumber: "2026-0816" }),
      item("c.pdf", { invoiceNumber: "2026-0816" }),
    ];

    expect(match(items)["c.pdf"]).toEqual([{ kind: "same_number", file: "b.pdf" }]);
  });

  it("names the original, not another copy", () => {
    const items = [item("a.pdf"), item("b.pdf"), item("c.pdf", {}, { documentId: "b.pdf" })];

    expect(match(items)["c.pdf"]).toEqual([{ kind: "same_content", file: "a.pdf" }]);
  });

  it("does not take a credit note for a duplicate of its invoice", () => {
    const items = [item("a.pdf"), item("b.pdf", {}, { documentType: "credit_note" })];

    expect(match(items)).toEqual({});
  });

  it("takes other sellers, amounts and currencies for other claims", () => {
    const seller = { name: "Somebody Else Ltd" };
    const items = [
      item("a.pdf"),
      item("b.pdf", { seller }),
      item("c.pdf", { invoiceNumber: "2", totalWithTax: "119.01" }),
      item("d.pdf", { invoiceNumber: "3", currencyCode: "CHF" }),
    ];

    expect(match(items)).toEqual({});
  });

  it("matches nothing by what was not read", () => {
    const empty = { invoiceNumber: undefined, seller: undefined };

    expect(match([item("a.pdf", empty), item("b.pdf", empty)])).toEqual({});
  });

  const anyItem = fc.record({
    file: fc.nat(30).map((n) => `${n}.pdf`),
    documentId: fc.nat(20).map(String),
    invoiceNumber: fc.option(fc.nat(5).map(String), { nil: undefined }),
    name: fc.constantFrom("A", "B", undefined),
    vatId: fc.constantFrom("DE1", "DE2", undefined),
    day: fc.integer({ min: 1, max: 28 }),
    totalWithTax: fc.constantFrom("10.00", "20.00", undefined),
    documentType: fc.constantFrom("invoice", "credit_note"),
  });
  const items = fc
    .uniqueArray(anyItem, { selector: ({ file }) => file, maxLength: 30 })
    .map((list) =>
      list.map(({ file, documentId, name, vatId, day, documentType, ...rest }) =>
        item(
          file,
          {
            ...rest,
            amountDue: undefined,
            issueDate: `2026-03-${String(day).padStart(2, "0")}`,
            seller: { ...(name && { name }), ...(vatId && { vatId }) },
          },
          { documentId, documentType },
        ),
      ),
    );

  it("does not depend on the order of items", () => {
    const shuffled = items.chain((list) =>
      fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })),
    );
    fc.assert(
      fc.property(shuffled, ([list, other]) => {
        expect(match(other)).toEqual(match(list));
      }),
    );
  });

  it("finds a near date if and only if an original within the days is there", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 200 }), { maxLength: 20 }), (days) => {
        const list = days.map((day, index) =>
          item(`${String(index).padStart(3, "0")}.pdf`, {
            invoiceNumber: `N${index}`,
            issueDate: new Date(Date.UTC(2026, 0, 1 + day)).toISOString().slice(0, 10),
          }),
        );
        const found = match(list);
        const expected = days.map((day, index) =>
          days.slice(0, index).some((earlier) => Math.abs(earlier - day) <= 7),
        );
        expect(list.map(({ file }) => found[file] !== undefined)).toEqual(expected);
      }),
    );
  });

  it("compares a hundred thousand documents in seconds", () => {
    const many = Array.from({ length: 100_000 }, (_, index) => ({
      file: `${index}.pdf`,
      documentId: String(index),
      fingerprint: {
        sellerKeys: ["name:ONE"],
        invoiceNumber: String(index % 50_000),
        amountMinor: 100,
        currencyCode: "EUR",
        issueDate: "2026-03-01",
        documentType: "invoice",
      },
    }));
    const startedMs = performance.now();

    expect(matchWithinBatch(many, { nearDays: 7 }).size).toBe(99_999);
    expect(performance.now() - startedMs).toBeLessThan(10_000);
  });
});
