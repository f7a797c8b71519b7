import type { Page, Row } from "#src/domain/reading.ts";
import { lettersIn } from "../page-text-amount.ts";

/** Letters and digits that a stamp, a scanner or an archive prints over a scan at most. */
const stampCharactersMax = 80;
/** A picture this large, as part of the page, is what the page shows; a smaller one is a logo beside the text. */
const scanCoverMin = 0.5;

/** A page, and how much of it its pictures cover, 0 to 1; undefined without one. */
export type LookedPage = { readonly page: Page; readonly pictureCover: number | undefined };

/** Tells which pages are pictures: those without text that show any, and those whose text is no more than a stamp on one. */
export function withPicturePages(looked: readonly LookedPage[]): Page[] {
  const isAllStamped = looked.every(
    ({ page: { rows } }) => rows.length > 0 && charactersIn(rows) <= stampCharactersMax,
  );
  const [first] = looked;
  // What begins with a stamped scan and has nothing but stamps is one scan.
  const isOneScan = isAllStamped && first !== undefined && isPicture(first);
  return looked.map((one) =>
    isOneScan || isPicture(one) ? { ...one.page, isPicture: true } : one.page,
  );
}

function isPicture({ page: { rows }, pictureCover }: LookedPage): boolean {
  if (pictureCover === undefined || charactersIn(rows) > stampCharactersMax) return false;
  return rows.length === 0 || pictureCover >= scanCoverMin;
}

const charactersIn = (rows: readonly Row[]): number =>
  rows.flatMap(({ words }) => words).reduce((sum, { text }) => sum + lettersIn(text), 0);
