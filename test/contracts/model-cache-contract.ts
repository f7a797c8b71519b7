import { describe, expect, it } from "vitest";
import { modelCacheValueCharsMax, type ModelCache } from "#src/ports/model-cache.ts";

/** What every `ModelCache` does. `open` gives an empty one. */
export function describeModelCache(name: string, open: () => Promise<ModelCache>): void {
  describe(`${name} as ModelCache`, () => {
    it("finds what was saved", async () => {
      const cache = await open();
      const answer = { invoiceNumber: "Ünïcode \u{1F4DA} \u0000", taxes: [], iban: null };
      await cache.save("answer", "key", answer);
      await cache.save("embedding", "text", [0.25, -1]);

      expect(await cache.find("answer", "key")).toEqual(answer);
      expect(await cache.find("embedding", "text")).toEqual([0.25, -1]);
    });

    it("finds nothing where nothing was saved", async () => {
      const cache = await open();
      await cache.save("answer", "key", "kept");

      expect(await cache.find("answer", "Key")).toBeUndefined();
      expect(await cache.find("answer", "")).toBeUndefined();
    });

    it("keeps answers and embeddings apart", async () => {
      const cache = await open();
      await cache.save("answer", "key", "an answer");
      expect(await cache.find("embedding", "key")).toBeUndefined();

      await cache.save("embedding", "key", [1]);
      expect(await cache.find("answer", "key")).toBe("an answer");
    });

    it("keeps the first value of a key", async () => {
      const cache = await open();
      await cache.save("answer", "key", "first");
      await cache.save("answer", "key", "second");

      expect(await cache.find("answer", "key")).toBe("first");
    });

    it("keeps a value of `null`, and none that is no JSON", async () => {
      const cache = await open();
      await cache.save("answer", "null", null);
      await cache.save("answer", "undefined", undefined);
      await cache.save("answer", "undefined", "later");

      expect(await cache.find("answer", "null")).toBeNull();
      expect(await cache.find("answer", "undefined")).toBe("later");
    });

    it("does not keep a value beyond the bound", async () => {
      const cache = await open();
      const quotes = 2;
      await cache.save("answer", "long", "x".repeat(modelCacheValueCharsMax - quotes));
      await cache.save("answer", "too long", "x".repeat(modelCacheValueCharsMax - quotes + 1));

      expect(await cache.find("answer", "long")).toHaveLength(modelCacheValueCharsMax - quotes);
      expect(await cache.find("answer", "too long")).toBeUndefined();
    });

    it("is not changed by what a caller does to a value", async () => {
      const cache = await open();
      const value = { totals: ["119.00"] };
      await cache.save("answer", "key", value);
      value.totals.push("0.00");

      expect(await cache.find("answer", "key")).toEqual({ totals: ["119.00"] });
    });
  });
}
