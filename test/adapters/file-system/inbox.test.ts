import { mkdtemp, readdir, readFile, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openInbox } from "#src/adapters/file-system/inbox.ts";
import { InboxFull } from "#src/ports/inbox.ts";

const dayMs = 24 * 60 * 60 * 1_000;
const document = (name: string, text: string) => ({ name, content: Buffer.from(text) });
let home: string;
let nowMs: number;

beforeEach(async () => {
  home = await mkdtemp(path.join(tmpdir(), "fanfold-inbox-"));
  nowMs = Date.now();
});
afterEach(async () => await rm(home, { recursive: true, force: true }));

const open = (sizeBytesMax = 1_000) =>
  openInbox({ folder: path.join(home, "inbox"), sizeBytesMax, now: () => nowMs });
const kept = async () => await readdir(path.join(home, "inbox"));

describe("the inbox", () => {
  it("keeps what came in one request in one folder, under its names", async () => {
    const folder = await open().keep([document("a.xml", "A"), document("b.xml", "B")]);
    expect((await readdir(folder)).toSorted()).toEqual(["a.xml", "b.xml"]);
    expect(await readFile(path.join(folder, "b.xml"), "utf8")).toBe("B");
  });

  it("keeps the same documents once, in whatever order they come", async () => {
    const inbox = open();
    const documents = [document("a.xml", "A"), document("b.xml", "B")];
    const folders = [await inbox.keep(documents), await inbox.keep(documents.toReversed())];
    expect(new Set(folders).size).toBe(1);
    // Each by itself, and what links them together.
    expect(await kept()).toHaveLength(3);
  });

  it("keeps a document in one place, whatever it comes with", async () => {
    const inbox = open();
    const alone = await inbox.keep([document("a.xml", "A")]);
    const together = await inbox.keep([document("a.xml", "A"), document("b.xml", "B")]);
    const place = await realpath(path.join(together, "a.xml"));
    expect(place).toBe(await realpath(path.join(alone, "a.xml")));
  });

  it("takes no more files than a disk has room for, links counted, and says so", async () => {
    const folder = path.join(home, "inbox");
    const inbox = openInbox({ folder, sizeBytesMax: 1_000, filesMax: 4, now: () => nowMs });
    const documents = ["a", "b", "c"].map((name) => document(name, name));
    await expect(inbox.keep(documents)).rejects.toThrow(/exceed 4 files/);
    await expect(inbox.keep(documents)).rejects.toBeInstanceOf(InboxFull);
    expect(await readdir(await inbox.keep(documents.slice(0, 2)))).toEqual(["a", "b"]);
  });

  it("keeps documents anew that somebody else has cleared away", async () => {
    const inbox = open();
    const folder = await inbox.keep([document("a.xml", "A")]);
    await rm(folder, { recursive: true });
    expect(await inbox.keep([document("a.xml", "A")])).toBe(folder);
    expect(await readdir(folder)).toEqual(["a.xml"]);
  });

  it("tells contents apart that make the same bytes in a row", async () => {
    const inbox = open();
    const one = await inbox.keep([document("a", "xy"), document("b", "z")]);
    expect(await inbox.keep([document("a", "x"), document("b", "yz")])).not.toBe(one);
  });

  it("lets documents go after a day, also those an earlier server kept", async () => {
    const first = open();
    await first.keep([document("old.xml", "old")]);
    nowMs += dayMs + 1;
    await first.keep([document("new.xml", "new")]);
    expect(await kept()).toHaveLength(1);
    nowMs += dayMs + 1;
    await open().keep([document("newest.xml", "newest")]);
    expect(await kept()).toHaveLength(1);
  });

  it("takes no more than there is room for, and has room again the next day", async () => {
    const inbox = open(4);
    await inbox.keep([document("a", "123")]);
    await expect(inbox.keep([document("b", "45")])).rejects.toThrow(InboxFull);
    nowMs += dayMs + 1;
    await inbox.keep([document("b", "45")]);
    expect(await kept()).toHaveLength(1);
  });

  it("counts what arrives at the same time", async () => {
    const inbox = open(5);
    const results = await Promise.allSettled(
      ["a", "b", "c"].map(async (name) => await inbox.keep([document(name, `${name}..`)])),
    );
    expect(results.map(({ status }) => status).toSorted()).toEqual([
      "fulfilled",
      "rejected",
      "rejected",
    ]);
  });
});
