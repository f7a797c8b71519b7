import { describe, expect, it } from "vitest";
import type { Miss } from "#src/domain/evaluation.ts";
import { renderMisses } from "#src/report/misses-section.ts";

const wrong: Miss = {
  file: "a.pdf",
  field: "grossTotal",
  verdict: "wrong",
  expected: "119.00",
  read: "19.00",
  confidence: 0.91,
  page: 1,
};
const missing: Miss = { file: "b.txt", field: "iban", verdict: "missing", expected: "<DE>" };

describe("the misses of an evaluation", () => {
  it("are shown with what was expected, what was read, and the place", () => {
    const views = new Map([
      [wrong, { kind: "picture", jpegBase64: "a".repeat(5_000), widthPx: 20, heightPx: 10 }],
      [missing, { kind: "lines", lines: ["<script>", "IBAN"] }],
    ] as const);

    const { source } = renderMisses({ misses: [wrong, missing], leftOut: 3, views });

    expect(source).toContain(`src="data:image/jpeg;base64,${"a".repeat(5_000)}"`);
    expect(source).toContain("119.00");
    expect(source).toContain("19.00");
    expect(source).toContain("&lt;script&gt;\nIBAN");
    expect(source).toContain("&lt;DE&gt;");
    expect(source).not.toContain("<script>");
    expect(source).toContain("3 more left out");
  });

  it("are named where there is no view, and nothing is said of none", () => {
    expect(renderMisses({ misses: [wrong], leftOut: 0, views: new Map() }).source).toContain(
      "a.pdf",
    );
    expect(renderMisses({ misses: [], leftOut: 0, views: new Map() }).source).toBe("");
  });
});
