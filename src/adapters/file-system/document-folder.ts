import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { access, constants, lstat, readdir, stat } from "node:fs/promises";
import path from "node:path";
import { compareFiles, type InputDocument } from "#src/domain/document.ts";
import { FileUnreadable } from "#src/errors.ts";
import { type DocumentFolder, InputNotFound, type ListedFile } from "#src/ports/document-folder.ts";
import { retryTransient } from "#src/resilience/retry-transient.ts";

/** Files one listing takes; beyond it the input is named by mistake (a whole disk). */
const listedFilesMax = 1_000_000;

/** Folders inside folders that are followed. */
const folderDepthMax = 64;

/** A file system that is busy for a moment must not cost a document. */
const identifyRetries = { attemptsMax: 3, backoffMsMin: 50 } as const;

const transientCodes = new Set([
  "EMFILE",
  "ENFILE",
  "EBUSY",
  "EAGAIN",
  "EIO",
  "ETIMEDOUT",
  "ESTALE",
]);

/** Documents in folders of this machine. */
export function createFileSystemDocumentFolder(): DocumentFolder {
  return {
    async list(paths, { exclude }) {
      const excluded = new Set(exclude.map((entry) => path.resolve(entry)));
      const roots = await Promise.all(paths.map(rootOf));
      const base = sharedFolder(roots.map(({ folder }) => folder));
      const found = new Map<string, ListedFile>();
      for (const root of roots) {
        const files = await filesOf(root, excluded);
        if (root.pattern !== undefined && files.length === 0) {
          throw new InputNotFound(`no file matches ${root.given}`);
        }
        for (const absolute of files) {
          if (found.size >= listedFilesMax) throw tooMany();
          const { size } = await stat(absolute);
          const file = path.relative(base, absolute).split(path.sep).join("/");
          found.set(absolute, { file, path: absolute, sizeBytes: size });
        }
      }
      return [...found.values()].toSorted((a, b) => compareFiles(a.file, b.file));
    },

    identify: async (file, signal) =>
      await retryTransient(async () => await identify(file, signal), identifyRetries, signal),
  };
}

async function identify(file: ListedFile, signal: AbortSignal | undefined): Promise<InputDocument> {
  const hash = createHash("sha256");
  let sizeBytes = 0;
  try {
    const options = signal === undefined ? {} : { signal };
    for await (const chunk of createReadStream(file.path, options)) {
      const bytes = chunk as Buffer;
      sizeBytes += bytes.length;
      hash.update(bytes);
    }
  } catch (error) {
    if (signal?.aborted === true) throw error;
    throw unreadable(file.path, error);
  }
  return { ...file, sizeBytes, documentId: `sha256:${hash.digest("hex")}` };
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

async function rootOf(given: string): Promise<Root> {
  const absolute = path.resolve(given);
  try {
    const entry = await stat(absolute);
    if (entry.isDirectory()) return { given, folder: absolute };
    await access(absolute, constants.R_OK);
    return { given, folder: path.dirname(absolute), single: absolute };
  } catch (error) {
    if (codeOf(error) !== "ENOENT") throw notListed(given, error);
    if (/[*?[{]/.test(given)) return { given, folder: fixedFolder(absolute), pattern: absolute };
    throw new InputNotFound(`no such file or folder: ${given}`, { cause: error });
  }
}

/** The part of a pattern before its first wildcard, as a folder. */
function fixedFolder(pattern: string): string {
  const parts = pattern.split(path.sep);
  const wild = parts.findIndex((part) => /[*?[{]/.test(part));
  return parts.slice(0, wild).join(path.sep) || path.sep;
}

async function filesOf(root: Root, excluded: ReadonlySet<string>): Promise<string[]> {
  if (root.single !== undefined) return excluded.has(root.single) ? [] : [root.single];
  const files = await walk(root.folder, { excluded, depth: 0 });
  const { pattern } = root;
  return pattern === undefined ? files : files.filter((file) => path.matchesGlob(file, pattern));
}

async function walk(
  folder: string,
  {
    excluded,
    depth,
    files = [],
  }: { excluded: ReadonlySet<string>; depth: number; files?: string[] },
): Promise<string[]> {
  if (depth > folderDepthMax) {
    throw new InputNotFound(`${folder} lies more than ${folderDepthMax} folders deep`);
  }
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: unknown) => {
    throw notListed(folder, error);
  });
  for (const entry of entries) {
    const absolute = path.join(folder, entry.name);
    if (entry.name.startsWith(".") || excluded.has(absolute)) continue;
    if (entry.isDirectory()) await walk(absolute, { excluded, depth: depth + 1, files });
    else if (entry.isFile() || (await isLinkToFile(absolute))) files.push(absolute);
    if (files.length > listedFilesMax) throw tooMany();
  }
  return files;
}

/** A link to a file is a document; a link to a folder could lead in a circle; a dead link is nothing. */
async function isLinkToFile(absolute: string): Promise<boolean> {
  if (!(await lstat(absolute)).isSymbolicLink()) return false;
  const target = await stat(absolute).catch(() => undefined);
  return target?.isFile() === true;
}

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

const codeOf = (error: unknown): string | undefined =>
  error instanceof Error && "code" in error && typeof error.code === "string"
    ? error.code
    : undefined;

const notListed = (given: string, cause: unknown): InputNotFound =>
  new InputNotFound(`cannot read ${given}: ${codeOf(cause) ?? "error"}; check its permissions`, {
    cause,
  });

const unreadable = (file: string, cause: unknown): FileUnreadable =>
  new FileUnreadable(
    `${file} cannot be read (${codeOf(cause) ?? "error"}); check that it exists and its permissions`,
    { cause, isTransient: transientCodes.has(codeOf(cause) ?? "") },
  );

const tooMany = (): InputNotFound =>
  new InputNotFound(`over ${listedFilesMax} files; name a smaller folder`);
