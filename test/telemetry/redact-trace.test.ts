import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DecisionAction } from "#src/domain/decision.ts";
import { DocumentId } from "#src/domain/document.ts";
import { redactError, redactInputs, redactOutputs } from "#src/telemetry/redact-trace.ts";
import { anInputDocument } from "#test/support/an-input-document.ts";

const document = anInputDocument({ file: "rechnung.pdf" });
const { documentId } = document;

describe("what a trace shows of a run", () => {
  it("names the batch and the document it was given, and counts the rest", () => {
    expect(
      redactInputs({ batchId: "2026-b1", document, path: "/in/rechnung.pdf", draft: {} }),
    ).toEqual({ batchId: "2026-b1", document: { documentId, leftOut: 3 }, leftOut: 2 });
  });

  it("tells how many documents there are, not which", () => {
    expect(redactInputs({ documents: [document, document] })).toEqual({ documents: 2 });
  });

  it("tells what was decided, not why", () => {
    const decision = { action: "reject", reasons: ["IBAN DE89370400440532013000 is new"] };
    expect(redactOutputs({ outcome: { documentId, status: "decided", decision } })).toEqual({
      outcome: { documentId, status: "decided", decision: { action: "reject", leftOut: 1 } },
    });
  });

  it("shows nothing of what a model answers under names of ours", () => {
    const iban = "DE89370400440532013000";
    expect(
      redactOutputs({ documentId: iban, batchId: iban, summary: { status: iban }, leftOut: iban }),
    ).toEqual({ summary: { leftOut: 1 }, leftOut: 3 });
  });

  it("says of an error only that there was one", () => {
    expect(redactError()).toEqual({ error: expect.stringContaining("FANFOLD_TRACE_CONTENT") });
  });
});

describe("for whatever a run was given", () => {
  const name = fc.oneof(
    fc.constantFrom(
      "documentId",
      "batchId",
      "document",
      "documents",
      "outcome",
      "outcomes",
      "summary",
      "decision",
      "action",
      "status",
      "decided",
      "messages",
      "leftOut",
      "__proto__",
    ),
    fc.string(),
  );
  const { payload } = fc.letrec<{ payload: Record<string, unknown>; value: unknown }>((tie) => ({
    payload: fc.dictionary(name, tie("value"), { maxKeys: 6 }),
    value: fc.oneof(
      { maxDepth: 3 },
      fc.string(),
      fc.double({ noNaN: true }),
      fc.constantFrom(documentId, "reject", "decided", null, undefined, true),
      fc.array(fc.string(), { maxLength: 3 }),
      tie("payload"),
    ),
  }));

  const strings = (value: unknown): string[] => {
    if (typeof value === "string") return [value];
    return typeof value === "object" && value !== null ? Object.values(value).flatMap(strings) : [];
  };
  const isOurs = (text: string): boolean =>
    DocumentId.safeParse(text).success ||
    DecisionAction.safeParse(text).success ||
    text === "decided";

  it("no text but ids, decisions and states of ours is shown of what it gave", () => {
    fc.assert(
      fc.property(payload, (given) => {
        expect(strings(redactOutputs(given)).filter((text) => !isOurs(text))).toEqual([]);
      }),
    );
  });

  it("redacting twice shows the same as once", () => {
    fc.assert(
      fc.property(payload, (given) => {
        const once = redactInputs(given);
        expect(redactInputs(once)).toEqual(once);
      }),
    );
  });
});
