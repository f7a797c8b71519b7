import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Draft } from "#src/domain/draft.ts";
import { defaultReadingLimits, type ReadingLimits } from "#src/domain/reading-limits.ts";
import { DocumentRejected } from "#src/errors.ts";
import { ublInvoice } from "#src/extraction/ubl-invoice.ts";
import { parseXml } from "#src/reading/parse-xml.ts";
import { ublXml } from "#test/support/ubl-xml.ts";

const parse = (xml: string, limits: Partial<ReadingLimits> = {}) =>
  parseXml(Buffer.from(xml), {
    limits: { ...defaultReadingLimits, ...limits },
    acceptRoot: () => undefined,
  });
const refusal = (code: string) => expect.objectContaining({ code });

describe("XML", () => {
  it("is read with namespaces resolved, whatever the prefix", () => {
    const spellings = [
      '<a xmlns="urn:a"><b xmlns="urn:b">1</b></a>',
      '<x:a xmlns:x="urn:a" xmlns:y="urn:b"><y:b>1</y:b></x:a>',
      '<b:a xmlns:b="urn:a"><a:b xmlns:a="urn:b">1</a:b></b:a>',
    ].map((xml) => parse(xml));

    for (const root of spellings) {
      expect(root).toMatchObject({
        name: "a",
        namespace: "urn:a",
        children: [{ name: "b", namespace: "urn:b", text: "1" }],
      });
    }
  });

  it("keeps attributes without a namespace, even those named like object members", () => {
    const { attributes } = parse('<a x="1" __proto__="2" n:y="3" xmlns:n="urn:n"/>');

    expect(Object.entries(attributes)).toEqual([
      ["x", "1"],
      ["__proto__", "2"],
    ]);
  });

  it("joins text, character references and CDATA, and trims", () => {
    expect(parse("<a> 1 &lt; &#50; <!-- not 9 --><![CDATA[& <3]]>\n</a>").text).toBe("1 < 2 & <3");
  });

  it.each([
    ["an internal one", '<!DOCTYPE a [<!ENTITY e "1">]><a>&e;</a>'],
    ["an external one", '<!DOCTYPE a SYSTEM "http://127.0.0.1:9/a.dtd"><a/>'],
    ["one after a comment", "<!-- c --><?pi?><!DOCTYPE a><a/>"],
    ["one beyond the first look", `<!--${"c".repeat(10_000)}--><!DOCTYPE a><a/>`],
  ])("with a document type definition is refused: %s", (_, xml) => {
    expect(() => parse(xml)).toThrow(refusal("document.xml_dtd"));
  });

  it.each([
    ["cut off", "<a><b>1</b>"],
    ["crossed tags", "<a><b></a></b>"],
    ["an undefined entity", "<a>&euro;</a>"],
    ["an undeclared prefix", "<a><x:b/></a>"],
    ["two roots", "<a/><b/>"],
    ["no element", "<!-- nothing -->"],
  ])("that is broken is refused: %s", (_, xml) => {
    expect(() => parse(xml)).toThrow(refusal("document.xml_malformed"));
  });

  it("is read or refused by name, wherever it was damaged", () => {
    const whole = Buffer.from(ublXml());
    const damage = fc.record({
      at: fc.nat(whole.length - 1),
      removed: fc.nat(20),
      inserted: fc.uint8Array({ maxLength: 8 }),
    });

    fc.assert(
      fc.property(damage, ({ at, removed, inserted }) => {
        const bytes = Buffer.concat([
          whole.subarray(0, at),
          inserted,
          whole.subarray(at + removed),
        ]);
        try {
          const root = parseXml(bytes, {
            limits: defaultReadingLimits,
            acceptRoot: () => undefined,
          });
          Draft.parse({ ...ublInvoice(root), source: "ubl" });
        } catch (error) {
          expect(error).toBeInstanceOf(DocumentRejected);
        }
      }),
      { numRuns: 500 },
    );
  });

  it("is refused one level beyond the depth limit, without recursion", () => {
    const nested = (levels: number): string => "<a>".repeat(levels) + "</a>".repeat(levels);

    expect(parse(nested(20), { xmlDepthMax: 20 }).name).toBe("a");
    expect(() => parse(nested(21), { xmlDepthMax: 20 })).toThrow(refusal("document.xml_too_deep"));
    expect(() => parse(nested(200_000))).toThrow(refusal("document.xml_too_deep"));
  });

  it.each<[string, string, Partial<ReadingLimits>]>([
    ["bytes", "<a>12345678901234567890</a>", { xmlSizeBytesMax: 20 }],
    ["elements", "<a><b/><b/><b/></a>", { xmlElementsMax: 3 }],
    ["attributes of an element", '<a p="" q="" r=""/>', { xmlAttributesMax: 2 }],
  ])("with too many %s is refused", (_, xml, limits) => {
    expect(() => parse(xml, limits)).toThrow(refusal("document.xml_too_large"));
  });

  it("shows its root before anything below it is read", () => {
    const acceptRoot = (): never => {
      throw new Error("refused");
    };
    const xml = Buffer.from("<a><b></a>");

    expect(() => parseXml(xml, { limits: defaultReadingLimits, acceptRoot })).toThrow("refused");
  });
});
