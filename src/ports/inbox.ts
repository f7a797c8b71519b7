import { AppError } from "#src/errors.ts";

/** A document that came inside a request. */
export type InlineDocument = {
  /** A plain file name: no folder, not hidden. */
  readonly name: string;
  readonly content: Uint8Array;
};

/** Where documents lie that came inside a request, until their runs are done. */
export interface Inbox {
  /**
   * Keeps documents for a day, each under its name, in one folder. The same documents are kept once, in the same folder: a call
   * that is repeated names the same input.
   *
   * @returns Absolute path of the folder.
   * @throws {InboxFull} If there is no room for them.
   */
  keep(documents: readonly InlineDocument[]): Promise<string>;
}

/** Too many documents came within a day. */
export class InboxFull extends AppError {
  readonly code = "inbox.full";
  readonly isTransient = true;
}
