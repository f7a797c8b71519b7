import { SaxesParser, type SaxesTagNS } from "saxes";
import type { XmlElement } from "#src/domain/reading.ts";
import type { ReadingLimits } from "#src/domain/reading-limits.ts";
import { DocumentRejected } from "#src/errors.ts";
import { decodeXml } from "./decode-xml.ts";

/** Characters handed to the parser at once: a limit passed early ends the work early. */
const chunkLength = 65_536;

type OpenElement = {
  readonly name: string;
  readonly namespace: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: XmlElement[];
  text: string;
};

/** `acceptRoot` sees the root before anything below it is read, and throws to refuse the document. */
type XmlOptions = {
  readonly limits: ReadingLimits;
  readonly acceptRoot: (root: { name: string; namespace: string }) => void;
};

/**
 * Parses XML with namespaces. Document type definitions are refused, so only the five predefined entities and
 * character references are ever replaced, and nothing is fetched.
 *
 * @throws {DocumentRejected} `document.xml_too_large`, `.xml_malformed`, `.xml_dtd`, `.xml_too_deep`, or what
 *   `acceptRoot` throws.
 */
export function parseXml(bytes: Uint8Array, { limits, acceptRoot }: XmlOptions): XmlElement {
  if (bytes.length > limits.xmlSizeBytesMax) throw tooLarge(limits);
  const text = decodeXml(bytes);
  // The parser reports a document type definition at its end; a large one is refused at its beginning.
  if (doctypeFirst.test(text.slice(0, prologLengthMax))) throw hasDoctype();
  const parser = new SaxesParser({ xmlns: true, position: true });
  const open: OpenElement[] = [];
  let root: XmlElement | undefined;
  let elements = 0;
  let attributes = 0;

  let earlyError: Error | undefined;

  parser.on("error", (error) => {
    // Before the root is known, what the document is says more than what is wrong with it.
    if (elements > 0) throw malformed(error);
    earlyError ??= error;
  });
  parser.on("doctype", () => {
    throw hasDoctype();
  });
  parser.on("attribute", () => {
    attributes += 1;
    if (attributes > limits.xmlAttributesMax) throw tooLarge(limits);
  });
  parser.on("opentag", (tag) => {
    attributes = 0;
    elements += 1;
    if (elements > limits.xmlElementsMax) throw tooLarge(limits);
    if (open.length >= limits.xmlDepthMax) throw tooDeep(limits);
    if (open.length === 0) acceptRoot({ name: tag.local, namespace: tag.uri });
    if (earlyError !== undefined) throw malformed(earlyError);
    open.push(openElement(tag));
  });
  const addText = (data: string): void => {
    const current = open.at(-1);
    if (current !== undefined) current.text += data;
  };
  parser.on("text", addText);
  parser.on("cdata", addText);
  parser.on("closetag", () => {
    const closed = open.pop();
    if (closed === undefined) return;
    const element = finished(closed);
    if (open.length === 0) root = element;
    else open.at(-1)?.children.push(element);
  });

  for (let start = 0; start < text.length; start += chunkLength) {
    parser.write(text.slice(start, start + chunkLength));
  }
  parser.close();
  if (root === undefined) throw malformed(earlyError ?? new Error("no root element"));
  return root;
}

function openElement({ local, uri, attributes }: SaxesTagNS): OpenElement {
  return {
    name: local,
    namespace: uri,
    attributes: plainAttributes(attributes),
    children: [],
    text: "",
  };
}

// Most elements are leaves without attributes. Sharing what is empty halves the memory of a large invoice, here and in
// the thread it is handed to.
const noAttributes: Readonly<Record<string, string>> = {};
const noChildren: readonly XmlElement[] = [];

function plainAttributes(
  tagAttributes: SaxesTagNS["attributes"],
): Readonly<Record<string, string>> {
  const own = Object.values(tagAttributes).filter(({ uri }) => uri === "");
  if (own.length === 0) return noAttributes;
  // `fromEntries` defines, so not even an attribute named `__proto__` means anything but itself.
  return Object.fromEntries(own.map(({ local, value }) => [local, value]));
}

const finished = ({ text, children, ...rest }: OpenElement): XmlElement => ({
  ...rest,
  text: text.trim(),
  children: children.length === 0 ? noChildren : children,
});

/** Characters in which a document type definition begins, if there is one. */
const prologLengthMax = 4_096;
const doctypeFirst = /^\s*(?:<\?(?:(?!\?>)[\s\S])*\?>\s*|<!--(?:(?!-->)[\s\S])*-->\s*)*<!DOCTYPE/;

const detailLengthMax = 120;

function malformed(cause: Error): DocumentRejected {
  const detail = cause.message.slice(0, detailLengthMax);
  return new DocumentRejected(
    "document.xml_malformed",
    `The XML file is damaged or cut off (${detail}); ask the sender for an intact file.`,
    { cause },
  );
}

const hasDoctype = (): DocumentRejected =>
  new DocumentRejected(
    "document.xml_dtd",
    "The XML file has a document type definition (DOCTYPE), which e-invoices never need and attackers use; ask the sender for a file without it.",
  );

const tooDeep = (limits: ReadingLimits): DocumentRejected =>
  new DocumentRejected(
    "document.xml_too_deep",
    `The XML file nests more than ${limits.xmlDepthMax} levels, which no invoice does; ask the sender what it is.`,
  );

const tooLarge = (limits: ReadingLimits): DocumentRejected =>
  new DocumentRejected(
    "document.xml_too_large",
    `The XML has more than ${limits.xmlElementsMax} elements, ${limits.xmlAttributesMax} attributes of one element or ${limits.xmlSizeBytesMax} bytes; ask the sender to split the invoice.`,
  );
