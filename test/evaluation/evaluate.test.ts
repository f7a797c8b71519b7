import { describe, expect, it } from "vitest";
import { Evaluation } from "#src/domain/evaluation.ts";
import { readByRules } from "#src/domain/analysis.ts";
import { type Outcome, schemaVersion } from "#src/domain/outcome.ts";
import { compareEvaluations } from "#src/evaluation/compare-evaluations.ts";
import { evaluate, missesMax } from "#src/evaluation/evaluate.ts";
import { parseTruth, type Truth } from "#src/evaluation/truth.ts";

const truthsOf = (...rows: readonly object[]): readonly Truth[] =>
  parseTruth(rows.map((row) => JSON.stringify(row)).join("\n"), {
    folder: "",
    isPrintedOnly: false,
  });

const outcomeOf = (
  file: string,
  invoice: NonNullable<Outcome["invoice"]>,
  evidence: Outcome["evidence"] = {},
): [string, Outcome] => [
  file,
  {
    schemaVersion,
    documentId: `sha256:${"0".repeat(64)}`,
    file,
    status: "decided",
    source: "text",
    analysis: readByRules,
    invoice,
    evidence,
    findings: [],
    operations: [],
  },
];

const evaluated = (truths: readonly Truth[], ...outcomes: readonly [string, Outcome][]) =>
  Evaluation.parse(
    evaluate({
      truths,
      results: new Map(outcomes),
      efforts: new Map(),
      isEmbeddedXmlIgnored: false,
    }),
  );

const row = (file: string, group: string, fields: object) => ({
  file,
  kind: "text",
  group,
  fields,
});

