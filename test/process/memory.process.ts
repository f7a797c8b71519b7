import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { deflateSync } from "node:zlib";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Outcome } from "#src/domain/outcome.ts";
import { aPdf } from "#test/support/a-pdf.ts";
import { runFanfold } from "#test/support/fanfold-process.ts";

/** Memory of a document, MiB; ordinary ones take up to 100. */
const documentMemoryMb = 160;
/** What a reader of pictures takes beside it, MiB. */
const engineMemoryMb = 1_200;
const ordinary = 12;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "fanfold-memory-"));
  await mkdir(path.join(folder, "in"));
});
afterAll(async () => await rm(folder, { recursive: true, force: true }));

const write = async (file: string, content: Uint8Array): Promise<void> =>
  await writeFile(path.join(folder, "in", file), content);

/** A page of a million lines and a word nobody sees, so that each is looked at: a hundred kilobytes. */
const lines = async (): Promise<Uint8Array> =>
  await aPdf({
    drawn: [
      (page) => page.addContent("BT 3 Tr (x) Tj ET").addContent("0 0 m 1 1 l S ".repeat(1_000_000)),
    ],
  });

/** A TIFF that says it is of 100 x 100 pixels, whose one strip unpacks to more than a reader of pictures may take. */
function picture(): Uint8Array {
  const strip = deflateSync(Buffer.alloc((documentMemoryMb + engineMemoryMb) * 1024 * 1024), {
    level: 1,
  });
  const tags = [
    [256, 100],
    [257, 100],
    [258, 1],
    [259, 8],
    [262, 1],
    [273, 8],
    [277, 1],
    [278, 100],
    [279, strip.length],
  ] as const;
  const at = 8 + strip.length + (strip.length % 2);
  const file = Buffer.alloc(at + 2 + tags.length * 12 + 4);
  file.write("II*\0", "latin1");
  file.writeUInt32LE(at, 4);
  strip.copy(file, 8);
  file.writeUInt16LE(tags.length, at);
  for (const [index, [tag, value]] of tags.entries()) {
    const entry = at + 2 + index * 12;
    file.writeUInt16LE(tag, entry);
    file.writeUInt16LE(4, entry + 2);
    file.writeUInt32LE(1, entry + 4);
    file.writeUInt32LE(value, entry + 8);
  }
  return file;
}

it("ends what takes too much memory with a clear code, and decides all others", async () => {
  for (let index = 0; index < ordinary; index += 1) {
    const page = [
      "Harfenbau Welle GmbH, Saitengasse 4, 34117 Kassel",
      `Invoice no. R-2026-${100 + index}`,
      "Date 2026-03-01",
      "Total 119.00 EUR",
    ];
    await write(`${index}.pdf`, await aPdf({ pages: [page] }));
  }
  await write("lines 1.pdf", await lines());
  await write("lines 2.pdf", Buffer.concat([await lines(), Buffer.from("\n")]));
  await write("picture.tif", picture());

  const { code, stderr } = await runFanfold(["process", "in", "--out", "out"], {
    cwd: folder,
    env: {
      FANFOLD_ANALYSIS: "rules",
      FANFOLD_HOME: path.join(folder, "home"),
      FANFOLD_DOCUMENT_MEMORY_MB_MAX: String(documentMemoryMb),
    },
  });

  expect(code, stderr).toBe(1);
  const text = await readFile(path.join(folder, "out/results.jsonl"), "utf8");
  const outcomes = text
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Outcome);
  const ended = outcomes.filter(({ error }) => error !== undefined);
  expect(ended.map(({ file, error }) => [file, error?.code])).toEqual([
    ["lines 1.pdf", "document.out_of_memory"],
    ["lines 2.pdf", "document.out_of_memory"],
    ["picture.tif", "document.out_of_memory"],
  ]);
  expect(outcomes.filter(({ decision }) => decision !== undefined)).toHaveLength(ordinary);
});
