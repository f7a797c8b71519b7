import type { Reading } from "#src/domain/reading.ts";
import type { ReadingLimits } from "#src/domain/reading-limits.ts";
import { AppError } from "#src/errors.ts";
import { readDocument } from "./read-document.ts";

/** What a reading thread is asked. Plain data: it crosses a thread. */
export type ReadTask = {
  readonly path: string;
  readonly ignoreEmbeddedXml: boolean;
  readonly limits: ReadingLimits;
};

export type ReadAnswer =
  | { readonly reading: Reading }
  | {
      readonly error: {
        readonly code: string;
        readonly message: string;
        readonly isTransient: boolean;
      };
    };

/** Entry of a reading thread. Named errors travel as data, because a thread boundary strips classes; bugs are thrown. */
export async function readInThread({ path, ...options }: ReadTask): Promise<ReadAnswer> {
  try {
    return { reading: await readDocument(path, options) };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const { code, message, isTransient } = error;
    return { error: { code, message, isTransient } };
  }
}
