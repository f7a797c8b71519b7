import type { DocumentSource } from "./document.ts";

/** `[x0, y0, x1, y1]` in points (1/72 inch), origin at the page's top left corner, y downwards. */
export type Box = readonly [x0: number, y0: number, x1: number, y1: number];

/** A run of characters without white space, where it stands on the page. */
export type Word = {
  readonly text: string;
  readonly box: Box;
  /** Font size in points; absent for plain text. */
  readonly fontSize?: number;
  /** How sure text recognition is of it, 0 to 1; absent for text that came as text. */
  readonly confidence?: number;
};

/** Words on one line of the page, left to right; words of other columns at the same height belong to the same row. */
export type Row = { readonly words: readonly Word[] };

/** One page in reading order. Plain text is laid out on a grid of 6 x 12 points a character. */
export type Page = {
  /** From 1. */
  readonly number: number;
  readonly widthPt: number;
  readonly heightPt: number;
  readonly rows: readonly Row[];
  /** Letters and digits printed so that nobody sees them, and left out; absent for none. */
  readonly hiddenCharacters?: number;
  /** It shows a picture and has no text, or no more than a stamp: there may be more on it than was read. */
  readonly isPicture?: boolean;
  /** Where the page lies in the file, for one that was straightened to be recognised; absent for one that stands as it is. */
  readonly sheet?: PageSheet;
};

/** A page as it is in the file, before it was turned upright about its middle. */
export type PageSheet = {
  /** In points; of a picture that does not say how large it is, in its pixels. */
  readonly width: number;
  readonly height: number;
  /** Clockwise turn that made it upright. */
  readonly turnedDegrees: number;
  /** Length on the sheet of a point of the page. */
  readonly lengthOfPt: number;
};

/** A QR code printed on a page, as it was decoded; what it says is as hostile as any text. */
export type Code = {
  /** From 1. */
  readonly page: number;
  /** On the page as it is in the file; absent for an image. */
  readonly box?: Box;
  readonly text: string;
};

/** An XML element with its namespace resolved; prefixes are gone. */
export type XmlElement = {
  /** Local name. */
  readonly name: string;
  /** Namespace URI, "" for none. */
  readonly namespace: string;
  /** Attributes without namespace, by local name. */
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlElement[];
  /** Character data directly inside this element, trimmed. */
  readonly text: string;
};

/** An e-invoice: `ubl` is UBL 2.x Invoice or CreditNote, `cii` is UN/CEFACT CrossIndustryInvoice or its ZUGFeRD 1.0 ancestor. */
export type EInvoice = { readonly syntax: "ubl" | "cii"; readonly root: XmlElement };

/** Something wrong with the file that did not stop the reading; it becomes a finding. */
export type ReadingWarning = {
  /** Stable rule id, for example `DOCUMENT-EMBEDDED-XML`. */
  readonly rule: string;
  readonly message: string;
  /** Field it is about. */
  readonly path?: string;
  /** The document contradicts itself; otherwise something is merely not known. */
  readonly isContradiction?: boolean;
};

/** What was read from a document, before any interpretation. */
export type Reading = {
  readonly source: DocumentSource;
  /** Present when `source` is `ubl`, `cii` or `facturx`. */
  readonly eInvoice?: EInvoice;
  /** Empty when the values come from an XML file; of a PDF with embedded XML the first pages, to compare. */
  readonly pages: readonly Page[];
  /** Pages of the file as far as it was looked at, blank ones too; absent where all are in `pages`, or more follow that were not looked at. */
  readonly pageCount?: number;
  /** Codes on the pages, in their order; absent for none. */
  readonly codes?: readonly Code[];
  readonly warnings: readonly ReadingWarning[];
};

/** A page as a picture, upright, bounded in pixels. */
export type PageImage = {
  /** From 1. */
  readonly number: number;
  /** PNG, base64 without a data prefix. */
  readonly pngBase64: string;
  readonly widthPx: number;
  readonly heightPx: number;
};

/** What of a document a model is shown: its text with places, or, where it has none, its pages as pictures. */
export type DocumentContent =
  | { readonly kind: "text"; readonly pages: readonly Page[] }
  | {
      readonly kind: "image";
      readonly images: readonly PageImage[];
      /** Pages that are not shown, because there are too many; absent for none. */
      readonly pagesLeftOut?: number;
    };
