/** What one document may cost. Beyond a limit it is rejected, so that no file can stop the others. */
export type ReadingLimits = {
  readonly fileSizeBytesMax: number;
  /** Pages of a PDF whose page text is read. */
  readonly pagesMax: number;
  /** Files attached to a PDF that are looked at. */
  readonly attachmentsMax: number;
  /** XML file or attachment, as stored. */
  readonly xmlSizeBytesMax: number;
  /** Nested elements; the deepest e-invoices have about 15 levels. */
  readonly xmlDepthMax: number;
  readonly xmlElementsMax: number;
  /** Attributes of one element, namespace declarations among them. */
  readonly xmlAttributesMax: number;
  /** Plain text file. */
  readonly textSizeBytesMax: number;
  /** Words on all pages together. */
  readonly wordsMax: number;
  /** Words on all pages together that are shown to a model. */
  readonly contentWordsMax: number;
  /** Pages of a scan that are shown to a model: the first ones. */
  readonly contentPagesMax: number;
  /** Longer side of a page shown as a picture, in pixels; about 140 pixels an inch of an A4 page. */
  readonly contentSidePxMax: number;
  /** Pixels of a picture that is decoded, 4 bytes each and outside of what `documentMemoryMbMax` counts. */
  readonly imagePixelsMax: number;
  /** Pages of a scan whose text is recognised: the first ones. */
  readonly ocrPagesMax: number;
  /** Longer side of a page given to text recognition, in pixels; 240 pixels an inch of an A4 page. */
  readonly ocrSidePxMax: number;
  /** Time one document may take, from the moment a thread takes it up. */
  readonly documentTimeoutMs: number;
  /** Memory one document may take, in heap and buffers of its thread together. */
  readonly documentMemoryMbMax: number;
};

const mebibyte = 1024 * 1024;

/** Ten times what large honest invoices need. */
export const defaultReadingLimits: ReadingLimits = {
  fileSizeBytesMax: 50 * mebibyte,
  pagesMax: 200,
  attachmentsMax: 50,
  xmlSizeBytesMax: 32 * mebibyte,
  xmlDepthMax: 100,
  xmlElementsMax: 400_000,
  xmlAttributesMax: 500,
  textSizeBytesMax: 2 * mebibyte,
  wordsMax: 250_000,
  contentWordsMax: 20_000,
  contentPagesMax: 5,
  contentSidePxMax: 1_600,
  imagePixelsMax: 50_000_000,
  ocrPagesMax: 20,
  ocrSidePxMax: 2_800,
  documentTimeoutMs: 30_000,
  documentMemoryMbMax: 320,
};
