import type { Analysis, ModelUsage, RetrievedContext } from "#src/domain/analysis.ts";
import type { Draft } from "#src/domain/draft.ts";
import type { DocumentContent } from "#src/domain/reading.ts";
import { AppError } from "#src/errors.ts";

export type AnalysisRequest = {
  /** Content hash: the same document is asked about once. */
  readonly documentId: string;
  readonly content: DocumentContent;
  /** What rules made of it; absent where they can read nothing. */
  readonly draft: Draft | undefined;
  readonly context: RetrievedContext;
};

/** Something that keeps a model from being used, and what to do about it. */
export type AnalystProblem = {
  /** For example `ollama.unreachable`, `ollama.model_missing`. */
  readonly code: string;
  /** What, where, and what to do. */
  readonly message: string;
};

export type AnalystStatus = {
  /** Documents with text can be analysed. */
  readonly isReady: boolean;
  /** Scans and images can be analysed too. */
  readonly canSee: boolean;
  /** A model for scans and images is named: that it cannot be used is an outage. */
  readonly isVisionConfigured: boolean;
  /** The user named a host or model: that it cannot be used is worth a word. */
  readonly isConfigured: boolean;
  /** Model for text; absent if none answers. */
  readonly model?: string;
  /** Each named once. */
  readonly problems: readonly AnalystProblem[];
};

/** Reads a document with a model. What it says is data to be checked, never a decision. */
export interface DocumentAnalyst {
  /** Whether a model can be asked now. Cheap: what was found is kept for a while. Never throws for a service that is down. */
  status(signal?: AbortSignal): Promise<AnalystStatus>;
  /**
   * @throws {PortUnavailable} If no host gives an answer.
   * @throws {AnswerUnusable} If the answer cannot be used, after one repair; or the document does not fit the model.
   * @throws The signal's reason once it is aborted; the request is closed at the server.
   */
  analyze(request: AnalysisRequest, signal?: AbortSignal): Promise<Analysis>;
}

/** The model answered, and it is of no use: the same question would be answered the same way. */
export class AnswerUnusable extends AppError {
  readonly code: "analysis.unusable_answer" | "analysis.context_too_small";
  readonly isTransient = false;
  /** What it cost all the same; absent if nothing was asked. */
  readonly usage: ModelUsage | undefined;

  constructor(
    code: AnswerUnusable["code"],
    message: string,
    options: ErrorOptions & { usage?: ModelUsage } = {},
  ) {
    super(message, options);
    this.code = code;
    this.usage = options.usage;
  }
}

/** A model was asked for by name (`analysis: ollama`), and none can be used. */
export class AnalystUnavailable extends AppError {
  readonly code = "analysis.unavailable";
  readonly isTransient = false;

  constructor({ problems }: Pick<AnalystStatus, "problems">) {
    const reasons = problems.map(({ message }) => message).join("; ");
    super(
      `analysis ollama was asked for, but no model can be used: ${reasons}; see fanfold doctor, or use analysis auto`,
    );
  }
}
