import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeText } from "#src/reading/decode-text.ts";
import { decodeXml } from "#src/reading/decode-xml.ts";

describe("The text of a file", () => {
  it("is read back from UTF-8 and UTF-16, whatever it says", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme-ascii", minLength: 4 }), (text) => {
        expect(decodeText(Buffer.from(`\ufeff${text}`, "utf8"))).toBe(text);
        expect(decodeText(Buffer.from(`\ufeff${text}`, "utf16le"))).toBe(text);
        expect(decodeText(Buffer.from(`\ufeff${text}`, "utf16le").swap16())).toBe(text);
        expect(decodeText(Buffer.from(text, "utf16le"))).toBe(text);
      }),
    );
  });

  it("is Windows-1252 where it is not UTF-8", () => {
    expect(decodeText(Buffer.from("Stra\xdfe 10,00 \x80", "latin1"))).toBe("Straße 10,00 €");
  });
});

describe("The characters of an XML file", () => {
  const xml = (encoding: string): string =>
    `<?xml version="1.0" encoding="${encoding}"?><n>Größe €</n>`;

  it.each(["UTF-8", "utf-8", "UTF8"])("follow the declaration %s", (encoding) => {
    expect(decodeXml(Buffer.from(xml(encoding)))).toContain("Größe €");
  });

  it.each(["ISO-8859-1", "iso-8859-15", "windows-1252", "latin1"])(
    "follow the single-byte declaration %s",
    (encoding) => {
      const bytes = Buffer.from(
        `<?xml version="1.0" encoding="${encoding}"?><n>Gr\xf6\xdfe</n>`,
        "latin1",
      );

      expect(decodeXml(bytes)).toContain("Größe");
    },
  );

  it("follow the byte order mark before the declaration", () => {
    expect(decodeXml(Buffer.from(`\ufeff${xml("UTF-8")}`, "utf16le"))).toContain("Größe €");
  });

  it("are UTF-8 where the declaration claims UTF-16 but was written in single bytes", () => {
    expect(decodeXml(Buffer.from(xml("UTF-16")))).toContain("Größe €");
  });

  it.each([
    ["bytes that are not in the encoding", Buffer.from("<n>Gr\xf6\xdfe</n>", "latin1")],
    ["an unknown encoding", Buffer.from(xml("x-klingon"))],
  ])("are refused for %s", (_, bytes) => {
    expect(() => decodeXml(bytes)).toThrow(
      expect.objectContaining({ code: "document.xml_malformed" }),
    );
  });
});
