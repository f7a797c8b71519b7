import { readdir, readFile } from "node:fs/promises";
import { pathToFileURL } from "node:url";
import { describe, expect, it } from "vitest";
import { z } from "zod";

/*
 * The drawing in a builder's docstring is the graph it builds. Its notation:
 *
 *   A -> B | C -> D     every node of a step has an edge to every node of the next
 *   (why? B -> C)       a step that may be passed over, with its question
 *   Send(B) x N         B, once for each of something
 *   -> at the start     the line goes on with the line before
 *
 * Words behind a node are remarks.
 */
type Edges = Set<string>;

const edgesOfDrawing = (drawing: string): Edges => {
  const edges: Edges = new Set();
  const chains = drawing
    .trim()
    .replaceAll(/\n\s*->/g, " ->")
    .split("\n");
  for (const chain of chains) follow(chain, { from: [], edges });
  return edges;
};

/** @returns The nodes a chain ends at, where it begins behind the nodes `from`. */
function follow(chain: string, { from, edges }: { from: string[]; edges: Edges }): string[] {
  let here = from;
  for (const step of stepsOf(chain)) {
    const [, detour] = /^\([^?]*\?(.*)\)$/.exec(step) ?? [];
    if (detour === undefined) {
      const nodes = step.split("|").map(nodeOf);
      for (const node of nodes) for (const before of here) edges.add(`${before} -> ${node}`);
      here = nodes;
    } else here = [...new Set([...here, ...follow(detour, { from: here, edges })])];
  }
  return here;
}

/** Parts between arrows; those inside parentheses belong to their step. */
const stepsOf = (chain: string): string[] =>
  [...chain.replaceAll("->", "→").matchAll(/(?:\((?:[^()]|\([^()]*\))*\)|[^→(])+/g)].map(([step]) =>
    step.trim(),
  );

function nodeOf(words: string): string {
  const [, sent, node = sent] = /^\s*(?:Send\((\w+)\)|(\w+))/.exec(words) ?? [];
  if (node === undefined) throw new Error(`no node in a drawing: "${words}"`);
  return node;
}

const edgesOfMermaid = (mermaid: string): Edges => {
  const [, ...lines] = mermaid.trim().split("\n");
  return new Set(lines.map((line) => edgeOf(line.trim())));
};

function edgeOf(line: string): string {
  const [, from, to] = /^(\w+) (?:-->|-\.->) (\w+);$/.exec(line) ?? [];
  if (from === undefined || to === undefined) throw new Error(`no edge: "${line}"`);
  return `${from} -> ${to}`.replace("__start__", "START").replace("__end__", "END");
}

const Built = z.custom<{
  getGraphAsync(): Promise<{ drawMermaid(options: { withStyles: boolean }): string }>;
}>();
const Builder = z.custom<(deps: object) => unknown>((value) => typeof value === "function");

const files = (await readdir("graphs")).filter(
  (file) => file !== "server.ts" && file !== "build-graphs.ts",
);
const builders = (
  await Promise.all(
    files.map(async (file) => {
      const source = await readFile(`graphs/${file}`, "utf8");
      const parts = source.split(/export const (?=build)/);
      return parts.slice(1).map((part, index) => ({
        file,
        name: /^\w+/.exec(part)?.[0] ?? "",
        docstring: parts[index]?.split("/**").at(-1) ?? "",
      }));
    }),
  )
).flat();

describe("the drawing in the docstring", () => {
  it.each(builders)("of $name is the graph it builds", async ({ file, name, docstring }) => {
    const [, drawing = ""] = /```text\n([^]*?)```/.exec(docstring.replaceAll(/^ \* ?/gm, "")) ?? [];
    const module = z
      .record(z.string(), z.unknown())
      .parse(await import(pathToFileURL(`graphs/${file}`).href));
    // Drawing calls no node, so the graph needs none of its ports.
    const graph = await Built.parse(Builder.parse(module[name])({})).getGraphAsync();

    const built = edgesOfMermaid(graph.drawMermaid({ withStyles: false }));

    expect([...edgesOfDrawing(drawing)].toSorted()).toEqual([...built].toSorted());
  });

  it("is looked for in every file of a graph", () => {
    expect([...new Set(builders.map(({ file }) => file))]).toEqual(files);
  });

  it("is read as its notation says", () => {
    const drawing = "START -> a -> b | Send(c) x N (in parallel)\n  -> (more? d -> a ...) -> END";
    expect([...edgesOfDrawing(drawing)].join(", ")).toBe(
      "START -> a, a -> b, a -> c, b -> d, c -> d, d -> a, b -> END, c -> END, a -> END",
    );
  });
});
