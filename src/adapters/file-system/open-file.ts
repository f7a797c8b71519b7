import { constants } from "node:fs";
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

/**
 * Opens a regular file: a device or a pipe could go on for ever.
 *
 * @throws {FileUnreadable} If there is none or it cannot be opened.
 */
export async function openFile(file: string): Promise<OpenedFile> {
  let handle: FileHandle | undefined;
  try {
    // Without O_NONBLOCK opening a named pipe would wait for a writer for ever.
    handle = await open(file, constants.O_RDONLY | constants.O_NONBLOCK);
    const stats = await handle.stat();
    if (stats.isFile()) return { handle, sizeBytes: stats.size };
    throw new FileUnreadable(
      `${file} cannot be read: it is ${stats.isDirectory() ? "a folder" : "not a file"}; name a file`,
      { isTransient: false },
    );
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
