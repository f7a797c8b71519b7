import { runInNewContext } from "node:vm";
import { describe, expect, it } from "vitest";
import { clientScript } from "#src/report/client-script.ts";

type Row = Partial<Record<"text" | "verdict" | "status" | "source" | "risk", string>>;
type Script = {
  compareKeys: (a: string, b: string, kind: "text" | "number", descending: boolean) => number;
  nextDirection: (current: string | null) => string;
  matches: (row: Row, filter: Row) => boolean;
  fold: (text: string) => string;
};

/** The very text that stands in the report, run without a page. */
const script: Script = runInNewContext(
  `${clientScript};({ compareKeys, nextDirection, matches, fold })`,
);

const sorted = (keys: string[], kind: "text" | "number", descending = false): string[] =>
  keys.toSorted((a, b) => script.compareKeys(a, b, kind, descending));

describe("the table of the report", () => {
  it("sorts amounts by value, not by spelling", () => {
    expect(sorted(["1000.00", "-5", "99.90"], "number")).toEqual(["-5", "99.90", "1000.00"]);
  });

  it("sorts file names by the numbers in them", () => {
    expect(sorted(["inv-10", "inv-9"], "text")).toEqual(["inv-9", "inv-10"]);
  });

  it("keeps empty cells last in both directions", () => {
    expect(sorted(["", "2", "1"], "number")).toEqual(["1", "2", ""]);
    expect(sorted(["", "2", "1"], "number", true)).toEqual(["2", "1", ""]);
  });

  it("turns the order around at the second click", () => {
    expect(script.nextDirection(null)).toBe("ascending");
    expect(script.nextDirection("ascending")).toBe("descending");
    expect(script.nextDirection("descending")).toBe("ascending");
  });

  it("finds every word of the search, in any case and without accents", () => {
    const row = { text: script.fold("Möbel Talwerk 2026-0815") };

    expect(script.matches(row, { text: "0815 mobel" })).toBe(true);
    expect(script.matches(row, { text: "0815 brauerei" })).toBe(false);
  });

  it("holds all filters at once", () => {
    const row = { text: "", verdict: "reject", source: "ubl" };

    expect(script.matches(row, { verdict: "reject", source: "ubl", text: "" })).toBe(true);
    expect(script.matches(row, { verdict: "reject", source: "cii", text: "" })).toBe(false);
  });
});