describe("an evaluation", () => {
  it("counts right, wrong and missing values, and weights every vendor alike", () => {
    const truths = truthsOf(
      row("a1", "a", { invoiceNumber: "1" }),
      row("a2", "a", { invoiceNumber: "2" }),
      row("a3", "a", { invoiceNumber: "3" }),
      row("b1", "b", { invoiceNumber: "4" }),
    );
    const { kinds } = evaluated(
      truths,
      outcomeOf("a1", { invoiceNumber: "1" }),
      outcomeOf("a2", { invoiceNumber: "9" }),
      outcomeOf("b1", { invoiceNumber: "4" }),
    );
    // Vendor a has a third right, a third wrong; vendor b all right.
    expect(kinds["text"]?.fields["invoiceNumber"]).toEqual({
      right: 2,
      wrong: 1,
      missing: 1,
      recall: 0.6667,
      precision: 0.8,
    });
    expect(kinds["text"]?.worst).toMatchObject([{ group: "a", documents: 3 }]);
  });

  it("takes any of several right values, and compares values as what they are", () => {
    const truths = truthsOf({
      ...row("a", "a", {
        invoiceNumber: "RE 2026/1",
        grossTotal: "119.00",
        sellerName: "Müller GmbH",
        iban: "DE89370400440532013000",
        lineCount: 1,
      }),
      alt: { sellerName: ["Mueller"] },
    });
    const { kinds } = evaluated(
      truths,
      outcomeOf("a", {
        invoiceNumber: "re2026-1",
        totalWithTax: "119",
        seller: { name: "Muller GMBH" },
        iban: "DE89 3704 0044 0532 0130 00",
        invoiceLines: [{ name: "x" }],
      }),
    );
    expect(kinds["text"]?.fields["all"]).toMatchObject({ right: 5, wrong: 0, missing: 0 });
  });

  it.each([
    ["grossTotal", "1.005", "1.00", "wrong"],
    ["grossTotal", "1.004", "1.00", "right"],
    ["grossTotal", "99999999999999999.01", "99999999999999999.02", "wrong"],
    ["grossTotal", "-5", "5.00", "wrong"],
    ["grossTotal", "0.00", "", "wrong"],
    ["sellerName", "GROSS KG", "Groß KG", "right"],
  ] as const)("compares %s %s with %s exactly: %s", (field, read, want, verdict) => {
    const invoice = field === "grossTotal" ? { totalWithTax: read } : { seller: { name: read } };
    const truths = truthsOf(row("a", "a", { [field]: want }));
    const { kinds } = evaluated(truths, outcomeOf("a", invoice));
    expect(kinds["text"]?.fields[field]).toMatchObject({ [verdict]: 1 });
  });

  it("matches lines so that most agree, whatever their order", () => {
    const lines = [
      { name: "Chair", lineNetAmount: "10.00" },
      { name: "Table", lineNetAmount: "20.00" },
      { name: "Lamp", lineNetAmount: "30.00" },
    ];
    const truths = truthsOf({ ...row("a", "a", {}), lines });
    const { kinds } = evaluated(
      truths,
      outcomeOf("a", {
        invoiceLines: [
          { name: "Table", lineNetAmount: "20.00" },
          { name: "Chair", lineNetAmount: "11.00" },
        ],
      }),
    );
    expect(kinds["text"]?.lines).toMatchObject({ right: 3, wrong: 1, missing: 2 });
  });

  it("counts a line that is not there as one wrong value", () => {
    const truths = truthsOf({ ...row("a", "a", {}), lines: [{ name: "Chair" }] });
    const { kinds } = evaluated(
      truths,
      outcomeOf("a", { invoiceLines: [{ name: "Table" }, { name: "Chair" }] }),
    );
    expect(kinds["text"]?.lines).toMatchObject({ right: 1, wrong: 1, missing: 0 });
  });

  it("says how often values of a stated confidence are right", () => {
    const evidence = (confidence: number): Outcome["evidence"] => ({
      invoiceNumber: { text: "1", confidence, by: ["rules"] },
    });
    const truths = truthsOf(
      row("a", "a", { invoiceNumber: "1" }),
      row("b", "b", { invoiceNumber: "1" }),
      row("c", "c", { invoiceNumber: "1" }),
    );
    const { reliability, calibrationError } = evaluated(
      truths,
      outcomeOf("a", { invoiceNumber: "1" }, evidence(0.3)),
      outcomeOf("b", { invoiceNumber: "2" }, evidence(0.3)),
      outcomeOf("c", { invoiceNumber: "1" }, evidence(1)),
    );
    expect(reliability).toEqual([
      { confidenceFrom: 0.3, values: 2, confidence: 0.3, right: 0.5 },
      { confidenceFrom: 0.98, values: 1, confidence: 1, right: 1 },
    ]);
    expect(calibrationError).toBeCloseTo((2 * 0.2) / 3);
  });

  it("judges the confidence of lines and VAT rows in a group of its own", () => {
    const truths = truthsOf({
      ...row("a", "a", { invoiceNumber: "1" }),
      lines: [{ name: "Chair", invoicedQuantity: "2", lineNetAmount: "10.00" }],
      taxBreakdowns: [{ taxRatePercent: "19", taxableAmount: "10.00", taxAmount: "1.90" }],
    });
    const sure = (confidence: number): Outcome["evidence"][string] => ({
      text: "",
      confidence,
      by: ["rules"],
    });
    const { kinds, reliability, rowReliability, rowCalibrationError } = evaluated(
      truths,
      outcomeOf(
        "a",
        {
          invoiceNumber: "1",
          invoiceLines: [
            { name: "Total", lineNetAmount: "11.90" },
            { name: "Chair", invoicedQuantity: "3", lineNetAmount: "10.00" },
          ],
          taxBreakdowns: [{ taxRatePercent: "19.0", taxableAmount: "10", taxAmount: "1.90" }],
        },
        {
          invoiceNumber: sure(1),
          "invoiceLines.0.lineNetAmount": sure(0.5),
          "invoiceLines.1.invoicedQuantity": sure(0.5),
          "invoiceLines.1.lineNetAmount": sure(0.5),
          "taxBreakdowns.0.taxableAmount": sure(0.9),
          "taxBreakdowns.0.taxAmount": sure(0.9),
        },
      ),
    );
    expect(kinds["text"]?.taxBreakdowns).toMatchObject({ right: 3, wrong: 0, missing: 0 });
    expect(reliability).toMatchObject([{ values: 1 }]);
    // The line that is not there is judged by its amount.
    expect(rowReliability).toEqual([
      { confidenceFrom: 0.5, values: 3, confidence: 0.5, right: expect.closeTo(1 / 3) },
      { confidenceFrom: 0.9, values: 2, confidence: 0.9, right: 1 },
    ]);
    expect(rowCalibrationError).toBeCloseTo((3 * (0.5 - 1 / 3) + 2 * 0.1) / 5);
  });

  it("judges no rows of which the truth says nothing", () => {
    const evidence: Outcome["evidence"] = {
      "invoiceLines.0.name": { text: "", confidence: 0.9, by: ["rules"] },
    };
    const { kinds, rowReliability } = evaluated(
      truthsOf(row("a", "a", {})),
      outcomeOf("a", { invoiceLines: [{ name: "Chair" }] }, evidence),
    );
    expect(kinds["text"]?.lines).toBeUndefined();
    expect(rowReliability).toEqual([]);
  });

  it("names wrong values before missing ones, and no more than a bound", () => {
    const many = Array.from({ length: missesMax + 5 }, (_, index) =>
      row(`m${index}`, "m", { invoiceNumber: "1" }),
    );
    const truths = truthsOf(...many, row("w", "w", { invoiceNumber: "1" }));
    const { misses, missesLeftOut } = evaluated(truths, outcomeOf("w", { invoiceNumber: "2" }));
    expect(misses[0]).toMatchObject({ file: "w", verdict: "wrong", expected: "1", read: "2" });
    expect(misses).toHaveLength(missesMax);
    expect(missesLeftOut).toBe(6);
  });
});

