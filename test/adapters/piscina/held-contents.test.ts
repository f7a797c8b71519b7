import { describe, expect, it } from "vitest";
import { holdContents } from "#src/adapters/piscina/held-contents.ts";
import type { DocumentContent } from "#src/domain/reading.ts";
import { createFakeDocumentReader } from "#test/fakes/fake-document-reader.ts";
import { textContent } from "#test/extraction/model/an-answer.ts";
import { anInputDocument } from "#test/support/an-input-document.ts";

const options = { ignoreEmbeddedXml: false };
const fourWords = textContent("one two three four");
const picture: DocumentContent = { kind: "image", images: [] };

function aReader(contents: Record<string, DocumentContent>, wordsMax = 100) {
  const reader = createFakeDocumentReader({}, contents);
  const held = holdContents(reader, { wordsMax });
  const ask = async (file: string, documentId = anInputDocument({ file }).documentId) =>
    await held.content({ ...anInputDocument({ file }), documentId }, options);
  return { ask, shown: reader.shown };
}

const idOf = (digit: string): string => `sha256:${digit.repeat(64)}`;

describe("contents that are held", () => {
  it("are read once for the two who ask for them", async () => {
    const { ask, shown } = aReader({ a: fourWords });

    expect(await ask("a")).toEqual(fourWords);
    expect(await ask("a")).toEqual(fourWords);

    expect(shown).toEqual(["a"]);
  });

  it("are let go once both had them", async () => {
    const { ask, shown } = aReader({ a: fourWords });

    for (let time = 0; time < 3; time += 1) await ask("a");

    expect(shown).toEqual(["a", "a"]);
  });

  it("are those of the content that is asked for, not of the name", async () => {
    const { ask, shown } = aReader({ a: fourWords });

    await ask("a", idOf("1"));
    await ask("a", idOf("2"));

    expect(shown).toEqual(["a", "a"]);
  });

  it("are let go oldest first when there are too many words", async () => {
    const { ask, shown } = aReader({ a: fourWords, b: fourWords, c: fourWords }, 8);

    await ask("a", idOf("a"));
    await ask("b", idOf("b"));
    await ask("c", idOf("c"));
    await ask("b", idOf("b"));
    await ask("a", idOf("a"));

    expect(shown).toEqual(["a", "b", "c", "a"]);
  });

  it("are no pictures", async () => {
    const { ask, shown } = aReader({ a: picture });

    await ask("a");
    await ask("a");

    expect(shown).toEqual(["a", "a"]);
  });
});
