import { describe, expect, it } from "vitest";
import { documentKind } from "#src/reading/document-kind.ts";

const bytesOf = (text: string): Uint8Array => Buffer.from(text, "latin1");
const kindOf = (text: string): string => documentKind(bytesOf(text)).kind;

describe("The kind of a document", () => {
  it.each([
    ["PNG", "\x89PNG\r\n\x1a\n\0\0\0\rIHDR"],
    ["JPEG", "\xff\xd8\xff\xe0\0\x10JFIF"],
    ["TIFF, little endian", "II*\0\x08\0\0\0"],
    ["TIFF, big endian", "MM\0*\0\0\0\x08"],
    ["WebP", "RIFF\x24\0\0\0WEBPVP8 "],
    ["GIF", "GIF89a\x01\0\x01\0"],
    ["BMP", "BM\x46\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0"],
    ["HEIC", "\0\0\0\x18ftypheic"],
  ])("is an image for %s", (_, start) => {
    expect(kindOf(start)).toBe("image");
  });

  it.each([
    ["a ZIP archive", "PK\x03\x04\x14\0"],
    ["an old Office document", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"],
    ["a gzip archive", "\x1f\x8b\x08\0"],
    ["an RTF document", "{\\rtf1\\ansi Invoice"],
    ["an unknown binary file", "\x01\x02\x03\x04\x05\x06\x07\x08\x0e\x0f abc"],
  ])("is other for %s", (_, start) => {
    expect(kindOf(start)).toBe("other");
  });

  it("is PDF with up to a kilobyte of rubbish before the header", () => {
    expect(kindOf(`rubbish\r\n\r\n%PDF-1.4\n`)).toBe("pdf");
  });

  it.each([
    ["with a declaration", '<?xml version="1.0"?><Invoice/>'],
    ["without one", "<Invoice xmlns='urn:x'>"],
    ["with a prefix", "<rsm:CrossIndustryInvoice>"],
    ["after a byte order mark and blanks", "\xef\xbb\xbf  \n<Invoice/>"],
    ["after a comment", "<!-- made by hand --><Invoice/>"],
    ["as UTF-16", "\xff\xfe<\0I\0n\0v\0/\0>\0"],
    ["as UTF-16 without a mark", "\0<\0I\0n\0v\0o\0i\0c\0e\0/\0>"],
  ])("is XML %s", (_, start) => {
    expect(kindOf(start)).toBe("xml");
  });

  it.each([
    ["by its document type", "<!DOCTYPE html><html>"],
    ["by its root", "\n<HTML lang=en>"],
    ["as XHTML", '<?xml version="1.0"?>\n<html xmlns="http://www.w3.org/1999/xhtml">'],
  ])("is a web page %s", (_, start) => {
    expect(kindOf(start)).toBe("html");
  });

  it("is blank for zero bytes and white space", () => {
    expect(kindOf("\0\0\0\0")).toBe("blank");
    expect(kindOf(" \r\n\t ")).toBe("blank");
  });

  it("is text for letters, in any encoding, with a stray control character", () => {
    expect(kindOf("Rechnung Nr. 17\r\nBetrag 10,00 \x80\r\n\x1b[31m")).toBe("text");
    expect(documentKind(Buffer.from("\ufeffRechnung 17", "utf16le")).kind).toBe("text");
  });

  it("is decided in linear time for a start made to confuse", () => {
    const startedAt = performance.now();

    kindOf("<!---->".repeat(580) + "<x");

    expect(performance.now() - startedAt).toBeLessThan(1_000);
  });
});
