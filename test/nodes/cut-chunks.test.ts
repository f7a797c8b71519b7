import fc from "fast-check";
import { expect, it } from "vitest";
import type { InputDocument } from "#src/domain/document.ts";
import { cutChunks, sendsMax } from "#src/nodes/cut-chunks.ts";
import { anInputDocument } from "#test/support/an-input-document.ts";

const documents = fc
  .array(fc.tuple(fc.nat({ max: 1_000_000 }), fc.constantFrom("pdf", "xml", "jpg", "txt")), {
    maxLength: 600,
  })
  .map((given) =>
    given.map(([sizeBytes, extension], index) =>
      anInputDocument({ file: `${index}.${extension}`, sizeBytes }),
    ),
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

const orderOf = (all: readonly InputDocument[]): string[] =>
  cutChunks(all, 1).flatMap(([document]) => document?.file ?? []);

it("begins with the largest documents of a kind, whatever order they come in", () => {
  const sizes = { "a.pdf": 1, "b.pdf": 9, "c.jpg": 5, "d.JPG": 6 };
  const all = Object.entries(sizes).map(([file, sizeBytes]) =>
    anInputDocument({ file, sizeBytes }),
  );

  expect(orderOf(all)).toEqual(["b.pdf", "d.JPG", "c.jpg", "a.pdf"]);
});

it("begins with what may take longest to read, be it the smaller file", () => {
  const kilobytes = { "a.xml": 40, "b.txt": 4, "c.pdf": 90, "d.png": 30, "e.xml": 2_000, f: 90 };
  const all = Object.entries(kilobytes).map(([file, size]) =>
    anInputDocument({ file, sizeBytes: size * 1024 }),
  );

  expect(orderOf(all)).toEqual(["c.pdf", "f", "d.png", "e.xml", "b.txt", "a.xml"]);
});
