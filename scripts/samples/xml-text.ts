/** An XML element; children that are `undefined` leave nothing. */
export type XmlNode = {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlChild[];
};
export type XmlChild = XmlNode | string | undefined;

export const xml = (
  name: string,
  attributes: Readonly<Record<string, string>>,
  ...children: readonly XmlChild[]
): XmlNode => ({ name, attributes, children });

export function xmlDocument(root: XmlNode): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${element(root, "")}`;
}

function element({ name, attributes, children }: XmlNode, indent: string): string {
  const given = Object.entries(attributes).map(([key, value]) => ` ${key}="${escapeXml(value)}"`);
  const open = `${indent}<${name}${given.join("")}`;
  const present = children.filter((child) => child !== undefined);
  if (present.length === 0) return `${open}/>\n`;
  if (typeof present[0] === "string") return `${open}>${escapeXml(present[0])}</${name}>\n`;
  const inner = present.map((child) =>
    typeof child === "string" ? escapeXml(child) : element(child, `${indent}  `),
  );
  return `${open}>\n${inner.join("")}${indent}</${name}>\n`;
}

const escapeXml = (text: string): string =>
  text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
