import type { App } from "#src/app.ts";
import type { Miss } from "#src/domain/evaluation.ts";
import type { PlaceView } from "#src/domain/place-view.ts";
import { AppError } from "#src/errors.ts";
import type { ListedFile } from "#src/ports/document-folder.ts";
import type { MissViews } from "#src/report/misses-section.ts";

/** Misses that are shown, wrong values first; some 20 KB of HTML each. The others are only named. */
export const viewsMax = 100;

/** Views of the places of misses; none of a document that cannot be shown. */
export async function viewMisses(
  { documentFolder, placeViewer }: Pick<App, "documentFolder" | "placeViewer">,
  listed: readonly ListedFile[],
  misses: readonly Miss[],
  signal: AbortSignal,
): Promise<MissViews> {
  const views = new Map<Miss, PlaceView>();
  const byFile = Map.groupBy(misses.slice(0, viewsMax), ({ file }) => file);
  for (const document of listed) {
    const missed = byFile.get(document.file);
    if (missed === undefined) continue;
    const places = missed.map(({ page, box, expected }) => ({ page, box, text: expected }));
    try {
      const identified = await documentFolder.identify(document, signal);
      const shown = await placeViewer.viewPlaces(identified, places, signal);
      for (const [index, miss] of missed.entries()) {
        const view = shown[index];
        if (view !== undefined) views.set(miss, view);
      }
    } catch (error) {
      if (signal.aborted || !(error instanceof AppError)) throw error;
    }
  }
  return views;
}
