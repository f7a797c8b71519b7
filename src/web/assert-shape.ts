import type { z } from "zod";
import { Refusal } from "./refusal.ts";

/** Problems one answer names. */
const problemsMax = 5;

/**
 * Holds a part of a request to its form, unknown fields included.
 *
 * @param place - Where it stands in the request.
 * @throws {Refusal} Naming the first problems; a value is not repeated.
 */
export function assertShape(schema: z.ZodObject | undefined, value: unknown, place: string): void {
  const { error } = schema?.strict().safeParse(value) ?? {};
  if (error === undefined) return;
  throw new Refusal(400, "request.invalid", problemsOf(error, place));
}

/** What is wrong and where, in words. */
export const problemsOf = ({ issues }: z.ZodError, place?: string): string =>
  issues
    .slice(0, problemsMax)
    .map(({ path, message }) => {
      const where = [...(place === undefined ? [] : [place]), ...path].join(".");
      return `${where === "" ? "request" : where}: ${message}`;
    })
    .join("; ");
