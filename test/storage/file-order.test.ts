import * as fc from "fast-check";
import { expect, it } from "vitest";
import { compareFiles } from "#src/domain/document.ts";

it("orders files by the bytes of their UTF-8", () => {
  const text = fc.string({ unit: "binary" });
  fc.assert(
    fc.property(text, text, (left, right) => {
      expect(Math.sign(compareFiles(left, right))).toBe(
        Buffer.compare(Buffer.from(left), Buffer.from(right)),
      );
    }),
    {
      examples: [
        ["\u{1F600}", "\u{FF5E}"],
        ["a", "a/b"],
        ["\u{1F600}", "\u{1F601}"],
      ],
    },
  );
});
