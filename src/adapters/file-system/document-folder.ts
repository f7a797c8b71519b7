import { createHash } from "node:crypto";
import type { Dirent } from "node:fs";
import { access, constants, type FileHandle, lstat, readdir, stat } from "node:fs/promises";
import path from "node:path";
import {
  compareFiles,
  type InputDocument,
  isPartName,
  type PageRange,
} from "#src/domain/document.ts";
import { isReservedName } from "#src/domain/reserved-name.ts";
import { FileUnreadable } from "#src/errors.ts";
import { type DocumentFolder, InputNotFound, type ListedFile } from "#src/ports/document-folder.ts";
import { retryTransient } from "#src/resilience/retry-transient.ts";
import { type Confinement, unconfined } from "./input-root.ts";
import { asUnreadable, openFile, systemCode } from "./open-file.ts";

/** Files one listing takes; beyond it the input is named by mistake (a whole disk). */
const listedFilesMax = 1_000_000;

/** Folders inside folders that are followed. */
const folderDepthMax = 64;

const hashedBytesAtOnce = 256 * 1024;

/** A file system that is busy for a moment must not cost a document. */
const identifyRetries = { attemptsMax: 3, backoffMsMin: 50 } as const;

/** Documents in folders of this machine; those a confinement lets through. */
export function createFileSystemDocumentFolder(
  confinement: Confinement = unconfined,
): DocumentFolder {
  return {
    async list(paths, { exclude }) {
      const excluded = new Set(exclude.map((entry) => confinement.resolve(entry)));
      const roots = await Promise.all(paths.map(async (given) => await rootOf(given, confinement)));
      const base = sharedFolder(roots.map(({ folder }) => folder));
      const found = new Map<string, ListedFile>();
      for (const root of roots) {
        const files = await filesOf(root, { excluded, confinement });
        if (root.pattern !== undefined && files.length === 0) {
          throw new InputNotFound(`no file matches ${root.given}`);
        }
        for (const absolute of files) {
          if (found.size >= listedFilesMax) throw tooMany();
          const sizeBytes = (await confinement.isInside(absolute)) ? await sizeOf(absolute) : 0;
          found.set(absolute, { file: nameOf(absolute, base), path: absolute, sizeBytes });
        }
      }
      return [...found.values()].toSorted((a, b) => compareFiles(a.file, b.file));
    },

    identify: async (file, signal) =>
      await retryTransient(
        async () => await identify(file, confinement, signal),
        identifyRetries,
        signal,
      ),
  };
}

async function identify(
  { pages, ...file }: ListedFile,
  confinement: Confinement,
  signal: AbortSignal | undefined,
): Promise<InputDocument> {
  signal?.throwIfAborted();
  const absolute = confinement.resolve(file.path);
  if (!(await confinement.isInside(absolute))) throw leadsOut(file);
  const { handle, sizeBytes } = await openFile(absolute);
  try {
    // Asked again of the open file: what was looked at before may have been changed since.
    if (!(await confinement.isOpenedInside(handle, absolute))) throw leadsOut(file);
    const digest = await hashOf(handle, sizeBytes, signal);
    const fileId = `sha256:${digest}`;
    const found = { ...file, path: await confinement.placeOf(absolute), sizeBytes };
    if (pages === undefined) return { ...found, documentId: fileId };
    return { ...found, documentId: partId(fileId, pages), part: { ...pages, fileId } };
  } catch (error) {
    if (signal?.aborted === true) throw error;
    throw asUnreadable(absolute, error);
  } finally {
    await handle.close();
  }
}

/** Parts of the same file differ, and the same part of two copies does not. */
function partId(fileId: string, { first, last }: PageRange): string {
  const digest = createHash("sha256").update(`${fileId}#page=${first}-${last}`).digest("hex");
  return `sha256:${digest}`;
}

const leadsOut = ({ file }: ListedFile): FileUnreadable =>
  new FileUnreadable(`${file} cannot be read: it leads out of the input folder; copy it there`, {
    isTransient: false,
  });

/** A file that grows while it is hashed ends where it did when it was opened. */
async function hashOf(
  handle: FileHandle,
  sizeBytes: number,
  signal: AbortSignal | undefined,
): Promise<string> {
  const hash = createHash("sha256");
  const buffer = new Uint8Array(Math.min(sizeBytes, hashedBytesAtOnce));
  let hashed = 0;
  while (hashed < sizeBytes) {
    signal?.throwIfAborted();
    const { bytesRead } = await handle.read(buffer, 0, buffer.length, hashed);
    if (bytesRead === 0) break;
    hash.update(buffer.subarray(0, Math.min(bytesRead, sizeBytes - hashed)));
    hashed += bytesRead;
  }
  return hash.digest("hex");
}

