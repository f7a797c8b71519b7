import type { Appendix } from "#src/domain/draft.ts";
import type { Outcome } from "#src/domain/outcome.ts";

const kindLabels: Readonly<Record<Appendix["kind"], string>> = {
  terms: "terms",
  delivery_note: "delivery note",
  time_sheet: "time sheet",
  blank: "blank",
  copy: "copy",
};

/**
 * Which pages of its file a record is of, which of them were left out and which were recognised; nothing for a whole file all of which
 * was read.
 */
export function describePages({ pages = {} }: Pick<Outcome, "pages">): string[] {
  const { first, last, recognized = [] } = pages;
  const leftOut = leftOutPages(pages);
  const range = first === last ? first : `${first}-${last}`;
  return [
    ...(first === undefined ? [] : [`page ${range} of the file`]),
    ...(leftOut.length === 0 ? [] : [`left out page ${leftOut.join(", ")}`]),
    ...(recognized.length === 0 ? [] : [`recognised page ${recognized.join(", ")}`]),
  ];
}

/** `5 (terms)` for each page that was left out. */
export const leftOutPages = ({ appendices = [] }: NonNullable<Outcome["pages"]>): string[] =>
  appendices.map(({ page, kind }) => `${page} (${kindLabels[kind]})`);
