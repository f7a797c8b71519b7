import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { rules } from "#src/domain/rules.ts";
import { rulesPage } from "#test/support/rules-page.ts";

const root = path.join(import.meta.dirname, "../..");

describe("the list of rules", () => {
  it("names each rule once", () => {
    const ids = rules.map(({ id }) => id);

    expect(new Set(ids).size).toBe(ids.length);
  });

  it("has every rule id of our own that the source names", () => {
    const listed = new Set(rules.map(({ id }) => id));
    const source = readdirSync(path.join(root, "src"), { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".ts"))
      .map((file) => readFileSync(path.join(root, "src", file), "utf8"))
      .join("\n");
    const named = source.matchAll(
      /"((?:DOCUMENT|SELLER|REGISTER|ADDRESS|CURRENCY|TAX|TOTALS|LINE|DATES|DUPLICATE|ANALYSIS)-[A-Z-]+)"/g,
    );

    expect(
      [...named].map(([, id]) => id).filter((id) => id !== undefined && !listed.has(id)),
    ).toEqual([]);
  });

  it("is what docs/rules.md shows", () => {
    // Stale? node -e 'import("#test/support/rules-page.ts").then((m) => process.stdout.write(m.rulesPage()))' > docs/rules.md
    const committed = readFileSync(path.join(root, "docs/rules.md"), "utf8");

    expect(unaligned(committed)).toBe(unaligned(rulesPage()));
  });
});

/** Without what the formatter does to tables. */
const unaligned = (text: string): string => text.replaceAll(/ +/g, " ").replaceAll(/-{3,}/g, "---");
