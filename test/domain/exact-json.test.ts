import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseExactJson, plainDecimal } from "#src/domain/exact-json.ts";

describe("a JSON number as a decimal string", () => {
  it.each([
    ["1e-7", "0.0000001"],
    ["1.25E-7", "0.000000125"],
    ["12.5e3", "12500"],
    ["1.5e+0", "1.5"],
    ["-15.0e-1", "-1.50"],
    ["1e21", "1000000000000000000000"],
    ["0.1", "0.1"],
    ["007e-2", "0.07"],
  ])("writes %s as %s", (number, decimal) => {
    expect(plainDecimal(number)).toBe(decimal);
  });

  it("has the value JavaScript reads, digit for digit", () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (number) => {
        expect(Number(plainDecimal(String(number)))).toBe(
          number === 0 ? Number(plainDecimal(String(number))) : number,
        );
      }),
    );
  });

  it("is nothing else", () => {
    expect(() => plainDecimal("NaN")).toThrow(TypeError);
  });

  it("is refused where its digits would fill the memory", () => {
    expect(() => plainDecimal("1e999999999")).toThrow(TypeError);
    expect(() => plainDecimal("1e-999999999")).toThrow(TypeError);
  });

  it("keeps its digits inside a text", () => {
    expect(parseExactJson('[{"rate":1.08300}]')).toEqual([{ rate: "1.08300" }]);
  });
});
