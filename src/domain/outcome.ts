import { z } from "zod";
import { AnalysisNote } from "./analysis.ts";
import { Decision, PastDecision, Risk } from "./decision.ts";
import { DocumentId, DocumentSource, DocumentType, PageRange } from "./document.ts";
import { Appendix, Draft } from "./draft.ts";
import { EvidenceByPath } from "./evidence.ts";
import { Finding } from "./finding.ts";
import { Invoice } from "./invoice.ts";
import { Operation } from "./operation.ts";

export const schemaVersion = 1;

/**
 * Version of what reading and extraction make of the same bytes. Raise it when a change to either can change a record:
 * outcomes recorded under another version are made anew.
 */
export const extractionVersion = 6;

const outcomeStatuses = ["decided", "awaiting_review", "quarantined"] as const;
export const OutcomeStatus = z
  .enum(outcomeStatuses)
  .describe("decided, waiting for a person, or set aside with a reason");
export type OutcomeStatus = z.infer<typeof OutcomeStatus>;

/** What a decision makes of its document. */
export const statusOfDecision = ({ action }: Decision): OutcomeStatus =>
  action === "manager_approval" ? "awaiting_review" : "decided";

/** One attempt at a document that failed. */
export const FailedAttempt = z
  .object({
    attempt: z.int().min(1).describe("1 is the first"),
    code: z.string().describe("Stable code, for example file.unreadable"),
    message: z.string().describe("What went wrong"),
    at: z.iso.datetime().describe("When it failed, ISO 8601"),
  })
  .describe("One attempt that failed");
export type FailedAttempt = z.infer<typeof FailedAttempt>;

export const OutcomeError = z
  .object({
    code: z.string().describe("Stable code, for example document.encrypted"),
    message: z.string().describe("For a clerk: what is wrong and what to do"),
    attempts: z.int().min(1).describe("How often it was tried"),
    history: z
      .array(FailedAttempt)
      .optional()
      .describe(
        "What happened at each attempt, first to last; present if a failure could have passed",
      ),
  })
  .describe("Why the document was quarantined");
export type OutcomeError = z.infer<typeof OutcomeError>;

/** One document's result record, a line of `results.jsonl`. Other programs read it: it is an API. */
export const Outcome = z
  .object({
    schemaVersion: z.literal(schemaVersion),
    documentId: DocumentId,
    file: z
      .string()
      .describe(
        "Path relative to the input folder, forward slashes; of one of several invoices in a file with its pages, as in a.pdf#page=3-4",
      ),
    status: OutcomeStatus,
    documentType: DocumentType.optional(),
    source: DocumentSource.optional(),
    pages: PageRange.partial()
      .extend({
        appendices: z.array(Appendix).optional().describe("Left out: no part of it"),
        recognized: Draft.shape.recognized,
      })
      .optional()
      .describe(
        "Pages of the file: first to last of a part; absent for a whole file all of which was read",
      ),
    analysis: AnalysisNote,
    invoice: Invoice.optional().describe("Absent when nothing could be read"),
    evidence: EvidenceByPath.describe("By field path"),
    findings: z.array(Finding),
    risk: Risk.optional(),
    decision: Decision.optional(),
    decisionHistory: z
      .array(PastDecision)
      .optional()
      .describe(
        "Decisions that were replaced: by a reviewer, or when a service answered at last; oldest first",
      ),
    error: OutcomeError.optional().describe("Present only when quarantined"),
    operations: z.array(Operation),
  })
  .describe("Fanfold result record of one document");
export type Outcome = z.infer<typeof Outcome>;
