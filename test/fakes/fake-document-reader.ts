import type { InputDocument } from "#src/domain/document.ts";
import type { Draft } from "#src/domain/draft.ts";
import { FileUnreadable } from "#src/errors.ts";
import type { DocumentReader, ReadOptions } from "#src/ports/document-reader.ts";

/** What the fake answers for a file: a draft, an error to throw, or one of them by the options asked with. */
export type FakeAnswer = Draft | Error | ((options: ReadOptions) => Draft | Error);

/** Knows its drafts by `file`; a file it does not know cannot be opened. `drafted` lists what was asked, in order. */
export function createFakeDocumentReader(
  answers: Readonly<Record<string, FakeAnswer>>,
): DocumentReader & { readonly drafted: readonly string[] } {
  const drafted: string[] = [];
  return {
    drafted,
    async draft({ file }: InputDocument, options: ReadOptions, signal?: AbortSignal) {
      signal?.throwIfAborted();
      drafted.push(file);
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
