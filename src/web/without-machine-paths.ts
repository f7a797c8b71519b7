/**
 * Takes folders of this machine out of a text that comes in pieces: what lies below them is told relative to them. A piece that ends
 * inside a folder's name is held back until the next one.
 */
export function createPathScrubber(folders: readonly string[]) {
  const longestFirst = folders
    .filter((folder) => folder.length > 1)
    .toSorted((a, b) => b.length - a.length);
  const names = longestFirst
    .map((folder) => folder.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&"))
    .join("|");
  // Only where a path can begin: text of a document that holds such a name by chance is left alone.
  const pattern = new RegExp(`(?<=^|["'\\s(=]|file://)(?:${names})(?=[/"'\\s:),;]|$)/?`, "g");
  let held = "";
  /** Last character that was told: a path begins behind some, in whatever pieces the text comes. */
  let before = "";
  return {
    push(piece: string): string {
      const text = held + piece;
      const end = endOfTold(text, longestFirst);
      held = text.slice(end);
      const told = text.slice(0, end);
      const scrubbed = scrub(told);
      before = told.at(-1) ?? before;
      return scrubbed;
    },
    end: (): string => scrub(held),
  };

  function scrub(text: string): string {
    if (names === "") return text;
    const scrubbed = (before + text).replace(pattern, (found) => (found.endsWith("/") ? "" : "."));
    return scrubbed.slice(before.length);
  }
}

/** Where the part begins that another piece may complete to a folder, or to what stands behind one. */
function endOfTold(text: string, folders: readonly string[]): number {
  let end = text.length;
  for (let more = overlap(text, folders); more > 0; more = overlap(text.slice(0, end), folders)) {
    end -= more;
  }
  return end;
}

/** Length of the longest end of `text` that a folder begins with. */
function overlap(text: string, folders: readonly string[]): number {
  const longest = Math.min(text.length, folders[0]?.length ?? 0);
  for (let length = longest; length > 0; length -= 1) {
    const end = text.slice(-length);
    if (folders.some((folder) => folder.startsWith(end))) return length;
  }
  return 0;
}

/** The same response without folders of this machine in its body, as it is written. */
export function withoutMachinePaths(response: Response, folders: readonly string[]): Response {
  // Some routes of the server answer JSON without saying so.
  const type = response.headers.get("content-type") ?? "json";
  if (response.body === null || !/json|event-stream|text\//.test(type)) return response;
  const scrubber = createPathScrubber(folders);
  const body = response.body
    .pipeThrough(new TextDecoderStream())
    .pipeThrough(
      new TransformStream<string, string>({
        transform: (piece, controller) => controller.enqueue(scrubber.push(piece)),
        flush: (controller) => controller.enqueue(scrubber.end()),
      }),
    )
    .pipeThrough(new TextEncoderStream());
  const headers = new Headers(response.headers);
  headers.delete("content-length");
  return new Response(body, { status: response.status, headers });
}
