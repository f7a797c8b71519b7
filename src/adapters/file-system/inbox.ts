import { createHash, randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import {
  lstat,
  mkdir,
  readdir,
  rename,
  rm,
  stat,
  symlink,
  utimes,
  writeFile,
} from "node:fs/promises";
import path from "node:path";
import { type Inbox, InboxFull, type InlineDocument } from "#src/ports/inbox.ts";
import { systemCode } from "./open-file.ts";

type InboxOptions = {
  readonly folder: string;
  /** All documents together. */
  readonly sizeBytesMax: number;
  /** Files of all deliveries together, links included: tiny documents must not use up what a disk holds of files. */
  readonly filesMax?: number;
  readonly now: () => number;
};

/** Long enough for a batch, and for a call that is repeated after a failure. */
const keptMs = 24 * 60 * 60 * 1_000;
const pruneEveryMs = 60 * 60 * 1_000;

type Kept = { readonly sizeBytes: number; readonly files: number; readonly keptAtMs: number };

/** What one folder of the inbox holds. */
type Delivery = {
  readonly name: string;
  readonly sizeBytes: number;
  readonly files: number;
  /** Writes it into an empty folder. */
  readonly write: (folder: string) => Promise<void>;
};

/**
 * Documents that came inside requests. Each lies in a folder named for its content and name, so that it is the same document
 * whatever it came with; several that came together are linked to from a folder of theirs.
 */
export function openInbox(options: InboxOptions): Inbox & { close(): void } {
  const { folder, sizeBytesMax, filesMax = 100_000, now } = options;
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
    const deliveries = deliveriesOf(documents);
    // Another server of the same inbox, or a person, may have cleared some away.
    for (const { name } of deliveries) if (!existsSync(path.join(folder, name))) kept.delete(name);
    assertRoom(deliveries.filter(({ name }) => !kept.has(name)));
    let target = folder;
    for (const { name, sizeBytes, files, write } of deliveries) {
      target = path.join(folder, name);
      if (!kept.has(name)) await deliver(target, write);
      const keptAtMs = now();
      await utimes(target, keptAtMs / 1_000, keptAtMs / 1_000);
      kept.delete(name);
      kept.set(name, { sizeBytes, files, keptAtMs });
    }
    return target;
  }

  function assertRoom(fresh: readonly Delivery[]): void {
    const all = [...kept.values(), ...fresh];
    const sizeBytes = all.reduce((sum, entry) => sum + entry.sizeBytes, 0);
    if (sizeBytes > sizeBytesMax) throw full(`${sizeBytesMax} bytes (FANFOLD_INBOX_MB_MAX)`);
    const files = all.reduce((sum, entry) => sum + entry.files, 0);
    if (files > filesMax) throw full(`${filesMax} files`);
  }

  const timer = setInterval(() => void inTurn(prune).catch(() => undefined), pruneEveryMs).unref();
  // What an earlier server left is cleared when this one starts; a folder that cannot be read is told of to whoever sends something.
  void inTurn(prune).catch(() => undefined);
  return {
    keep: (documents) => inTurn(async () => await keep(documents)),
    close: () => clearInterval(timer),
  };
}

/** Each document by itself, and what links several together last. */
function deliveriesOf(documents: readonly InlineDocument[]): readonly Delivery[] {
  const singles = documents.map(({ name, content }) => ({
    name: createHash("sha256").update(JSON.stringify(name)).update(content).digest("hex"),
    sizeBytes: content.byteLength,
    files: 1,
    write: async (folder: string) =>
      await writeFile(path.join(folder, name), content, { flag: "wx", mode: 0o600 }),
  }));
  if (singles.length === 1) return singles;
  const targets = singles.map(({ name }, index) => ({ name, file: documents[index]?.name ?? "" }));
  const hash = createHash("sha256");
  for (const { name } of singles.toSorted((a, b) => (a.name < b.name ? -1 : 1))) hash.update(name);
  const links: Delivery = {
    name: hash.digest("hex"),
    sizeBytes: 0,
    files: targets.length,
    write: async (folder) => {
      for (const { name, file } of targets) {
        await symlink(path.join("..", name, file), path.join(folder, file));
      }
    },
  };
  return [...singles, links];
}

/** Whole or not at all: a folder that is there holds all of its delivery. */
async function deliver(target: string, write: Delivery["write"]): Promise<void> {
  const arriving = `${target}.${randomUUID()}`;
  await mkdir(arriving, { recursive: true, mode: 0o700 });
  try {
    await write(arriving);
    await rename(arriving, target).catch((error: unknown) => {
      // Another server of the same ledger was quicker with the same documents.
      if (!["EEXIST", "ENOTEMPTY"].includes(systemCode(error) ?? "")) throw error;
    });
  } finally {
    await rm(arriving, { recursive: true, force: true });
  }
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
      files.map(async (file) => (await lstat(path.join(delivery, file))).size),
    );
    const { mtimeMs: keptAtMs } = await stat(delivery);
    const sizeBytes = sizes.reduce((sum, size) => sum + size, 0);
    entries.push([name, { keptAtMs, files: files.length, sizeBytes }]);
  }
  return entries.toSorted(([, a], [, b]) => a.keptAtMs - b.keptAtMs);
}

const full = (most: string): InboxFull =>
  new InboxFull(`documents sent within a day exceed ${most}; send them later, or by path`);
