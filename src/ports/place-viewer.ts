import type { InputDocument } from "#src/domain/document.ts";
import type { PlaceView, WantedPlace } from "#src/domain/place-view.ts";

/** Shows places of a document to a person. */
export interface PlaceViewer {
  /**
   * @returns One view a place, in their order; `undefined` for a page that is not there, and for an XML file, which shows nothing.
   * @throws {DocumentRejected} If these bytes cannot be shown.
   * @throws {FileUnreadable} If the file cannot be opened or read.
   */
  viewPlaces(
    document: InputDocument,
    places: readonly WantedPlace[],
    signal?: AbortSignal,
  ): Promise<readonly (PlaceView | undefined)[]>;
}
