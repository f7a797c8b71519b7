import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createFileSystemDocumentFolder } from "#src/adapters/file-system/document-folder.ts";
import { confineInputs } from "#src/adapters/file-system/input-root.ts";
import { FileUnreadable } from "#src/errors.ts";
import { InputOutsideRoot } from "#src/ports/input-root.ts";

let home: string;
let at: (file: string) => string;

beforeEach(async () => {
  home = await mkdtemp(path.join(tmpdir(), "fanfold-root-"));
  at = (file) => path.join(home, file);
  for (const file of ["in/a.xml", "in/sub/b.xml", "in/.env", "out/secret.xml", "inbox/1/c.xml"]) {
    await mkdir(path.dirname(at(file)), { recursive: true });
    await writeFile(at(file), file);
  }
  await symlink(at("out/secret.xml"), at("in/link.xml"));
  await symlink(at("out"), at("in/linked"));
  await symlink(at("in/.env"), at("in/env.xml"));
  await symlink(at("in/a.xml"), at("in/within.xml"));
});
afterEach(async () => await rm(home, { recursive: true, force: true }));

const confined = (root: string | undefined = at("in")) =>
  confineInputs({ root, inbox: at("inbox") });
const documents = () => createFileSystemDocumentFolder(confined());
const listed = async (...paths: string[]) =>
  (await documents().list(paths, { exclude: [] })).map(({ file }) => file);

describe("an input root", () => {
  it("takes paths below it, relative to it or absolute, and the inbox", async () => {
    expect(await listed("sub")).toEqual(["b.xml"]);
    expect(await listed(at("in/sub"))).toEqual(["b.xml"]);
    expect(await listed("sub/*.xml")).toEqual(["b.xml"]);
    expect(await listed(at("inbox/1"))).toEqual(["c.xml"]);
  });

  it.each([
    "..",
    "../out/secret.xml",
    "sub/../../out",
    "/etc/passwd",
    "/",
    "../in-other",
    ".env",
    "sub/.hidden/x",
    "../**/*.xml",
    "linked/secret.xml",
    "linked",
    "linked/*.xml",
    "linked/not-there.xml",
    "link.xml",
    "env.xml",
  ])("refuses what leads out of it or is hidden: %s", async (given) => {
    await expect(confined().assertInside(given)).rejects.toThrow(InputOutsideRoot);
    await expect(listed(given)).rejects.toThrow(InputOutsideRoot);
  });

  it.each([
    ["not-there.xml", "file", /no such file or folder: not-there\.xml/],
    ["not-there.xml", "any", /no such file/],
    ["*.docx", "any", /no such file/],
    ["*.xml", "file", /no such file/],
    ["sub", "file", /sub is a folder/],
    ["a.xml/b.xml", "any", /cannot read a\.xml\/b\.xml: ENOTDIR|not below/],
  ] as const)(
    "says before a run is made what cannot be read: %s as %s",
    async (given, kind, why) => {
      await expect(confined().assertReadable(given, kind)).rejects.toThrow(why);
    },
  );

  it("lets through what can be read", async () => {
    for (const given of ["a.xml", "sub", "**/*.xml", ".", at("inbox/1/c.xml")]) {
      await confined().assertReadable(given, "any");
    }
    await confined().assertReadable("within.xml", "file");
  });

  it("takes a document of the inbox for the same one in every delivery, and no link of the folder", async () => {
    await mkdir(at("inbox/2"));
    await symlink("../1/c.xml", at("inbox/2/c.xml"));
    const identify = async (file: string, given: string) =>
      await documents().identify({ file, path: given, sizeBytes: 0 });
    expect(await identify("c.xml", at("inbox/2/c.xml"))).toMatchObject({
      path: at("inbox/1/c.xml"),
    });
    expect(await identify("within.xml", "within.xml")).toMatchObject({ path: at("in/within.xml") });
  });

  it("refuses to leave out what lies elsewhere", async () => {
    await expect(documents().list(["."], { exclude: ["/etc"] })).rejects.toThrow(InputOutsideRoot);
  });

  it("lists links that lead out, asks nothing of their target and opens none", async () => {
    const found = await documents().list(["."], { exclude: [] });
    expect(found.map(({ file }) => file)).toEqual([
      "a.xml",
      "env.xml",
      "link.xml",
      "linked",
      "sub/b.xml",
      "within.xml",
    ]);
    for (const file of found.filter(({ file: name }) =>
      ["env.xml", "link.xml", "linked"].includes(name),
    )) {
      expect(file.sizeBytes).toBe(0);
      await expect(documents().identify(file)).rejects.toThrow(/leads out of the input folder/);
      await expect(documents().identify(file)).rejects.toThrow(FileUnreadable);
    }
  });

  it("opens links that stay inside", async () => {
    const file = { file: "within.xml", path: "within.xml", sizeBytes: 0 };
    expect(await documents().identify(file)).toMatchObject({
      path: at("in/within.xml"),
      sizeBytes: 8,
    });
  });

  it("knows an open file that is not the one inside: a link was changed meanwhile", async () => {
    const { open } = await import("node:fs/promises");
    const opened = await open(at("out/secret.xml"));
    try {
      expect(await confined().isOpenedInside(opened, at("in/a.xml"))).toBe(false);
    } finally {
      await opened.close();
    }
  });

  it("is the inbox alone where none is named", async () => {
    const inboxOnly = confineInputs({ root: undefined, inbox: at("inbox") });
    await expect(inboxOnly.assertInside(at("in/a.xml"))).rejects.toThrow(/FANFOLD_INPUT_ROOT/);
    await expect(inboxOnly.assertInside("1/c.xml")).rejects.toThrow(/FANFOLD_INPUT_ROOT/);
    await inboxOnly.assertInside(at("inbox/1"));
  });
});