describe("a comparison with a baseline", () => {
  const truths = truthsOf(row("a", "a", { invoiceNumber: "1", issueDate: "2026-01-01" }));
  const both = evaluated(truths, outcomeOf("a", { invoiceNumber: "1", issueDate: "2026-01-01" }));
  const one = evaluated(truths, outcomeOf("a", { invoiceNumber: "1" }));
  const wrong = evaluated(truths, outcomeOf("a", { invoiceNumber: "1", issueDate: "2026-01-02" }));

  it("is no regression where nothing or only something better changed", () => {
    expect(compareEvaluations(both, both)).toEqual({
      changes: [],
      incomparable: [],
      isRegression: false,
    });
    expect(compareEvaluations(one, both)).toMatchObject({ isRegression: false });
  });

  it("is a regression where a value is lost, or wrong instead of missing", () => {
    expect(compareEvaluations(both, one)).toMatchObject({
      isRegression: true,
      changes: expect.arrayContaining([
        { kind: "text", field: "issueDate", right: -1, wrong: 0, isWorse: true },
      ]),
    });
    expect(compareEvaluations(one, wrong)).toMatchObject({ isRegression: true });
  });

  it("is a regression where documents are missing: a smaller corpus proves nothing", () => {
    expect(compareEvaluations(both, { ...both, kinds: {} })).toMatchObject({
      isRegression: true,
      incomparable: ["text"],
    });
  });
});

describe("a truth file", () => {
  it("names the line that is wrong", () => {
    const source = '{"file":"a"}\n\n{"kind":"text"}\n';
    expect(() => parseTruth(source, { folder: "x", isPrintedOnly: false })).toThrow(
      /x\/truth\.jsonl line 3: file/,
    );
    expect(() => parseTruth("{", { folder: "", isPrintedOnly: false })).toThrow(/line 1/);
  });

  it("of a printed page counts only what is printed", () => {
    const source = JSON.stringify({
      file: "a.pdf",
      kind: "facturx-pdf",
      fields: { invoiceNumber: "1", iban: "X" },
      visible: ["invoiceNumber"],
    });
    const [truth] = parseTruth(source, { folder: "", isPrintedOnly: true });
    expect(truth?.values).toEqual({ invoiceNumber: ["1"] });
  });
});
