import { constants, type Stats } from "node:fs";
import { open, type FileHandle } from "node:fs/promises";
import { FileUnreadable } from "#src/errors.ts";

/** A file open for reading, and its size when it was opened. Whoever opened it closes it. */
export type OpenedFile = { readonly handle: FileHandle; readonly sizeBytes: number };

/** Conditions of the machine, not of the file: a later attempt may succeed. */
const transientCodes: ReadonlySet<string> = new Set([
  "EMFILE",
  "ENFILE",
  "EBUSY",
  "EAGAIN",
  "EINTR",
  "ENOMEM",
  "EIO",
  "ESTALE",
  "ETIMEDOUT",
]);

const reasons: Readonly<Record<string, string>> = {
  ENOENT: "there is no file of this name (any more); rename it if its name is not UTF-8",
  ENOTDIR: "there is no file of this name (any more)",
  ELOOP: "it is a link that leads in a circle",
  EACCES: "permission is denied; give read permission",
  EPERM: "permission is denied; give read permission",
};

/** Without O_NONBLOCK opening a named pipe would wait for a writer for ever. */
export const readingFlags = constants.O_RDONLY | constants.O_NONBLOCK;

/** @throws {FileUnreadable} If what was opened is no regular file. */
export function sizeOfFile(file: string, stats: Stats): number {
  if (stats.isFile()) return stats.size;
  throw new FileUnreadable(
    `${file} cannot be read: it is ${stats.isDirectory() ? "a folder" : "not a file"}; name a file`,
    { isTransient: false },
  );
}

/**
 * Opens a regular file: a device or a pipe could go on for ever.
 *
 * @throws {FileUnreadable} If there is none or it cannot be opened.
 */
export async function openFile(file: string): Promise<OpenedFile> {
  let handle: FileHandle | undefined;
  try {
    handle = await open(file, readingFlags);
    return { handle, sizeBytes: sizeOfFile(file, await handle.stat()) };
  } catch (error) {
    await handle?.close();
    throw asUnreadable(file, error);
  }
}

/** What an error of the file system means to whoever asked for the file. */
export function asUnreadable(file: string, cause: unknown): FileUnreadable {
  if (cause instanceof FileUnreadable) return cause;
  const code = systemCode(cause);
  const reason = reasons[code ?? ""] ?? `the system reports ${code ?? String(cause)}`;
  return new FileUnreadable(`${file} cannot be read: ${reason}`, {
    isTransient: transientCodes.has(code ?? ""),
    cause,
  });
}

/** Name of a failed system call's error, for example ENOENT. */
export const systemCode = (error: unknown): string | undefined =>
  error instanceof Error && "code" in error && typeof error.code === "string"
    ? error.code
    : undefined;
