import { writeFile } from "node:fs/promises";
import { z } from "zod";
import { Decision, Risk, RiskReason } from "#src/domain/decision.ts";
import { Evidence } from "#src/domain/evidence.ts";
import { Finding } from "#src/domain/finding.ts";
import { AllowanceOrCharge, Invoice, InvoiceLine } from "#src/domain/invoice.ts";
import { Operation } from "#src/domain/operation.ts";
import { FailedAttempt, Outcome, OutcomeError, schemaVersion } from "#src/domain/outcome.ts";
import { Address, Party } from "#src/domain/party.ts";
import { TaxBreakdown } from "#src/domain/tax.ts";

/** Where the published schema of `results.jsonl` lies. */
export const resultSchemaUrl = new URL("../docs/result.schema.json", import.meta.url);

const titles = new Map<z.core.$ZodType, string>([
  [Outcome, "Fanfold result record"],
  [Invoice, "Invoice"],
  [InvoiceLine, "Invoice line"],
  [AllowanceOrCharge, "Allowance or charge"],
  [TaxBreakdown, "Tax breakdown"],
  [Party, "Party"],
  [Address, "Address"],
  [Evidence, "Evidence"],
  [Finding, "Finding"],
  [Risk, "Risk"],
  [RiskReason, "Risk reason"],
  [Decision, "Decision"],
  [OutcomeError, "Error"],
  [FailedAttempt, "Failed attempt"],
  [Operation, "Operation"],
]);

/** The JSON schema of one line of `results.jsonl`, as published. */
export function makeResultSchema(): string {
  const { $schema, title, description, ...schema } = z.toJSONSchema(Outcome, {
    override({ zodSchema, jsonSchema }) {
      const known = titles.get(zodSchema);
      if (known !== undefined) jsonSchema.title = known;
    },
  });
  const identity = { $schema, $id: `urn:fanfold:result:${schemaVersion}`, title, description };
  return `${JSON.stringify({ ...identity, ...schema }, undefined, 2)}\n`;
}

if (import.meta.main) await writeFile(resultSchemaUrl, makeResultSchema());
