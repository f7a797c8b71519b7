import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readBytes } from "#src/adapters/file-system/read-bytes.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "fanfold-bytes-"));
  await mkdir(path.join(folder, "folder"));
  await writeFile(path.join(folder, "file"), "Invoice 17");
});
afterEach(async () => await rm(folder, { recursive: true, force: true }));

const read = async (file: string, fileSizeBytesMax = 1_000) =>
  readBytes(path.resolve(folder, file), { fileSizeBytesMax });

describe("reading the bytes of a file", () => {
  it("gives all of them", async () => {
    expect(Buffer.from(await read("file")).toString()).toBe("Invoice 17");
  });

  it("is refused for a file larger than the limit", async () => {
    await expect(read("file", 9)).rejects.toMatchObject({ code: "document.too_large" });
  });

  it.each([
    ["missing", "no file of this name"],
    ["folder", "a folder"],
    ["/dev/zero", "not a file"],
  ])("of %s fails: %s", async (file, reason) => {
    await expect(read(file)).rejects.toMatchObject({
      code: "file.unreadable",
      message: expect.stringContaining(reason),
      isTransient: false,
    });
  });
});
