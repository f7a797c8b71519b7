import type { WebSearch } from "#src/ports/web-search.ts";
import { failIfTold, type Failure } from "./no-answer.ts";

/** Finds the companies it is given, by their exact name. `failure` is asked before each answer. */
export function createFakeWebSearch({
  companies = [],
  failure,
}: {
  readonly companies?: readonly { readonly name: string; readonly site: string }[];
  readonly failure?: () => Failure | undefined;
} = {}): WebSearch {
  return {
    async findCompany({ name }, signal) {
      signal?.throwIfAborted();
      failIfTold("WebSearch", failure?.());
      const sites = companies.filter((known) => known.name === name).map(({ site }) => site);
      const status = sites.length > 0 ? "found" : "not_found";
      return { source: "serper", status, sites, checkedAt: "2026-03-15T09:00:00.000Z" };
    },
  };
}
