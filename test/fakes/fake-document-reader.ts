import type { InputDocument } from "#src/domain/document.ts";
import type { Reading } from "#src/domain/reading.ts";
import { FileUnreadable } from "#src/errors.ts";
import type { DocumentReader, ReadOptions } from "#src/ports/document-reader.ts";

/** What the fake answers for a file: a reading, an error to throw, or one of them by the options asked with. */
export type FakeAnswer = Reading | Error | ((options: ReadOptions) => Reading | Error);

/** Knows its readings by `file`; a file it does not know cannot be opened. `reads` lists what was asked, in order. */
export function createFakeDocumentReader(
  answers: Readonly<Record<string, FakeAnswer>>,
): DocumentReader & { readonly reads: readonly string[] } {
  const reads: string[] = [];
  return {
    reads,
    async read({ file }: InputDocument, options: ReadOptions, signal?: AbortSignal) {
      signal?.throwIfAborted();
      reads.push(file);
      const answer = answers[file];
      if (answer === undefined) {
        throw new FileUnreadable(`${file} cannot be read: it does not exist`, {
          isTransient: false,
        });
      }
      const result = typeof answer === "function" ? answer(options) : answer;
      if (result instanceof Error) throw result;
      return result;
    },
  };
}
