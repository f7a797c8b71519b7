import * as fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { compareFiles, type InputDocument } from "#src/domain/document.ts";
import type { Fingerprint } from "#src/domain/fingerprint.ts";
import type { Outcome } from "#src/domain/outcome.ts";
import { duplicateMatchesMax, type Ledger } from "#src/ports/ledger.ts";
import {
  aBatch,
  aDocument,
  aFingerprint,
  anOutcome,
  aQuarantinedOutcome,
  aSummary,
  documentIdOf,
  versions,
} from "#test/storage/ledger-builders.ts";

/** What every ledger does. `open` gives an empty one. */
export function describeLedger(name: string, open: () => Promise<Ledger>): void {
  describe(`${name} as a ledger`, () => {
    let ledger: Ledger;
    beforeEach(async () => {
      ledger = await open();
    });
    afterEach(async () => await ledger.close());

    const recordIn = async (
      batchId: string,
      document: InputDocument,
      options: { outcome?: Partial<Outcome>; fingerprint?: Partial<Fingerprint> } = {},
    ): Promise<void> => {
      await ledger.startBatch(aBatch(batchId));
      await ledger.saveDocuments(batchId, [document]);
      await ledger.record(batchId, anOutcome(document, options.outcome), {
        versions,
        fingerprint: aFingerprint(options.fingerprint),
      });
      if (batchId !== "now") await ledger.settleBatch(batchId);
    };
    const listed = async (batchId: string): Promise<Outcome[]> =>
      await Array.fromAsync(ledger.outcomes(batchId));

    describe("batches", () => {
      it("keeps a batch as it was first started", async () => {
        await ledger.startBatch(aBatch("b1", { settings: { parallelism: 8 } }));
        await ledger.startBatch(aBatch("b1", { settings: { parallelism: 1 } }));

        expect(await ledger.findBatch("b1")).toEqual({
          ...aBatch("b1", { settings: { parallelism: 8 } }),
          status: "running",
          dispatched: 0,
          decided: 0,
          awaitingReview: 0,
          quarantined: 0,
        });
      });

      it("goes on under the settings that replace the first", async () => {
        await ledger.startBatch(aBatch("b1", { settings: { parallelism: 8 } }));
        await ledger.saveSettings("b1", { parallelism: 1 });

        expect((await ledger.findBatch("b1"))?.settings).toEqual({ parallelism: 1 });
      });

      it("has its documents as they were last registered, ordered by file", async () => {
        await ledger.startBatch(aBatch("b1"));
        await ledger.saveDocuments("b1", [aDocument("b.pdf"), aDocument("a.xml")]);
        const repaired = aDocument("b.pdf", { content: "repaired", path: "/moved/b.pdf" });
        await ledger.saveDocuments("b1", [repaired]);

        expect(await ledger.documents("b1")).toEqual([aDocument("a.xml"), repaired]);
      });

      it("has the parts of a file in its place, and nothing of the whole", async () => {
        const [whole, other] = [aDocument("a.pdf"), aDocument("b.pdf")];
        const parts = [aDocument("a.pdf#page=1"), aDocument("a.pdf#page=2-3")];
        const failed = { attempt: 1, code: "x", message: "y", at: "2026-03-01T09:00:00Z" };
        await ledger.startBatch(aBatch("b1"));
        await ledger.saveDocuments("b1", [whole, other]);
        const options = { versions, fingerprint: aFingerprint() };
        await ledger.record("b1", anOutcome(whole), options);
        await ledger.recordFailedAttempt("b1", whole, failed);

        for (let time = 1; time <= 2; time += 1) await ledger.splitDocument("b1", "a.pdf", parts);

        expect(await ledger.documents("b1")).toEqual([...parts, other]);
        expect(await listed("b1")).toEqual([]);
        expect((await ledger.failedAttempts("b1", [whole])).size).toBe(0);
        await expect(ledger.splitDocument("b2", "a.pdf", parts)).rejects.toThrow(RangeError);
      });

      it("has nothing of parts a file had before, but what a person decided", async () => {
        const at = (file: string) => aDocument(file, { path: "/in/a.pdf" });
        const [whole, first, second, rest] = ["", "#page=1", "#page=2", "#page=1-2"].map((pages) =>
          at(`a.pdf${pages}`),
        ) as [InputDocument, InputDocument, InputDocument, InputDocument];
        const stranger = aDocument("a.pdf#page=3.pdf");
        const options = { versions, fingerprint: aFingerprint() };
        const decision = anOutcome(second).decision;
        const reviewed = { decision: { ...decision, decidedBy: "reviewer" } } as Partial<Outcome>;
        await ledger.startBatch(aBatch("b1"));
        await ledger.saveDocuments("b1", [whole, stranger]);
        await ledger.splitDocument("b1", "a.pdf", [first, second]);
        await ledger.record("b1", anOutcome(first), options);
        await ledger.record("b1", anOutcome(stranger), options);

        await ledger.saveDocuments("b1", [whole]);
        await ledger.splitDocument("b1", "a.pdf", [rest, second]);
        expect(await ledger.documents("b1")).toEqual([rest, second, stranger]);
        expect((await listed("b1")).map(({ file }) => file)).toEqual([stranger.file]);

        await ledger.record("b1", anOutcome(rest), options);
        await ledger.record("b1", anOutcome(second, reviewed), options);
        await ledger.saveDocuments("b1", [whole]);
        await ledger.record("b1", anOutcome(whole), options);
        expect((await listed("b1")).map(({ file }) => file)).toEqual([
          whole.file,
          second.file,
          stranger.file,
        ]);
      });

      it("knows nothing of a batch that was not started", async () => {
        expect(await ledger.findBatch("b1")).toBeUndefined();
        expect(await ledger.listBatches()).toEqual([]);
        expect(await listed("b1")).toEqual([]);
        expect(await ledger.items("b1")).toEqual([]);
        expect(await ledger.documents("b1")).toEqual([]);
        expect(await ledger.recorded("b1", [aDocument("a.xml")], versions)).toEqual([]);
      });

      it("refuses writes to a batch that was not started", async () => {
        const document = aDocument("a.xml");
        const options = { versions, fingerprint: aFingerprint() };

        await expect(ledger.saveDocuments("b1", [document])).rejects.toThrow(RangeError);
        await expect(ledger.saveSettings("b1", {})).rejects.toThrow(RangeError);
        await expect(ledger.record("b1", anOutcome(document), options)).rejects.toThrow(RangeError);
        await expect(
          ledger.finishBatch("b1", aSummary("b1"), "2026-03-01T09:00:00Z"),
        ).rejects.toThrow(RangeError);
      });

      it("counts documents and outcomes by status", async () => {
        const files = ["a.xml", "b.xml", "c.pdf", "d.pdf"].map((file) => aDocument(file));
        await ledger.startBatch(aBatch("b1"));
        await ledger.saveDocuments("b1", files);
        const [a, b, c] = files as [InputDocument, InputDocument, InputDocument];
        const options = { versions, fingerprint: aFingerprint() };
        await ledger.record("b1", anOutcome(a), options);
        await ledger.record("b1", anOutcome(b, { status: "awaiting_review" }), options);
        await ledger.record("b1", aQuarantinedOutcome(c), options);

        expect(await ledger.findBatch("b1")).toMatchObject({
          dispatched: 4,
          decided: 1,
          awaitingReview: 1,
          quarantined: 1,
        });
      });

      it("holds status and summary of a finished batch, those of the last finish", async () => {
        await ledger.startBatch(aBatch("b1"));
        await ledger.finishBatch(
          "b1",
          aSummary("b1", { status: "MOSTLY_FAILED" }),
          "2026-03-01T09:00:00Z",
        );
        await ledger.finishBatch("b1", aSummary("b1"), "2026-03-01T10:00:00Z");

        expect(await ledger.findBatch("b1")).toMatchObject({
          status: "SUCCESS",
          finishedAt: "2026-03-01T10:00:00Z",
          summary: aSummary("b1"),
        });
      });

      it("lists batches newest first, whatever their time zones", async () => {
        await ledger.startBatch(aBatch("middle", { startedAt: "2026-03-01T12:00:00+02:00" }));
        await ledger.startBatch(aBatch("newest", { startedAt: "2026-03-01T11:00:00Z" }));
        await ledger.startBatch(aBatch("oldest", { startedAt: "2026-03-01T09:00:00Z" }));

        const batches = await ledger.listBatches();

        expect(batches.map(({ batchId }) => batchId)).toEqual(["newest", "middle", "oldest"]);
      });
    });

    describe("outcomes", () => {
      it("gives a record back as it was written", async () => {
        const outcome = anOutcome(aDocument("a.xml"), {
          invoice: { seller: { name: "Bücher \u{1F4DA} \u0000 'quoted'" } },
        });
        await recordIn("b1", aDocument("a.xml"), { outcome });

        expect(await ledger.findOutcome("b1", "a.xml")).toEqual(outcome);
        expect(await ledger.findOutcome("b1", "other.xml")).toBeUndefined();
        expect(await ledger.findOutcome("b2", "a.xml")).toBeUndefined();
      });

      it("keeps the last record of a file", async () => {
        await recordIn("b1", aDocument("a.xml"), { outcome: { status: "awaiting_review" } });
        await recordIn("b1", aDocument("a.xml", { content: "corrected" }), {
          outcome: { findings: [] },
          fingerprint: { sellerKeys: ["name:OTHER"] },
        });

        const [outcome, ...others] = await listed("b1");
        expect(others).toEqual([]);
        expect(outcome).toMatchObject({
          documentId: documentIdOf("corrected"),
          status: "decided",
          findings: [],
        });
        expect(await ledger.items("b1")).toMatchObject([
          { fingerprint: { sellerKeys: ["name:OTHER"] } },
        ]);
      });

      it("orders outcomes and items by the bytes of their files", async () => {
        const files = ["\u{1F600}.pdf", "\u{FF5E}.pdf", "ä.pdf", "b.pdf", "a/b.pdf", "a.pdf"];
        for (const file of files) await recordIn("b1", aDocument(file));

        const ordered = ["a.pdf", "a/b.pdf", "b.pdf", "ä.pdf", "\u{FF5E}.pdf", "\u{1F600}.pdf"];
        expect((await listed("b1")).map(({ file }) => file)).toEqual(ordered);
        expect((await ledger.items("b1")).map(({ file }) => file)).toEqual(ordered);
      });

      it("lists every outcome of a large batch once", async () => {
        const documents = Array.from({ length: 250 }, (_, index) => aDocument(`${index}.xml`));
        await ledger.startBatch(aBatch("b1"));
        await ledger.saveDocuments("b1", documents);
        const options = { versions, fingerprint: aFingerprint() };
        for (const document of documents) await ledger.record("b1", anOutcome(document), options);

        const files = (await listed("b1")).map(({ file }) => file);

        expect(files).toEqual(documents.map(({ file }) => file).toSorted(compareFiles));
      });

      it("gives the same listing when any sequence of records is written again", async () => {
        const files = fc.constantFrom("a.xml", "b/ä.xml", "\u{1F600}.pdf", "\u{FFFD}.pdf");
        const write = fc.record({
          file: files,
          content: fc.constantFrom("one", "two"),
          status: fc.constantFrom("decided" as const, "awaiting_review" as const),
          sellerKeys: fc.array(fc.string(), { maxLength: 3 }),
          findings: fc.constantFrom([], anOutcome(aDocument("a.xml")).findings),
        });
        await fc.assert(
          fc.asyncProperty(
            fc.uuid(),
            fc.array(write, { maxLength: 12 }),
            async (batchId, writes) => {
              const play = async (): Promise<void> => {
                for (const { file, content, status, findings, sellerKeys } of writes) {
                  await recordIn(batchId, aDocument(file, { content }), {
                    outcome: { status, findings },
                    fingerprint: { sellerKeys: [...new Set(sellerKeys)] },
                  });
                }
              };
              await play();
              const once = [await listed(batchId), await ledger.items(batchId)];
              await play();

              expect([await listed(batchId), await ledger.items(batchId)]).toEqual(once);
              expect(once[0]).toHaveLength(new Set(writes.map((written) => written.file)).size);
            },
          ),
          { numRuns: 25 },
        );
      });
    });

    describe("a batch that is reopened", () => {
      const damaged = aDocument("b.pdf");

      beforeEach(async () => {
        await recordIn("b1", aDocument("a.xml"));
        await ledger.saveDocuments("b1", [damaged]);
        await ledger.record("b1", aQuarantinedOutcome(damaged), {
          versions,
          fingerprint: aFingerprint(),
        });
        await ledger.finishBatch("b1", aSummary("b1"), "2026-03-01T11:00:00Z");
      });

      it("counts its quarantined documents as not recorded, and the others as before", async () => {
        expect(await ledger.reopenQuarantined("b1")).toEqual(["b.pdf"]);

        const recorded = await ledger.recorded("b1", [aDocument("a.xml"), damaged], versions);
        expect(recorded.map(({ file }) => file)).toEqual(["a.xml"]);
      });

      it("runs again, and shows its old outcomes until others replace them", async () => {
        await ledger.reopenQuarantined("b1");

        expect(await ledger.findBatch("b1")).toMatchObject({ status: "running", quarantined: 1 });
        expect(await ledger.findBatch("b1")).not.toHaveProperty("summary");
        expect((await listed("b1")).map(({ file }) => file)).toEqual(["a.xml", "b.pdf"]);
      });

      it("stays done if none was quarantined", async () => {
        await ledger.record("b1", anOutcome(damaged), { versions, fingerprint: aFingerprint() });

        expect(await ledger.reopenQuarantined("b1")).toEqual([]);
        expect(await ledger.findBatch("b1")).toHaveProperty("summary");
      });
    });

    describe("failed attempts", () => {
      const busy = aDocument("a.xml");
      const attemptOf = (attempt: number) => ({
        attempt,
        code: "file.unreadable",
        message: `the file is busy, ${attempt}`,
        at: `2026-03-01T10:00:0${attempt}.000Z`,
      });

      beforeEach(async () => {
        await ledger.startBatch(aBatch("b1"));
        await ledger.saveDocuments("b1", [busy, aDocument("b.xml")]);
      });

      it("are kept by file, first to last, each once", async () => {
        for (const attempt of [2, 1, 2])
          await ledger.recordFailedAttempt("b1", busy, attemptOf(attempt));

        const failed = await ledger.failedAttempts("b1", [busy, aDocument("b.xml")]);
        expect([...failed]).toEqual([["a.xml", [attemptOf(1), attemptOf(2)]]]);
      });

      it("do not count for other content, nor for another batch", async () => {
        await ledger.startBatch(aBatch("b2"));
        await ledger.recordFailedAttempt("b1", busy, attemptOf(1));
        const repaired = { ...busy, documentId: documentIdOf("repaired") };

        expect([...(await ledger.failedAttempts("b1", [repaired]))]).toEqual([]);
        expect([...(await ledger.failedAttempts("b2", [busy]))]).toEqual([]);
      });

      it("are forgotten once the file has an outcome", async () => {
        await ledger.recordFailedAttempt("b1", busy, attemptOf(1));
        await recordIn("b1", busy);

        expect([...(await ledger.failedAttempts("b1", [busy]))]).toEqual([]);
      });

      it("cannot be kept of a batch that was never started", async () => {
        await expect(
          ledger.recordFailedAttempt("never", busy, attemptOf(1)),
        ).rejects.toBeInstanceOf(RangeError);
      });
    });

    describe("recorded", () => {
      it("returns summaries of what this batch has recorded under these versions", async () => {
        await recordIn("b1", aDocument("b.xml"));
        await recordIn("b1", aDocument("a.xml"));
        const damaged = aDocument("c.pdf");
        await ledger.record("b1", aQuarantinedOutcome(damaged), {
          versions,
          fingerprint: { sellerKeys: [] },
        });
        await recordIn("b2", aDocument("d.xml"));
        const asked = ["d.xml", "b.xml", "a.xml"].map((file) => aDocument(file));

        expect(await ledger.recorded("b1", [...asked, damaged], versions)).toEqual([
          {
            documentId: documentIdOf("a.xml"),
            file: "a.xml",
            status: "decided",
            action: "auto_approve",
            source: "ubl",
            attempts: 1,
          },
          {
            documentId: documentIdOf("b.xml"),
            file: "b.xml",
            status: "decided",
            action: "auto_approve",
            source: "ubl",
            attempts: 1,
          },
          {
            documentId: damaged.documentId,
            file: "c.pdf",
            status: "quarantined",
            errorCode: "document.damaged",
            errorMessage: "The file breaks off.",
            source: "ubl",
            attempts: 3,
          },
        ]);
      });

      it("leaves out outcomes of another policy, another extraction or another content", async () => {
        const document = aDocument("a.xml");
        await recordIn("b1", document);
        const changed = aDocument("a.xml", { content: "changed" });

        const asked: [InputDocument, typeof versions][] = [
          [document, { ...versions, policyVersion: "p2" }],
          [document, { ...versions, extractionVersion: 2 }],
          [changed, versions],
        ];

        for (const [of, under] of asked) {
          expect(await ledger.recorded("b1", [of], under)).toEqual([]);
        }
      });
    });

    describe("the newest outcome", () => {
      beforeEach(async () => {
        const older = aDocument("a.xml", { content: "same", path: "/old/a.xml" });
        const newer = aDocument("b.xml", { content: "same", path: "/new/b.xml" });
        await ledger.startBatch(aBatch("new", { startedAt: "2026-03-02T08:00:00Z" }));
        await ledger.startBatch(aBatch("old", { startedAt: "2026-03-01T08:00:00Z" }));
        await recordIn("new", newer);
        await recordIn("old", older);
        await recordIn("old", aDocument("abcdef"));
      });
      const found = async (asked: string): Promise<unknown> => {
        const latest = await ledger.findLatestOutcome(asked);
        return latest && [latest.batchId, latest.outcome.file];
      };

      it("is found by the document id or its first digits", async () => {
        const id = documentIdOf("same");
        const [, digits = ""] = id.split(":");

        for (const asked of [id, digits, digits.slice(0, 6), id.slice(0, 13)]) {
          expect(await found(asked)).toEqual(["new", "b.xml"]);
        }
        expect(await found(digits.slice(0, 6).toUpperCase())).toEqual(["new", "b.xml"]);
      });

      it("is found by file and by path", async () => {
        expect(await found("a.xml")).toEqual(["old", "a.xml"]);
        expect(await found("/new/b.xml")).toEqual(["new", "b.xml"]);
      });

      it("is found by the path of a file and its pages", async () => {
        for (const pages of ["1", "2-3"]) {
          await recordIn("new", aDocument(`c.pdf#page=${pages}`, { path: "/new/c.pdf" }));
        }

        expect(await found("/new/c.pdf#page=2-3")).toEqual(["new", "c.pdf#page=2-3"]);
        expect(await found("/new/c.pdf#page=3")).toBeUndefined();
      });

      it("is that of a file whose name looks like an id", async () => {
        expect(await found("abcdef")).toEqual(["old", "abcdef"]);
      });

      it("is not found by too few digits or an unknown name", async () => {
        const [, digits = ""] = documentIdOf("same").split(":");

        for (const asked of [digits.slice(0, 5), "", "sha256:", "%", "c.xml", "/a.xml"]) {
          expect(await found(asked)).toBeUndefined();
        }
      });
    });

    describe("items", () => {
      it("are the fingerprints of what was not quarantined", async () => {
        const sparse: Fingerprint = { sellerKeys: [] };
        await recordIn("b1", aDocument("a.xml"));
        await ledger.record("b1", anOutcome(aDocument("b.xml")), { versions, fingerprint: sparse });
        await ledger.record("b1", aQuarantinedOutcome(aDocument("c.xml")), {
          versions,
          fingerprint: sparse,
        });

        expect(await ledger.items("b1")).toMatchObject([
          { file: "a.xml", documentId: documentIdOf("a.xml"), fingerprint: aFingerprint() },
          { file: "b.xml", documentId: documentIdOf("b.xml"), fingerprint: sparse },
        ]);
      });
    });

    describe("duplicates", () => {
      const mine = aDocument("mine.xml");
      const search = async (
        fingerprint: Partial<Fingerprint> = {},
        options: { document?: InputDocument; batchId?: string; nearDays?: number } = {},
      ): Promise<unknown> =>
        await ledger.findDuplicates(options.document ?? mine, aFingerprint(fingerprint), {
          batchId: options.batchId ?? "now",
          nearDays: options.nearDays ?? 7,
        });
      beforeEach(async () => {
        await ledger.startBatch(aBatch("now"));
        await ledger.saveDocuments("now", [mine]);
      });

      it("finds the same content at another path", async () => {
        await recordIn("before", aDocument("copy.xml", { content: "mine.xml" }));

        expect(await search({ sellerKeys: [] })).toEqual([
          { kind: "same_content", file: "copy.xml", batchId: "before" },
        ]);
      });

      it("finds the same number of a seller known by any of its names", async () => {
        await recordIn("before", aDocument("a.xml"), {
          fingerprint: { sellerKeys: ["name:NORDLICHT"], amountMinor: 1, issueDate: "2020-01-01" },
        });

        expect(await search()).toEqual([{ kind: "same_number", file: "a.xml", batchId: "before" }]);
        expect(await search({ sellerKeys: ["name:OTHER"] })).toEqual([]);
        expect(await search({ sellerKeys: [] })).toEqual([]);
        expect(await search({ invoiceNumber: "20262" })).toEqual([]);
      });

      it("finds the same amount up to so many days away", async () => {
        await recordIn("before", aDocument("a.xml"), {
          fingerprint: { invoiceNumber: "77", issueDate: "2026-02-26" },
        });
        const match = [{ kind: "same_amount_near_date", file: "a.xml", batchId: "before" }];

        expect(await search({}, { nearDays: 3 })).toEqual(match);
        expect(await search({ issueDate: "2026-02-23" }, { nearDays: 3 })).toEqual(match);
        expect(await search({}, { nearDays: 2 })).toEqual([]);
        expect(await search({ issueDate: "2026-02-22" }, { nearDays: 3 })).toEqual([]);
        expect(await search({ amountMinor: 11_901 })).toEqual([]);
        expect(await search({ currencyCode: "CHF" })).toEqual([]);
      });

      it("matches nothing on a field that was not read, on either side", async () => {
        const { sellerKeys } = aFingerprint();
        await ledger.startBatch(aBatch("before"));
        await ledger.record("before", anOutcome(aDocument("a.xml")), {
          versions,
          fingerprint: { sellerKeys },
        });
        const options = { batchId: "now", nearDays: 7 };

        expect(await ledger.findDuplicates(mine, { sellerKeys }, options)).toEqual([]);
        expect(await ledger.findDuplicates(mine, aFingerprint(), options)).toEqual([]);
      });

      it("does not take a credit note for its invoice", async () => {
        await recordIn("before", aDocument("a.xml"), {
          fingerprint: { documentType: "credit_note" },
        });

        expect(await search({ documentType: "invoice" })).toEqual([]);
        expect(await search({ documentType: "credit_note" })).toHaveLength(1);
      });

      it("takes any two documents that ask for money for the same claim", async () => {
        await recordIn("before", aDocument("a.xml"), { fingerprint: { documentType: "receipt" } });

        expect(await search({ documentType: "invoice" })).toHaveLength(1);
        expect(await search({ documentType: "credit_note" })).toEqual([]);
      });

      it("does not take a folder that is processed twice for duplicates", async () => {
        const other = aDocument("other.xml");
        await recordIn("before", mine);
        await recordIn("before", other);
        await ledger.saveDocuments("now", [other]);

        expect(await search()).toEqual([]);
      });

      it("does not match the same file again when it is processed without a batch", async () => {
        await recordIn("before", mine);

        expect(
          await ledger.findDuplicates(mine, aFingerprint(), { batchId: undefined, nearDays: 7 }),
        ).toEqual([]);
      });

      it("searches every batch when there is none of its own", async () => {
        await recordIn("now", aDocument("a.xml"));
        await ledger.settleBatch("now");

        expect(
          await ledger.findDuplicates(mine, aFingerprint(), { batchId: undefined, nearDays: 7 }),
        ).toHaveLength(1);
      });

      it("leaves the documents of the same batch to the batch", async () => {
        await recordIn("now", aDocument("a.xml"));

        expect(await search()).toEqual([]);
      });

      it("finds the file's own path once its content has changed", async () => {
        await recordIn("before", aDocument("mine.xml", { content: "first version" }));

        expect(await search()).toEqual([
          { kind: "same_number", file: "mine.xml", batchId: "before" },
        ]);
      });

      it("does not count quarantined documents as claims", async () => {
        await ledger.startBatch(aBatch("before"));
        const copy = aDocument("copy.xml", { content: "mine.xml" });
        await ledger.record("before", aQuarantinedOutcome(copy), {
          versions,
          fingerprint: aFingerprint(),
        });

        expect(await search()).toEqual([]);
      });

      it("leaves out marked copies until the marks of their batch are replaced", async () => {
        await recordIn("before", aDocument("a.xml"));
        await recordIn("before", aDocument("b.xml"));

        await ledger.markDuplicates("before", ["b.xml", "gone.xml"]);
        await recordIn("before", aDocument("b.xml"));
        expect(await search()).toMatchObject([{ file: "a.xml" }]);

        await ledger.markDuplicates("before", ["a.xml"]);
        expect(await search()).toMatchObject([{ file: "b.xml" }]);

        await ledger.markDuplicates("before", []);
        expect(await search()).toMatchObject([{ file: "a.xml" }, { file: "b.xml" }]);
      });

      it("names a claim once, the strongest kind first, then by batch and file", async () => {
        const sameAmount = { invoiceNumber: "77" };
        await recordIn("a", aDocument("amount.xml"), { fingerprint: sameAmount });
        await recordIn("b", aDocument("number.xml"));
        await recordIn("a", aDocument("number.xml"));
        await recordIn("c", aDocument("copy.xml", { content: "mine.xml" }));

        expect(await search()).toEqual([
          { kind: "same_content", file: "copy.xml", batchId: "c" },
          { kind: "same_number", file: "number.xml", batchId: "a" },
          { kind: "same_number", file: "number.xml", batchId: "b" },
          { kind: "same_amount_near_date", file: "amount.xml", batchId: "a" },
        ]);
      });

      it("returns the strongest matches when there are many", async () => {
        for (let index = 10; index < 22; index += 1) {
          await recordIn("before", aDocument(`${index}.xml`));
        }
        await recordIn("z", aDocument("copy.xml", { content: "mine.xml" }));

        const matches = await ledger.findDuplicates(mine, aFingerprint(), {
          batchId: "now",
          nearDays: 7,
        });

        const numbered = ["10", "11", "12", "13", "14", "15", "16", "17", "18"];
        expect(matches).toHaveLength(duplicateMatchesMax);
        expect(matches.map((match) => match.file)).toEqual([
          "copy.xml",
          ...numbered.map((number) => `${number}.xml`),
        ]);
      });

      it("counts claims of a batch only once it is settled", async () => {
        await ledger.startBatch(aBatch("before"));
        await ledger.saveDocuments("before", [aDocument("a.xml")]);
        const outcome = anOutcome(aDocument("a.xml"));
        await ledger.record("before", outcome, { versions, fingerprint: aFingerprint() });
        expect(await search()).toEqual([]);

        await ledger.settleBatch("before");
        expect(await search()).toHaveLength(1);
      });

      it("lets the later of two batches see the other, never both", async () => {
        await recordIn("now", mine);
        await ledger.settleBatch("now");
        const theirs = aDocument("theirs.xml");
        await recordIn("other", theirs);

        expect(await search()).toEqual([]);
        expect(await search({}, { document: theirs, batchId: "other" })).toMatchObject([
          { kind: "same_number", batchId: "now" },
        ]);
      });

      it("counts a claim again when this batch could not read its document", async () => {
        const other = aDocument("other.xml");
        await recordIn("before", other);
        await ledger.saveDocuments("now", [other]);
        expect(await search()).toEqual([]);

        const failed = aQuarantinedOutcome(other);
        await ledger.record("now", failed, { versions, fingerprint: { sellerKeys: [] } });
        expect(await search()).toHaveLength(1);
      });

      it("knows which items were claimed before at the same place, and which are called copies", async () => {
        await recordIn("before", mine);
        const copy = aDocument("copy.xml");
        const finding = {
          check: "duplicates",
          rule: "DUPLICATE-NUMBER",
          status: "contradicted",
          severity: "error",
          message: "The same seller and number.",
        } as const;
        await recordIn("now", mine);
        await recordIn("now", copy, { outcome: { findings: [finding] } });

        expect(await ledger.items("now")).toMatchObject([
          { file: "copy.xml", isRecordedBefore: false, isCalledDuplicate: true },
          { file: "mine.xml", isRecordedBefore: true, isCalledDuplicate: false },
        ]);
      });

      it("knows where the content of a file that was repaired was claimed", async () => {
        const damaged = aDocument(mine.file, { content: "damaged", path: mine.path });
        await ledger.startBatch(aBatch("before"));
        await ledger.saveDocuments("before", [damaged]);
        await recordIn("before", mine);
        await ledger.startBatch(aBatch("now"));
        await ledger.saveDocuments("now", [damaged]);
        await recordIn("now", mine);

        expect(await search()).toEqual([]);
        expect(await ledger.items("now")).toMatchObject([{ isRecordedBefore: true }]);
      });
    });

    describe("past outcomes", () => {
      const past = async (
        options: Partial<Parameters<Ledger["pastOutcomes"]>[0]> = {},
      ): Promise<string[]> => {
        const found = await ledger.pastOutcomes({ batchId: "now", limit: 100, ...options });
        return found.map(({ batchId, outcome }) => `${batchId} ${outcome.file}`);
      };

      it("are whole records of settled batches, the last settled first, then by file", async () => {
        await recordIn("old", aDocument("b.xml"));
        await recordIn("old", aDocument("\u{1F600}.pdf"));
        await recordIn("old", aDocument("\u{FF5E}.pdf"));
        await recordIn("new", aDocument("c.xml"));
        await recordIn("old", aDocument("a.xml"));

        expect(await past()).toEqual([
          "old a.xml",
          "old b.xml",
          "old \u{FF5E}.pdf",
          "old \u{1F600}.pdf",
          "new c.xml",
        ]);
        expect(await ledger.pastOutcomes({ batchId: "now", limit: 1 })).toEqual([
          { batchId: "old", outcome: anOutcome(aDocument("a.xml")) },
        ]);
      });

      it("leave out what a batch that has not settled recorded", async () => {
        await ledger.startBatch(aBatch("under way"));
        await ledger.record("under way", anOutcome(aDocument("a.xml")), {
          versions,
          fingerprint: aFingerprint(),
        });
        expect(await past()).toEqual([]);

        await ledger.settleBatch("under way");
        expect(await past()).toEqual(["under way a.xml"]);
      });

      it("leave out the batch that asks", async () => {
        await recordIn("before", aDocument("a.xml"));

        expect(await past({ batchId: "before" })).toEqual([]);
        expect(await past({ batchId: undefined })).toEqual(["before a.xml"]);
      });

      it("leave out what was quarantined, and copies", async () => {
        await recordIn("before", aDocument("a.xml"));
        await recordIn("before", aDocument("copy.xml"));
        await ledger.record("before", aQuarantinedOutcome(aDocument("broken.pdf")), {
          versions,
          fingerprint: aFingerprint(),
        });
        await ledger.markDuplicates("before", ["copy.xml"]);

        expect(await past()).toEqual(["before a.xml"]);
      });

      it("are those of a seller known by any of its names", async () => {
        await recordIn("before", aDocument("both.xml"));
        await recordIn("before", aDocument("name.xml"), {
          fingerprint: { sellerKeys: ["name:NORDLICHT"] },
        });
        await recordIn("before", aDocument("other.xml"), {
          fingerprint: { sellerKeys: ["name:OTHER"] },
        });
        const { sellerKeys } = aFingerprint();

        expect(await past({ sellerKeys })).toEqual(["before both.xml", "before name.xml"]);
        expect(await past({ sellerKeys: ["vat:DE123456789"] })).toEqual(["before both.xml"]);
        expect(await past({ sellerKeys: ["name:NOBODY"] })).toEqual([]);
        expect(await past({ sellerKeys: [] })).toEqual([]);
      });

      it("are no more than asked for", async () => {
        for (const file of ["a.xml", "b.xml", "c.xml"]) await recordIn("before", aDocument(file));

        expect(await past({ limit: 2 })).toEqual(["before a.xml", "before b.xml"]);
        expect(await past({ limit: 0 })).toEqual([]);
        expect(await past({ limit: -1 })).toEqual([]);
      });

      it("have a mark that changes when a batch settles, and when it settles again", async () => {
        const marks = [await ledger.settledMark()];
        await recordIn("now", aDocument("a.xml"));
        expect(await ledger.settledMark()).toBe(marks[0]);

        for (const batchId of ["now", "other", "now", "now"]) {
          await ledger.startBatch(aBatch(batchId));
          await ledger.settleBatch(batchId);
          marks.push(await ledger.settledMark());
        }

        expect(new Set(marks).size).toBe(5);
        expect(await ledger.settledMark()).toBe(marks.at(-1));
      });
    });
  });
}
