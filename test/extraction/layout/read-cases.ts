import { describe, expect, it } from "vitest";
import { invoiceFromPages } from "#src/extraction/layout/invoice-from-pages.ts";
import { aPage } from "./a-page.ts";

/** A page and what of it is read; values that are not named may be read or not. */
export type ReadCase = readonly [what: string, text: string, expected: object];

/** Each page is an invoice, read as expected. */
export function describeReadCases(title: string, cases: readonly ReadCase[]): void {
  describe(title, () => {
    it.each(cases)("%s", (_, text, expected) => {
      const { documentType, invoice } = invoiceFromPages(aPage(text));

      expect(documentType).toBe("invoice");
      expect(invoice).toMatchObject(expected);
    });
  });
}
