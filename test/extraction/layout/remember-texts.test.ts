import { describe, expect, it } from "vitest";
import { rememberTexts } from "#src/extraction/layout/remember-texts.ts";

describe("answers about texts", () => {
  it("are asked for once a text, whatever they are", () => {
    const asked: string[] = [];
    const lengthOf = rememberTexts((text) => {
      asked.push(text);
      return text === "" ? undefined : text.length;
    });

    expect(["Total", "", "Total", ""].map(lengthOf)).toEqual([5, undefined, 5, undefined]);
    expect(asked).toEqual(["Total", ""]);
  });

  it("are forgotten before there are too many", () => {
    let asked = 0;
    const read = rememberTexts(() => (asked += 1));
    const texts = Array.from({ length: 2_001 }, (_, index) => `text ${index}`);
    texts.forEach(read);

    expect(read("text 2000")).toBe(2_001);
    expect(read("text 0")).toBe(2_002);
  });
});
