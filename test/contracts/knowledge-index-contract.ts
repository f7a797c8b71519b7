import { describe, expect, it } from "vitest";
import type { KnowledgeIndex } from "#src/ports/knowledge-index.ts";
import type { PastOutcome } from "#src/ports/ledger.ts";
import { anOutcome } from "#test/report/an-outcome.ts";

/** Policy documents by file. */
export const contractPolicies = {
  "travel.md":
    "# Travel\n\nHotel invoices above 200 EUR a night need approval.\n\n## Trains\n\nFirst class is for journeys over four hours.",
  "energy.txt": "Électricité: meter readings are compared with the Zähler of the building.",
} as const;

/** Settled invoices. */
export const contractPast: readonly PastOutcome[] = [
  { batchId: "b1", outcome: anOutcome({ file: "talwerk/03.pdf" }) },
  {
    batchId: "b1",
    outcome: anOutcome({
      file: "hotel.pdf",
      invoice: {
        invoiceNumber: "H-9",
        seller: { name: "Hotel Rheinblick" },
        totalWithTax: "210.00",
      },
    }),
  },
];

/** What every `KnowledgeIndex` does. `create` gives one that holds the policies and invoices above. */
export function describeKnowledgeIndex(
  name: string,
  create: () => KnowledgeIndex | Promise<KnowledgeIndex>,
): void {
  describe(`${name} as KnowledgeIndex`, () => {
    const titles = async (query: string, limit = 10): Promise<string[]> => {
      const index = await create();
      return (await index.search(query, { limit })).map(({ title }) => title);
    };

    it("finds the policy that has the words", async () => {
      const [first] = await (await create()).search("journeys by trains", { limit: 3 });

      expect(first).toMatchObject({
        source: "policy",
        text: expect.stringContaining("First class is for journeys"),
      });
      expect(first?.title).toContain("travel.md");
    });

    it("finds the earlier invoice of a seller", async () => {
      const [first] = await (await create()).search("Talwerk GmbH", { limit: 3 });

      expect(first).toMatchObject({ source: "invoice", title: "b1: talwerk/03.pdf" });
    });

    it("finds policies and invoices together, best first", async () => {
      const found = await (await create()).search("hotel", { limit: 10 });

      expect(new Set(found.map(({ source }) => source))).toEqual(new Set(["policy", "invoice"]));
      const scores = found.map(({ score }) => score);
      expect(scores).toEqual(scores.toSorted((a, b) => b - a));
    });

    it("needs one of the words, not all", async () => {
      expect(await titles("Talwerk xylophone")).toEqual(["b1: talwerk/03.pdf"]);
    });

    it("looks at neither case nor accents", async () => {
      for (const query of ["electricite", "ÉLECTRICITÉ", "zahler"]) {
        expect(await titles(query)).toEqual(["energy.txt"]);
      }
    });

    it("takes what looks like syntax for words", async () => {
      for (const query of ['"Talwerk"', "+Talwerk -GmbH*", "title:Talwerk~2", "NOT (Talwerk"]) {
        expect((await titles(query))[0]).toBe("b1: talwerk/03.pdf");
      }
      expect(await titles("*")).toEqual([]);
      expect(await titles("talw*")).toEqual([]);
    });

    it("finds nothing for words that are nowhere and for none", async () => {
      expect(await titles("xylophone")).toEqual([]);
      expect(await titles(" \n")).toEqual([]);
    });

    it("returns no more than asked for", async () => {
      expect(await titles("hotel", 1)).toHaveLength(1);
      expect(await titles("hotel", 0)).toEqual([]);
      expect(await titles("hotel", -1)).toEqual([]);
    });

    it("answers the same question the same way", async () => {
      const index = await create();
      const ask = async (): Promise<unknown> => await index.search("hotel invoice", { limit: 10 });

      const answers = await Promise.all([ask(), ask(), ask()]);

      expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    });

    it("stops for the reason it is told", async () => {
      const reason = new Error("cancelled");
      const index = await create();

      const search = index.search("hotel", { limit: 1 }, AbortSignal.abort(reason));

      await expect(search).rejects.toBe(reason);
    });
  });
}
