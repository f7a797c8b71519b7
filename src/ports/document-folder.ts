import type { InputDocument, PageRange } from "#src/domain/document.ts";
import { AppError } from "#src/errors.ts";

export type ListedFile = Pick<InputDocument, "file" | "path" | "sizeBytes"> & {
  /** The pages that are meant, if it is not the whole file. */
  readonly pages?: PageRange | undefined;
};

type ListOptions = {
  /** Files and folders that are not documents: the sellers file, the output folder. */
  readonly exclude: readonly string[];
};

/** Where documents lie before they are read. */
export interface DocumentFolder {
  /**
   * Lists the files behind paths, folders (with everything below) and glob patterns, each once.
   *
   * Hidden files and symbolic links to folders are left out.
   *
   * @returns Ordered by `file`, which is relative to the folder all inputs share.
   * @throws {InputNotFound} If a path does not exist, a pattern matches nothing or a folder cannot be listed.
   * @throws {InputOutsideRoot} If callers may not read there.
   */
  list(paths: readonly string[], options: ListOptions): Promise<readonly ListedFile[]>;
  /**
   * Hashes the content of a file; the identity of a part follows from that and its pages.
   *
   * @returns With an absolute path, whatever the given one is relative to.
   * @throws {FileUnreadable} If it cannot be read.
   * @throws {InputOutsideRoot} If callers may not read there.
   */
  identify(file: ListedFile, signal?: AbortSignal): Promise<InputDocument>;
}

/** The user named an input that is not there. */
export class InputNotFound extends AppError {
  readonly code = "input.not_found";
  readonly isTransient = false;
}
