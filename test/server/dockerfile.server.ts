import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import { z } from "zod";
import settings from "../../langgraph.json" with { type: "json" };

const run = promisify(execFile);
const Path = z.object({ path: z.string() });

it("gives an image the graphs, the routes with their checks, and the authentication", async () => {
  const script = "node_modules/.bin/langgraphjs";
  const { stdout } = await run(process.execPath, [script, "dockerfile", "-"]);
  const variables = new Map(
    [...stdout.matchAll(/^ENV (\w+)='([^']*)'$/gm)].map(([, name, value]) => [
      name,
      JSON.parse(value ?? "") as unknown,
    ]),
  );
  const graphs = z.record(z.string(), Path).parse(variables.get("LANGSERVE_GRAPHS"));
  expect(Object.keys(graphs)).toEqual(Object.keys(settings.graphs));
  // The tool leaves the routes out by itself: then nothing would be checked.
  expect(variables.get("LANGGRAPH_HTTP")).toEqual({ app: settings.http.app });
  expect(Path.parse(variables.get("LANGGRAPH_AUTH")).path).toBe(settings.auth.path);
  expect(stdout).toContain(`FROM langchain/langgraphjs-api:${settings.node_version}`);
});
