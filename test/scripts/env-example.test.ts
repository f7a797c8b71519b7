import { readFile } from "node:fs/promises";
import { expect, it } from "vitest";
import { Env } from "#src/config.ts";
import { envExample, withSettingsTable } from "../../scripts/make-env-example.ts";

it("keeps .env.example current; npm run env:example makes it anew", async () => {
  expect(await readFile(".env.example", "utf8")).toBe(envExample);
});

it("keeps the README's table of settings current; npm run env:example makes it anew", async () => {
  const readme = await readFile("README.md", "utf8");
  expect(withSettingsTable(readme)).toBe(readme);
});

it("describes every setting", () => {
  for (const [name, schema] of Object.entries(Env.shape)) {
    expect(schema.description ?? "", name).not.toBe("");
  }
});
