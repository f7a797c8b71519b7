import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { drawnGraphs } from "../../scripts/drawn-graphs.ts";
import served from "../../langgraph.json" with { type: "json" };

const bytesMax = 150 * 1_024;
const picture = async (name: string): Promise<Buffer> => {
  const png = await readFile(`docs/pictures/${name}.png`);
  expect(png.byteLength).toBeLessThan(bytesMax);
  return png;
};

describe("the pictures of the docs, made by npm run pictures", () => {
  it.each(drawnGraphs)("show $name as it is today", async ({ name, drawing }) => {
    // Each has the drawing it was made from written into it.
    expect((await picture(name)).includes(drawing)).toBe(true);
  });

  it("leave out no graph that is served", () => {
    const names = drawnGraphs.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(Object.keys(served.graphs)));
  });

  it("show the report", async () => {
    expect((await picture("report")).toString("latin1", 1, 4)).toBe("PNG");
  });
});
