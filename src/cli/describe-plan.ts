import type { ListedFile } from "#src/ports/document-folder.ts";
import type { RunContext } from "#src/state/run-context.ts";
import { withoutControls } from "./without-controls.ts";

/** Files a dry run lists by name on a screen. */
const namedFilesMax = 50;

/** What `--dry-run` tells: the documents, and how they would be worked on. */
export function describePlan(files: readonly ListedFile[], context: RunContext): string {
  const bytes = files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  const named = files
    .slice(0, namedFilesMax)
    .map(({ file, sizeBytes }) => `  ${withoutControls(file)}  (${formatBytes(sizeBytes)})`);
  const more = files.length - named.length;
  return [
    `${files.length} documents, ${formatBytes(bytes)}; nothing was processed or written`,
    `strategy ${context.strategy}, parallelism ${context.parallelism}, chunks of ${context.chunkSize}`,
    ...named,
    ...(more > 0 ? [`  ... and ${more} more (all with --json)`] : []),
    "",
  ].join("\n");
}

function formatBytes(bytes: number): string {
  if (bytes < 1_000) return `${bytes} B`;
  if (bytes < 1_000_000) return `${(bytes / 1_000).toFixed(1)} kB`;
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}
