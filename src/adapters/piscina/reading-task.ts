import type { InputDocument } from "#src/domain/document.ts";
import type { Draft } from "#src/domain/draft.ts";
import type { PlaceView, WantedPlace } from "#src/domain/place-view.ts";
import type { DocumentContent } from "#src/domain/reading.ts";
import type { ReadingLimits } from "#src/domain/reading-limits.ts";

/** What a thread is asked about. Plain data: it crosses a thread. */
export type ReadingTask = {
  readonly document: InputDocument;
  readonly ignoreEmbeddedXml: boolean;
  readonly limits: ReadingLimits;
  /** Of `placesInThread`: what is to be shown. */
  readonly places?: readonly WantedPlace[];
};

/** What it answers. Named errors travel as data, because a thread boundary strips classes. */
export type ReadingAnswer<Result> =
  | { readonly result: Result }
  | {
      readonly error: {
        readonly code: string;
        readonly message: string;
        readonly isTransient: boolean;
      };
    };

/**
 * What a worker file exports, by name, and the result of each: all are functions from a `ReadingTask` to a
 * `ReadingAnswer` of the result.
 */
export type ReadingResults = {
  readonly draftInThread: Draft;
  /** For a document that `draftInThread` found to have no text. */
  readonly recognizedDraftInThread: Draft;
  readonly contentInThread: DocumentContent;
  readonly placesInThread: readonly (PlaceView | undefined)[];
};
