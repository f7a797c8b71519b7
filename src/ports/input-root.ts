import { AppError } from "#src/errors.ts";

/** What callers from outside may name as input. */
export interface InputRoot {
  /**
   * Looks where a path, folder or pattern leads, links followed.
   *
   * @throws {InputOutsideRoot} If that is not below the root, or hidden.
   */
  assertInside(given: string): Promise<void>;
  /**
   * Looks whether there is something to read, before a run is made for it; a pattern has to match something.
   *
   * @param kind - A file alone, or whatever a batch may be given.
   * @throws {InputOutsideRoot} As `assertInside`.
   * @throws {InputNotFound} If there is nothing, or it is of another kind or may not be read.
   */
  assertReadable(given: string, kind: "file" | "any"): Promise<void>;
}

/** A caller named something it may not read. Says nothing about what is there. */
export class InputOutsideRoot extends AppError {
  readonly code = "input.outside_root";
  readonly isTransient = false;
}
