import type { InputDocument } from "#src/domain/document.ts";
import type { Draft } from "#src/domain/draft.ts";
import type { ReadingLimits } from "#src/domain/reading-limits.ts";

/** What a thread is asked. Plain data: it crosses a thread. */
export type DraftTask = {
  readonly document: InputDocument;
  readonly ignoreEmbeddedXml: boolean;
  readonly limits: ReadingLimits;
};

/** What it answers. Named errors travel as data, because a thread boundary strips classes. */
export type DraftAnswer =
  | { readonly draft: Draft }
  | {
      readonly error: {
        readonly code: string;
        readonly message: string;
        readonly isTransient: boolean;
      };
    };
