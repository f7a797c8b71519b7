import { AppError } from "#src/errors.ts";

/** What callers from outside may name as input. */
export interface InputRoot {
  /**
   * Looks where a path, folder or pattern leads, links followed.
   *
   * @throws {InputOutsideRoot} If that is not below the root, or hidden.
   */
  assertInside(given: string): Promise<void>;
}

/** A caller named something it may not read. Says nothing about what is there. */
export class InputOutsideRoot extends AppError {
  readonly code = "input.outside_root";
  readonly isTransient = false;
}
