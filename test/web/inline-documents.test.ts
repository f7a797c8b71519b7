import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isInline, parseInline, plainName } from "#src/web/inline-documents.ts";
import { Refusal } from "#src/web/refusal.ts";

const options = { place: "input.path", name: "document", sizeBytesMax: 1_000 };
const base64 = Buffer.from("<Invoice/>").toString("base64");

describe("a document inside a request", () => {
  it("is a data: URL with its name", () => {
    const { name, content } = parseInline(
      `data:application/xml;name=rechnung%20m%C3%A4rz.xml;base64,${base64}`,
      options,
    );
    expect(name).toBe("rechnung märz.xml");
    expect(Buffer.from(content).toString()).toBe("<Invoice/>");
  });

  it("needs neither type nor name", () => {
    expect(parseInline(`data:;base64,${base64}`, options).name).toBe("document");
  });

  it.each([
    ["data:text/plain,hello", 400],
    ["data:;base64", 400],
    ["data:;base64,", 400],
    ["data:;base64,§§§§", 400],
    [`data:;base64,${"A".repeat(2_000)}`, 413],
  ])("is refused if it is malformed, empty or too large: %s", (url, status) => {
    expect(isInline(url)).toBe(true);
    expect(() => parseInline(url, options)).toThrow(Refusal);
    expect(() => parseInline(url, options)).toThrow(expect.objectContaining({ status }));
  });

  it.each([
    ["../../etc/passwd", "passwd"],
    ["C:\\Users\\a\\b.pdf", "b.pdf"],
    [".env", "env"],
    ["...", ""],
    ["__proto__", ""],
    ["a/constructor", ""],
    ["a\u0000b\n.pdf", "ab.pdf"],
    ["gpj\u202efdp.exe", "gpjfdp.exe"],
  ])("has a plain name: %j is %j", (given, name) => {
    expect(plainName(given)).toBe(name);
  });

  it("never has a name that is a path, hidden or too long", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 400 }), (given) => {
        const name = plainName(given);
        expect(name).not.toMatch(/[/\\]/);
        expect(name.startsWith(".")).toBe(false);
        expect(Buffer.byteLength(name)).toBeLessThanOrEqual(255);
      }),
    );
  });
});
