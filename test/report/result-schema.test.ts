import { readFile } from "node:fs/promises";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, it } from "vitest";
import { toJsonLine } from "#src/report/results-jsonl.ts";
import { makeResultSchema, resultSchemaUrl } from "../../scripts/make-result-schema.ts";
import { anOutcome, aQuarantinedOutcome } from "./an-outcome.ts";

const published = await readFile(resultSchemaUrl, "utf8");
const validate = new Ajv2020({ strict: true, formats: { date: true, "date-time": true } }).compile(
  JSON.parse(published),
);

describe("docs/result.schema.json", () => {
  it("is current: `node scripts/make-result-schema.ts` writes it", () => {
    expect(published).toBe(makeResultSchema());
  });

  it("accepts what results.jsonl holds", () => {
    for (const outcome of [anOutcome(), aQuarantinedOutcome()]) {
      expect(validate(JSON.parse(toJsonLine(outcome))), JSON.stringify(validate.errors)).toBe(true);
    }
  });

  it("refuses a record whose amount is a number, for amounts are exact", () => {
    expect(validate({ ...anOutcome(), invoice: { totalWithTax: 119 } })).toBe(false);
  });

  it("describes every field of an invoice", () => {
    const { invoice } = JSON.parse(published).properties;

    for (const [name, field] of Object.entries<{ description?: string }>(invoice.properties)) {
      expect(field.description, name).toBeTypeOf("string");
    }
  });
});
