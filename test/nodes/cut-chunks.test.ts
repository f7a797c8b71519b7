import fc from "fast-check";
import { expect, it } from "vitest";
import { cutChunks, sendsMax } from "#src/nodes/cut-chunks.ts";
import { anInputDocument } from "#test/support/an-input-document.ts";

const documents = fc
  .array(fc.nat({ max: 1_000_000 }), { maxLength: 600 })
  .map((sizes) =>
    sizes.map((sizeBytes, index) => anInputDocument({ file: `${index}.pdf`, sizeBytes })),
  );

it("puts every document into exactly one chunk", () => {
  fc.assert(
    fc.property(documents, fc.integer({ min: 1, max: 100 }), (all, chunkSize) => {
      const files = cutChunks(all, chunkSize)
        .flat()
        .map(({ file }) => file);
      expect(files.toSorted()).toEqual(all.map(({ file }) => file).toSorted());
    }),
  );
});

it("never sends more than the engine bears, at the price of larger chunks", () => {
  fc.assert(
    fc.property(documents, (all) => {
      expect(cutChunks(all, 1).length).toBeLessThanOrEqual(sendsMax);
    }),
  );
});

it("begins with the largest documents, whatever order they come in", () => {
  const small = anInputDocument({ file: "small.pdf", sizeBytes: 1 });
  const large = anInputDocument({ file: "large.pdf", sizeBytes: 9 });
  expect(cutChunks([small, large], 1)).toEqual([[large], [small]]);
});
