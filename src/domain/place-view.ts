import type { Box } from "./reading.ts";

/** A place of a document that is to be looked at. */
export type WantedPlace = {
  /** From 1; the first page if neither this nor `text` tells. */
  readonly page?: number | undefined;
  /** As the box of evidence; where `text` stands, or else the whole page, if absent. */
  readonly box?: Box | undefined;
  /** A value that is looked for on the pages where there is no box, as a result record would have it. */
  readonly text?: string | undefined;
};

/** What a person sees of a place: a part of the page as a picture, or, of plain text, its lines. */
export type PlaceView =
  | {
      readonly kind: "picture";
      /** Without a data prefix. */
      readonly jpegBase64: string;
      readonly widthPx: number;
      readonly heightPx: number;
    }
  | { readonly kind: "lines"; readonly lines: readonly string[] };
