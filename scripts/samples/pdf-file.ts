import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import Pdf from "pdfkit";

/** Moment every sample file says it was made at: the same bytes each run. */
const madeAt = new Date("2026-10-01T08:00:00Z");

export type Attachment = {
  readonly name: string;
  readonly xml: string;
  /** Factur-X profile as its metadata names it, or the conformance level of ZUGFeRD 1.0. */
  readonly profile: string;
  readonly namespace: string;
};

export type PdfOptions = {
  readonly title: string;
  readonly author: string;
  readonly attachment?: Attachment;
};

const fontFolder = new URL(
  "../../standard_fonts/",
  import.meta.resolve("pdfjs-dist/legacy/build/pdf.mjs"),
);
export const font = (name: string): Buffer =>
  readFileSync(fileURLToPath(new URL(name, fontFolder)));

/** Fonts by the names the layouts use. `Sans` is embedded and knows all Latin letters; the others every reader has. */
function registerFonts(pdf: PDFKit.PDFDocument): void {
  pdf.registerFont("Sans", font("LiberationSans-Regular.ttf"));
  pdf.registerFont("Sans-Bold", font("LiberationSans-Bold.ttf"));
}

/**
 * Makes a PDF: A4, not compressed, so that no version of zlib can change a byte.
 *
 * @param draw - Draws all pages; the document is finished after it.
 */
export async function makePdf(
  { title, author, attachment }: PdfOptions,
  draw: (pdf: PDFKit.PDFDocument) => void,
): Promise<Buffer> {
  const pdf = new Pdf({
    size: "A4",
    margin: 0,
    compress: false,
    bufferPages: true,
    pdfVersion: "1.7",
    info: {
      Title: title,
      Author: author,
      Creator: "Fanfold samples",
      CreationDate: madeAt,
      ModDate: madeAt,
    },
    ...(attachment && { subset: "PDF/A-3b", font: "" }),
  });
  const chunks: Buffer[] = [];
  pdf.on("data", (chunk: Buffer) => chunks.push(chunk));
  const finished = new Promise<void>((resolve) => pdf.on("end", resolve));
  registerFonts(pdf);
  if (attachment) attach(pdf, attachment);
  draw(pdf);
  pdf.end();
  await finished;
  return Buffer.concat(chunks);
}

function attach(pdf: PDFKit.PDFDocument, { name, xml, profile, namespace }: Attachment): void {
  // The type declarations do not know `relationship` yet.
  const options: PDFKit.Mixins.PDFAttachmentOptions & { relationship: string } = {
    name,
    type: "text/xml",
    description: "Invoice data",
    relationship: "Alternative",
    creationDate: madeAt,
    modifiedDate: madeAt,
  };
  pdf.file(Buffer.from(xml), options);
  pdf.appendXML(
    `<rdf:Description rdf:about="" xmlns:fx="${namespace}"><fx:DocumentType>INVOICE</fx:DocumentType><fx:DocumentFileName>${name}</fx:DocumentFileName><fx:Version>1.0</fx:Version><fx:ConformanceLevel>${profile}</fx:ConformanceLevel></rdf:Description>`,
  );
}

type TextOptions = {
  readonly size?: number;
  readonly color?: string;
  readonly font?: string;
  readonly width?: number;
  readonly align?: "left" | "right";
};

/** Writes one line of text; it never wraps. `width` is where right-aligned text ends. */
export function write(
  pdf: PDFKit.PDFDocument,
  text: string,
  [x, y]: readonly [number, number],
  { size = 9.5, color = "#1d2329", font: name, width = 0, align = "left" }: TextOptions = {},
): void {
  if (name !== undefined) pdf.font(name);
  pdf.fontSize(size).fillColor(color);
  const indent = align === "right" ? width - pdf.widthOfString(text) : 0;
  pdf.text(text, x + indent, y, { lineBreak: false });
}

/** A horizontal rule. */
export function rule(
  pdf: PDFKit.PDFDocument,
  y: number,
  [from, to]: readonly [number, number],
  { color = "#1d2329", width = 0.6 }: { color?: string; width?: number } = {},
): void {
  pdf.moveTo(from, y).lineTo(to, y).lineWidth(width).strokeColor(color).stroke();
}
