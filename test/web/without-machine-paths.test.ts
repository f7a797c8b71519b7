import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createPathScrubber } from "#src/web/without-machine-paths.ts";

const folders = ["/srv/fanfold", "/srv/fanfold/.fanfold", "/data/in"];

function scrub(...pieces: string[]): string {
  const scrubber = createPathScrubber(folders);
  return pieces.map((piece) => scrubber.push(piece)).join("") + scrubber.end();
}

describe("what leaves the server", () => {
  it.each([
    ['{"path":"/data/in/a/b.pdf"}', '{"path":"a/b.pdf"}'],
    ['{"message":"/data/in/a.pdf cannot be read"}', '{"message":"a.pdf cannot be read"}'],
    ["ENOENT, open '/srv/fanfold/.fanfold/ledger.db'", "ENOENT, open 'ledger.db'"],
    ["at run (file:///srv/fanfold/src/app.ts:1)", "at run (file://src/app.ts:1)"],
    ['{"folder":"/data/in"}', '{"folder":"."}'],
    ['"/data/inbox/a"', '"/data/inbox/a"'],
    ['"https://example.com/data/in/a"', '"https://example.com/data/in/a"'],
  ])("names no folder of the machine: %s", (text, scrubbed) => {
    expect(scrub(text)).toBe(scrubbed);
  });

  it("is the same in whatever pieces it comes", () => {
    const part = fc.constantFrom(...folders, '"', " ", "/", "a", "data: ", "/data", "\n\n");
    fc.assert(
      fc.property(fc.array(part), fc.nat(40), (parts, at) => {
        const text = `"${parts.join("")}"`;
        expect(scrub(text.slice(0, at), text.slice(at))).toBe(scrub(text));
      }),
    );
  });

  it("is held back only while a name may go on", () => {
    const scrubber = createPathScrubber(folders);
    expect(scrubber.push("event: values\n\n")).toBe("event: values\n\n");
    expect(scrubber.push('"/data')).toBe('"');
  });
});
