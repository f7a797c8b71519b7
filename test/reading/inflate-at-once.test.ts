import { deflateRawSync, deflateSync, gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { inflateAtOnce } from "#src/reading/inflate-at-once.ts";
import { readPdf } from "#src/reading/read-pdf.ts";
import { defaultReadingLimits } from "#src/domain/reading-limits.ts";
import { aPdf } from "#test/support/a-pdf.ts";

const original = globalThis.DecompressionStream;
beforeAll(inflateAtOnce);
afterAll(() => {
  globalThis.DecompressionStream = original;
});

/** What a stream gives for pieces written to it. */
async function unpacked(
  format: "deflate" | "deflate-raw" | "gzip",
  pieces: readonly Uint8Array[],
): Promise<string> {
  const { readable, writable } = new DecompressionStream(format);
  const writer = writable.getWriter();
  const written = Promise.all([...pieces.map((piece) => writer.write(piece)), writer.close()]);
  const [text] = await Promise.all([new Response(readable).text(), written]);
  return text;
}

describe("a stream that is unpacked at once", () => {
  const text = "Invoice R-2026-19 ".repeat(5_000);

  it.each([
    ["deflate" as const, deflateSync],
    ["deflate-raw" as const, deflateRawSync],
    ["gzip" as const, gzipSync],
  ])("gives what was packed as %s, in one piece or several", async (format, pack) => {
    const packed = pack(text);

    expect(await unpacked(format, [packed])).toBe(text);
    expect(await unpacked(format, [packed.subarray(0, 7), packed.subarray(7)])).toBe(text);
  });

  it("fails when it is cut off, so that whoever reads it takes what there is", async () => {
    const packed = deflateSync(text);

    await expect(unpacked("deflate", [packed.subarray(0, -8)])).rejects.toThrow("unexpected end");
  });

  it("fails when it grows beyond what one stream may hold", async () => {
    const bomb = deflateSync(new Uint8Array(65 * 1024 * 1024));

    await expect(unpacked("deflate", [bomb])).rejects.toThrow("larger than");
  });

  it("gives pdf.js the same page as Node's own", async () => {
    const bytes = await aPdf();
    const read = async () =>
      await readPdf(bytes, { ignoreEmbeddedXml: false, limits: defaultReadingLimits });
    const atOnce = await read();
    globalThis.DecompressionStream = original;

    expect(atOnce.pages[0]?.rows.length).toBeGreaterThan(0);
    expect(atOnce).toEqual(await read());
  });
});