/** A file that is gone, or whose name is not UTF-8 and so cannot be asked for, is listed all the same: its worker says why. */
const sizeOf = async (absolute: string): Promise<number> =>
  await stat(absolute).then(
    ({ size }) => size,
    () => 0,
  );

/**
 * Results are kept in objects by this name: an object takes some for something else, and a server refuses to store them. A file
 * that is called like a part of another would take its place.
 */
function nameOf(absolute: string, base: string): string {
  const file = path.relative(base, absolute).split(path.sep).join("/");
  return isReservedName(file) || isPartName(file) ? `./${file}` : file;
}

type Root = {
  readonly given: string;
  /** Folder that `file` names are relative to if this is the only input. */
  readonly folder: string;
  /** A single file. */
  readonly single?: string;
  /** Glob pattern, absolute. */
  readonly pattern?: string;
};

async function rootOf(given: string, confinement: Confinement): Promise<Root> {
  const absolute = confinement.resolve(given);
  await confinement.assertInside(given);
  const entry = await stat(absolute).catch((error: unknown) => {
    if (systemCode(error) !== "ENOENT") throw notListed(given, error);
    if (/[*?[{]/.test(given)) return undefined;
    throw new InputNotFound(`no such file or folder: ${given}`, { cause: error });
  });
  if (entry === undefined) return { given, folder: fixedFolder(absolute), pattern: absolute };
  if (entry.isDirectory()) return { given, folder: absolute };
  if (!entry.isFile()) {
    throw new InputNotFound(`${given} is not a file; name a file, a folder or a pattern`);
  }
  await access(absolute, constants.R_OK).catch((error: unknown) => {
    throw notListed(given, error);
  });
  return { given, folder: path.dirname(absolute), single: absolute };
}

/** The part of a pattern before its first wildcard, as a folder. */
function fixedFolder(pattern: string): string {
  const parts = pattern.split(path.sep);
  const wild = parts.findIndex((part) => /[*?[{]/.test(part));
  return parts.slice(0, wild).join(path.sep) || path.sep;
}

type Allowed = { readonly excluded: ReadonlySet<string>; readonly confinement: Confinement };

async function filesOf(root: Root, allowed: Allowed): Promise<string[]> {
  if (root.single !== undefined) return allowed.excluded.has(root.single) ? [] : [root.single];
  const files = await walk(root.folder, { allowed, depth: 0 });
  const { pattern } = root;
  return pattern === undefined ? files : files.filter((file) => path.matchesGlob(file, pattern));
}

async function walk(
  folder: string,
  { allowed, depth, files = [] }: { allowed: Allowed; depth: number; files?: string[] },
): Promise<string[]> {
  if (depth > folderDepthMax) {
    throw new InputNotFound(`${folder} lies more than ${folderDepthMax} folders deep`);
  }
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: unknown) => {
    throw notListed(folder, error);
  });
  for (const entry of entries) {
    const absolute = path.join(folder, entry.name);
    if (entry.name.startsWith(".") || allowed.excluded.has(absolute)) continue;
    if (entry.isDirectory()) await walk(absolute, { allowed, depth: depth + 1, files });
    else if (entry.isFile() || (await isLinkToFile(entry, absolute, allowed))) files.push(absolute);
    if (files.length > listedFilesMax) throw tooMany();
  }
  return files;
}

/** A link to a file is a document; a link to a folder could lead in a circle; a dead link is nothing. */
async function isLinkToFile(
  entry: Dirent,
  absolute: string,
  { confinement }: Allowed,
): Promise<boolean> {
  if (!entry.isSymbolicLink()) return false;
  try {
    // Nothing is asked of what lies outside; whoever opens it says that it leads there.
    if (!(await confinement.isInside(absolute))) return true;
    return (await stat(absolute)).isFile();
  } catch (error) {
    // What cannot be looked at may be a document: its worker says what is wrong with it.
    return systemCode(error) !== "ENOENT" || !(await isThere(absolute));
  }
}

const isThere = async (absolute: string): Promise<boolean> =>
  await lstat(absolute).then(
    () => true,
    () => false,
  );

function sharedFolder(folders: readonly string[]): string {
  const [first = path.sep, ...rest] = folders;
  let shared = first;
  while (!rest.every((folder) => folder === shared || folder.startsWith(withSeparator(shared)))) {
    shared = path.dirname(shared);
  }
  return shared;
}

const withSeparator = (folder: string): string =>
  folder.endsWith(path.sep) ? folder : folder + path.sep;

const notListed = (given: string, cause: unknown): InputNotFound =>
  new InputNotFound(
    `cannot read ${given}: ${systemCode(cause) ?? "error"}; check its permissions`,
    {
      cause,
    },
  );

const tooMany = (): InputNotFound =>
  new InputNotFound(`over ${listedFilesMax} files; name a smaller folder`);
