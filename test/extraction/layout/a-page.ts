import type { Page } from "#src/domain/reading.ts";
import { textPages } from "#src/reading/text-pages.ts";

/** Pages as plain text lays them out: columns are made with spaces, a line of `\f` starts the next page. */
export const aPage = (text: string): Page[] => textPages(text.replace(/^\n/, ""));
