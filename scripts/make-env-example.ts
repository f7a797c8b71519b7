import { readFile, writeFile } from "node:fs/promises";
import { Env } from "#src/config.ts";

type Setting = { readonly name: string; readonly fallback: string; readonly meaning: string };

const settings: Setting[] = Object.entries(Env.shape).map(([name, schema]) => {
  const value = schema.parse(undefined) ?? "";
  // Settings that hold several values are empty unless they are given.
  const fallback = typeof value === "object" ? "" : String(value);
  return { name, fallback, meaning: schema.description ?? "" };
});

/** `.env.example`: every setting with its default, commented out. */
export const envExample = [
  "# Every setting with its default. Copy to .env in the working directory; the environment comes before it.",
  "",
  ...settings.flatMap(({ name, fallback, meaning }) => [
    `# ${meaning}`,
    `# ${name}=${fallback}`,
    "",
  ]),
].join("\n");

const begin = "<!-- settings: made by `npm run env:example` -->";
const end = "<!-- settings end -->";

/** The README with its table of settings made anew. */
export function withSettingsTable(readme: string): string {
  const rows = settings.map(
    ({ name, fallback, meaning }) =>
      `| \`${name}\` | ${fallback === "" ? "" : `\`${fallback}\``} | ${meaning} |`,
  );
  const table = ["| variable | default | meaning |", "| --- | --- | --- |", ...rows].join("\n");
  const [before, rest] = readme.split(begin);
  const after = rest?.split(end)[1];
  if (before === undefined || after === undefined)
    throw new Error("README.md lost its settings marks");
  return `${before}${begin}\n\n${table}\n\n${end}${after}`;
}

if (import.meta.main) {
  await writeFile(".env.example", envExample);
  await writeFile("README.md", withSettingsTable(await readFile("README.md", "utf8")));
}
