/** A failure we foresaw and named. Anything else is a bug: let it crash. */
export abstract class AppError extends Error {
  /** `area.reason` in snake_case. Part of the API: other programs match on it. */
  abstract readonly code: string;
  /** True if the same call may succeed later. Retry policies read this and nothing else. */
  abstract readonly isTransient: boolean;

  override get name(): string {
    return this.constructor.name;
  }
}

/** Why a document cannot be processed. Each is final: the same bytes fail the same way. */
export const documentErrorCodes = [
  "document.empty",
  "document.changed",
  "document.too_large",
  "document.too_many_pages",
  "document.encrypted",
  "document.damaged",
  "document.needs_ocr",
  "document.illegible",
  "document.unsupported",
  "document.not_an_invoice",
  "document.nothing_found",
  "document.xml_malformed",
  "document.xml_dtd",
  "document.xml_too_deep",
  "document.xml_too_large",
  "document.text_too_large",
  "document.timeout",
  "document.out_of_memory",
] as const;
export type DocumentErrorCode = (typeof documentErrorCodes)[number];

/** The document itself is the problem; `message` is for a clerk and says what to do. */
export class DocumentRejected extends AppError {
  readonly code: DocumentErrorCode;
  readonly isTransient = false;

  constructor(code: DocumentErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** The file could not be opened or read; a second attempt may find it. */
export class FileUnreadable extends AppError {
  readonly code = "file.unreadable";
  readonly isTransient: boolean;

  constructor(message: string, options: ErrorOptions & { isTransient: boolean }) {
    super(message, options);
    this.isTransient = options.isTransient;
  }
}

/** A setting, a policy file or a sellers file is wrong; the message names file, place and remedy. */
export class ConfigError extends AppError {
  readonly code = "config.invalid";
  readonly isTransient = false;
}
