import type { Evidence, EvidenceByPath } from "#src/domain/evidence.ts";
import type { Box, Page, PageSheet } from "#src/domain/reading.ts";

/** Evidence with its boxes where the values stand in the file, for pages that were turned upright to be recognised. */
export const placedOnSheets = (evidence: EvidenceByPath, pages: readonly Page[]): EvidenceByPath =>
  Object.fromEntries(
    Object.entries(evidence).map(([path, given]) => [path, placedOnSheet(given, pages)]),
  );

function placedOnSheet(given: Evidence, pages: readonly Page[]): Evidence {
  const page = pages.find(({ number }) => number === given.page);
  if (given.box === undefined || page?.sheet === undefined) return given;
  const [x0, y0, x1, y1] = boxOnSheet(given.box, page, page.sheet);
  return { ...given, box: [rounded(x0), rounded(y0), rounded(x1), rounded(y1)] };
}

/** The upright box around a box of the page, on the sheet. */
function boxOnSheet(
  [x0, y0, x1, y1]: Box,
  { widthPt, heightPt }: Page,
  { width, height, turnedDegrees, lengthOfPt }: PageSheet,
): Box {
  const radians = (-turnedDegrees * Math.PI) / 180;
  const [cos, sin] = [Math.cos(radians), Math.sin(radians)];
  const corners = [x0, x1].flatMap((x) =>
    [y0, y1].map((y) => {
      const [right, down] = [(x - widthPt / 2) * lengthOfPt, (y - heightPt / 2) * lengthOfPt];
      return [width / 2 + right * cos - down * sin, height / 2 + right * sin + down * cos] as const;
    }),
  );
  const [xs, ys] = [corners.map(([x]) => x), corners.map(([, y]) => y)];
  return [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
}

const rounded = (length: number): number => Math.round(length * 10) / 10;
