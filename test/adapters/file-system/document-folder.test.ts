import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createFileSystemDocumentFolder } from "#src/adapters/file-system/document-folder.ts";
import { FileUnreadable } from "#src/errors.ts";
import { InputNotFound } from "#src/ports/document-folder.ts";

const run = promisify(execFile);
const documents = createFileSystemDocumentFolder();
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "fanfold-folder-"));
  for (const file of ["b.xml", "a.xml", "sub/c.pdf", "sub/deep/d.txt", ".hidden", ".git/config"]) {
    await mkdir(path.dirname(path.join(folder, file)), { recursive: true });
    await writeFile(path.join(folder, file), file);
  }
});
afterEach(async () => await rm(folder, { recursive: true, force: true }));

const list = async (paths: readonly string[], exclude: readonly string[] = []) =>
  (await documents.list(paths, { exclude })).map(({ file }) => file);
const at = (file: string): string => path.join(folder, file);

describe("listing documents", () => {
  it("takes a folder with everything below it, in order, without hidden files", async () => {
    expect(await list([folder])).toEqual(["a.xml", "b.xml", "sub/c.pdf", "sub/deep/d.txt"]);
  });

  it("names files relative to the folder all inputs share", async () => {
    expect(await list([at("sub/deep"), at("a.xml")])).toEqual(["a.xml", "sub/deep/d.txt"]);
  });

  it("takes glob patterns", async () => {
    expect(await list([at("**/*.xml")])).toEqual(["a.xml", "b.xml"]);
  });

  it("lists a file once, however often it is named", async () => {
    expect(await list([folder, at("a.xml"), at("*.xml")])).toHaveLength(4);
  });

  it("leaves out what is not a document", async () => {
    expect(await list([folder], [at("sub"), at("b.xml")])).toEqual(["a.xml"]);
  });

  it("does not follow links to folders, which could lead in a circle", async () => {
    await symlink(folder, at("loop"));
    await symlink(at("a.xml"), at("link.xml"));
    expect(await list([folder])).toEqual([
      "a.xml",
      "b.xml",
      "link.xml",
      "sub/c.pdf",
      "sub/deep/d.txt",
    ]);
  });

  it("refuses a path that does not exist, by name", async () => {
    await expect(list([at("missing")])).rejects.toThrow(InputNotFound);
    await expect(list([at("missing")])).rejects.toThrow(/missing/);
  });

  it("refuses a path that is neither a file nor a folder", async () => {
    await run("mkfifo", [at("pipe")]);
    for (const special of ["/dev/zero", at("pipe")]) {
      await expect(list([special])).rejects.toThrow(InputNotFound);
      await expect(list([special])).rejects.toThrow(/is not a file/);
    }
  });

  it("lists a file whose name is not UTF-8, to be found unreadable", async () => {
    const name = Buffer.concat([
      Buffer.from(`${folder}/sub/r`),
      Buffer.of(0xff),
      Buffer.from(".xml"),
    ]);
    await writeFile(name, "a bill");
    const [listed] = await documents.list([at("sub/*.xml")], { exclude: [] });
    expect(listed).toMatchObject({ file: "r\uFFFD.xml", sizeBytes: 0 });
    await expect(documents.identify(listed!)).rejects.toThrow(/rename it/);
  });

  it("names a file so that results can be kept under its name", async () => {
    for (const name of ["__proto__", "constructor", "prototype"]) {
      await writeFile(at(name), "a bill");
      await writeFile(at(`sub/${name}`), "a bill");
      expect(await list([at(`**/${name}`)])).toEqual([`./${name}`, `sub/${name}`]);
    }
  });

  it("refuses a pattern that matches nothing", async () => {
    await expect(list([at("*.docx")])).rejects.toThrow(/no file matches/);
  });
});

describe("identifying a document", () => {
  it("gives the same bytes the same id, wherever they lie", async () => {
    await writeFile(at("copy.xml"), "a.xml");
    const listed = await documents.list([at("a.xml"), at("copy.xml")], { exclude: [] });
    const ids = await Promise.all(
      listed.map(async (file) => (await documents.identify(file)).documentId),
    );
    expect(ids[0]).toBe(ids[1]);
    expect(ids[0]).toMatch(/^sha256:[0-9a-f]{64}$/);
  });

  it("says which file cannot be read", async () => {
    const gone = { file: "gone.xml", path: at("gone.xml"), sizeBytes: 1 };
    await expect(documents.identify(gone)).rejects.toThrow(FileUnreadable);
    await expect(documents.identify(gone)).rejects.toThrow(/gone\.xml cannot be read: there is no/);
  });

  it.each([
    ["a folder", "sub"],
    ["not a file", "/dev/zero"],
  ])("says that what is named is %s", async (what, file) => {
    const special = { file, path: path.resolve(folder, file), sizeBytes: 0 };
    await expect(documents.identify(special)).rejects.toThrow(FileUnreadable);
    await expect(documents.identify(special)).rejects.toThrow(what);
  });

  it("gives an empty file an id too", async () => {
    await writeFile(at("empty"), "");
    const empty = { file: "empty", path: at("empty"), sizeBytes: 0 };
    const { documentId } = await documents.identify(empty);
    expect(documentId).toBe(`sha256:${createHash("sha256").digest("hex")}`);
  });

  it("stops for a caller who gives up", async () => {
    const file = { file: "a.xml", path: at("a.xml"), sizeBytes: 5 };
    const reason = new Error("given up");
    await expect(documents.identify(file, AbortSignal.abort(reason))).rejects.toBe(reason);
  });
});
