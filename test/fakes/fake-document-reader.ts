import type { InputDocument } from "#src/domain/document.ts";
import type { Draft } from "#src/domain/draft.ts";
import type { DocumentContent } from "#src/domain/reading.ts";
import { FileUnreadable } from "#src/errors.ts";
import type { DocumentReader, ReadOptions } from "#src/ports/document-reader.ts";

type Answer<Result> = Result | Error | ((options: ReadOptions) => Result | Error);

/** What the fake answers for a file: a draft, an error to throw, or one of them by the options asked with. */
export type FakeAnswer = Answer<Draft>;

/**
 * Knows its drafts and contents by `file`. A file whose answer is an error has that for its content too, unless it has one
 * of its own; a file it does not know cannot be opened. `drafted` and `shown` list what was asked, in order.
 */
export function createFakeDocumentReader(
  answers: Readonly<Record<string, FakeAnswer>>,
  contents: Readonly<Record<string, Answer<DocumentContent>>> = {},
): DocumentReader & { readonly drafted: readonly string[]; readonly shown: readonly string[] } {
  const drafted: string[] = [];
  const shown: string[] = [];
  return {
    drafted,
    shown,
    async draft({ file }: InputDocument, options: ReadOptions, signal?: AbortSignal) {
      signal?.throwIfAborted();
      drafted.push(file);
      return resultOf<Draft>(answers[file] ?? missing(file), options);
    },
    async content({ file }: InputDocument, options: ReadOptions, signal?: AbortSignal) {
      signal?.throwIfAborted();
      shown.push(file);
      const answer = answers[file];
      const refused = answer instanceof Error ? answer : missing(file);
      return resultOf<DocumentContent>(contents[file] ?? refused, options);
    },
  };
}

function resultOf<Result extends object>(answer: Answer<Result>, options: ReadOptions): Result {
  const result = typeof answer === "function" ? answer(options) : answer;
  if (result instanceof Error) throw result;
  return result;
}

const missing = (file: string): FileUnreadable =>
  new FileUnreadable(`${file} cannot be read: it does not exist`, { isTransient: false });
