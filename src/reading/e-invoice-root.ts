import type { EInvoice, ReadingWarning, XmlElement } from "#src/domain/reading.ts";
import { DocumentRejected } from "#src/errors.ts";
import { otherXmlFormats } from "./tables/other-xml-formats.ts";

type Root = Pick<XmlElement, "name" | "namespace">;

const ublNamespace = "urn:oasis:names:specification:ubl:schema:xsd:";
const ublInvoices: ReadonlySet<string> = new Set([
  "Invoice",
  "CreditNote",
  "SelfBilledInvoice",
  "SelfBilledCreditNote",
]);
const ciiNamespace = "urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:";
/** ZUGFeRD 1.0 and its release candidate. */
const zugferd1Namespace = /^urn:ferd:(CrossIndustryDocument:)?invoice:/;
const envelopeNamespace = "http://www.unece.org/cefact/namespaces/StandardBusinessDocumentHeader";

/** The syntax a root element announces; by name *and* namespace, since many formats have an `Invoice`. */
export function syntaxOf({ name, namespace }: Root): EInvoice["syntax"] | undefined {
  if (ublInvoices.has(name) && namespace === `${ublNamespace}${name}-2`) return "ubl";
  if (name === "CrossIndustryInvoice" && namespace.startsWith(ciiNamespace)) return "cii";
  if (name === "CrossIndustryDocument" && zugferd1Namespace.test(namespace)) return "cii";
  return undefined;
}

/** An e-invoice may travel in a Peppol envelope (Standard Business Document). */
const isEnvelope = ({ name, namespace }: Root): boolean =>
  name === "StandardBusinessDocument" && namespace === envelopeNamespace;

/** @throws {DocumentRejected} If the root announces neither an e-invoice nor an envelope. */
export function acceptRoot(root: Root): void {
  if (syntaxOf(root) === undefined && !isEnvelope(root)) throw rejection(root);
}

/** @throws {DocumentRejected} If the document, or what its envelope carries, is no e-invoice we read. */
export function eInvoiceOf(root: XmlElement): EInvoice {
  const payload = isEnvelope(root)
    ? root.children.find((child) => child.name !== "StandardBusinessDocumentHeader")
    : root;
  if (payload === undefined) {
    throw new DocumentRejected(
      "document.not_an_invoice",
      "The XML file is an empty envelope (StandardBusinessDocument); ask the sender for the invoice itself.",
    );
  }
  const syntax = syntaxOf(payload);
  if (syntax === undefined) throw rejection(payload);
  return { syntax, root: payload };
}

/** The version of CII that EN 16931 and every profile built on it use. */
const ciiVersion = "100";

/** Another version is read by the same names, but its schema is not the one the values are defined in. */
export function versionWarnings({ syntax, root }: EInvoice): ReadingWarning[] {
  const { namespace } = root;
  if (syntax !== "cii" || !namespace.startsWith(ciiNamespace)) return [];
  const version = namespace.slice(ciiNamespace.length);
  if (version === ciiVersion) return [];
  const shown = version.slice(0, shownLengthMax);
  const message = `The e-invoice uses version ${shown} of the CrossIndustryInvoice schema instead of ${ciiVersion}; its values may mean something else.`;
  return [{ rule: "DOCUMENT-SCHEMA-VERSION", message }];
}

const shownLengthMax = 60;

/** Says what the file is instead, in words a clerk can use towards the sender. */
function rejection({ name, namespace }: Root): DocumentRejected {
  const known = otherXmlFormats.find(
    (format) =>
      format.namespace.test(namespace) && (format.name === undefined || format.name.test(name)),
  );
  if (known !== undefined) {
    const remedy =
      known.code === "document.unsupported"
        ? "ask the sender for UBL, CII (XRechnung, Factur-X) or PDF"
        : "process it elsewhere or ask the sender for the invoice";
    return new DocumentRejected(known.code, `The XML file is ${known.what}; ${remedy}.`);
  }
  const shown = name.slice(0, shownLengthMax);
  return new DocumentRejected(
    "document.unsupported",
    `The XML file is not an e-invoice of a known format (root element ${shown}${
      namespace === "" ? " without a namespace" : ""
    }); ask the sender for UBL, CII (XRechnung, Factur-X) or PDF.`,
  );
}
