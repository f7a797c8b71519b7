import { createHash, randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readdir, rename, rm, stat, utimes, writeFile } from "node:fs/promises";
import path from "node:path";
import { type Inbox, InboxFull, type InlineDocument } from "#src/ports/inbox.ts";
import { systemCode } from "./open-file.ts";

type InboxOptions = {
  readonly folder: string;
  /** All documents together. */
  readonly sizeBytesMax: number;
  readonly now: () => number;
};

/** Long enough for a batch, and for a call that is repeated after a failure. */
const keptMs = 24 * 60 * 60 * 1_000;
const pruneEveryMs = 60 * 60 * 1_000;

type Kept = { readonly sizeBytes: number; readonly keptAtMs: number };

/** Documents that came inside requests, each delivery in a folder named for its content. */
export function openInbox({ folder, sizeBytesMax, now }: InboxOptions): Inbox & { close(): void } {
  /** Oldest first. */
  const kept = new Map<string, Kept>();
  let isRead = false;
  let last: Promise<unknown> = Promise.resolve();

  /** One delivery after another: each counts what those before it left. */
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = last.then(work, work);
    last = turn;
    return turn;
  }

  async function prune(): Promise<void> {
    if (!isRead) for (const [name, entry] of await readKept(folder)) kept.set(name, entry);
    isRead = true;
    for (const [name, { keptAtMs }] of kept) {
      if (now() - keptAtMs < keptMs) return;
      await rm(path.join(folder, name), { recursive: true, force: true });
      kept.delete(name);
    }
  }

  async function keep(documents: readonly InlineDocument[]): Promise<string> {
    await prune();
    const name = nameOf(documents);
    const target = path.join(folder, name);
    // Another server of the same inbox, or a person, may have cleared it away.
    if (!existsSync(target)) kept.delete(name);
    const sizeBytes = documents.reduce((sum, { content }) => sum + content.byteLength, 0);
    const keptBytes = [...kept.values()].reduce((sum, entry) => sum + entry.sizeBytes, 0);
    if (!kept.has(name)) {
      if (keptBytes + sizeBytes > sizeBytesMax) throw full(sizeBytesMax);
      await deliver(documents, target);
    }
    const keptAtMs = now();
    await utimes(target, keptAtMs / 1_000, keptAtMs / 1_000);
    kept.delete(name);
    kept.set(name, { sizeBytes, keptAtMs });
    return target;
  }

  const timer = setInterval(() => void inTurn(prune).catch(() => undefined), pruneEveryMs).unref();
  // What an earlier server left is cleared when this one starts; a folder that cannot be read is told of to whoever sends something.
  void inTurn(prune).catch(() => undefined);
  return {
    keep: (documents) => inTurn(async () => await keep(documents)),
    close: () => clearInterval(timer),
  };
}

/** Whole or not at all: a folder that is there holds every document of its delivery. */
async function deliver(documents: readonly InlineDocument[], target: string): Promise<void> {
  const arriving = `${target}.${randomUUID()}`;
  await mkdir(arriving, { recursive: true, mode: 0o700 });
  try {
    for (const { name, content } of documents) {
      await writeFile(path.join(arriving, name), content, { flag: "wx", mode: 0o600 });
    }
    await rename(arriving, target).catch((error: unknown) => {
      // Another server of the same ledger was quicker with the same documents.
      if (!["EEXIST", "ENOTEMPTY"].includes(systemCode(error) ?? "")) throw error;
    });
  } finally {
    await rm(arriving, { recursive: true, force: true });
  }
}

function nameOf(documents: readonly InlineDocument[]): string {
  const hash = createHash("sha256");
  for (const { name, content } of documents.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    hash.update(JSON.stringify([name, content.byteLength])).update(content);
  }
  return hash.digest("hex");
}

async function readKept(folder: string): Promise<readonly [string, Kept][]> {
  const names = await readdir(folder).catch((error: unknown) => {
    if (systemCode(error) === "ENOENT") return [];
    throw error;
  });
  const entries: [string, Kept][] = [];
  for (const name of names) {
    const delivery = path.join(folder, name);
    const files = await readdir(delivery);
    const sizes = await Promise.all(
      files.map(async (file) => (await stat(path.join(delivery, file))).size),
    );
    const { mtimeMs: keptAtMs } = await stat(delivery);
    entries.push([name, { keptAtMs, sizeBytes: sizes.reduce((sum, size) => sum + size, 0) }]);
  }
  return entries.toSorted(([, a], [, b]) => a.keptAtMs - b.keptAtMs);
}

const full = (sizeBytesMax: number): InboxFull =>
  new InboxFull(
    `documents sent within a day exceed ${sizeBytesMax} bytes; send them later, or by path`,
  );
