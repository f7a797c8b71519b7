import { z } from "zod";

/** `[x0, y0, x1, y1]` from the top left corner of the page as it is in the file, in points; of an image in its pixels. */
export const Box = z
  .tuple([z.number(), z.number(), z.number(), z.number()])
  .describe(
    "x0, y0, x1, y1 from the top left corner of the page as it is in the file, in points; of an image in its pixels",
  );

/** Where a value was found and how sure the reader is. Keys of the record are paths such as `seller.vatId`. */
export const Evidence = z
  .object({
    text: z.string().describe("The text as it stands in the document"),
    page: z.int().min(1).optional().describe("Page, from 1; absent for XML"),
    box: Box.optional(),
    xpath: z.string().optional().describe("Place in the XML, local names; absent for page text"),
    confidence: z
      .number()
      .min(0)
      .max(1)
      .describe("1 for XML; of a page how often such a value is right: 0.9 is nine times in ten"),
    by: z
      .array(z.enum(["xml", "rules", "model", "code"]))
      .describe("Who read this value; code: a QR code on the page states it"),
  })
  .describe("Evidence of one value");
export type Evidence = z.infer<typeof Evidence>;

export const EvidenceByPath = z.record(z.string(), Evidence);
export type EvidenceByPath = z.infer<typeof EvidenceByPath>;
