import { describe, expect, it } from "vitest";
import { styleSheet } from "#src/report/style-sheet.ts";
import { verdicts } from "#src/report/verdict.ts";

/** Contrast that WCAG 2.2 asks for text, level AA. */
const contrastMin = 4.5;
/** Part of its own colour a label is tinted with. */
const tint = 0.13;

type Rgb = readonly number[];

const [light = "", dark = ""] = [...styleSheet.matchAll(/:root\{([^}]*)\}/g)].map(
  ([, declarations]) => declarations,
);

const colorIn = (theme: string, name: string): Rgb => {
  const hex = new RegExp(`--${name}:#([0-9a-f]{3,6})`).exec(theme)?.[1] ?? "";
  const full = hex.length === 3 ? hex.replaceAll(/./g, "$&$&") : hex;
  return [0, 2, 4].map((at) => Number.parseInt(full.slice(at, at + 2), 16));
};

function luminance(color: Rgb): number {
  const [red = 0, green = 0, blue = 0] = color.map((channel) => {
    const share = channel / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(a: Rgb, b: Rgb): number {
  const [darker = 0, lighter = 0] = [luminance(a), luminance(b)].toSorted((x, y) => x - y);
  return (lighter + 0.05) / (darker + 0.05);
}

const mix = (a: Rgb, b: Rgb, part: number): Rgb =>
  a.map((channel, index) => channel * part + (b[index] ?? 0) * (1 - part));

describe.each([
  ["light", light],
  ["dark", dark],
])("%s colours", (_name, theme) => {
  it.each(["ink", "muted", "accent"])("show %s text with enough contrast", (name) => {
    for (const ground of ["paper", "surface"]) {
      const ratio = contrast(colorIn(theme, name), colorIn(theme, ground));
      expect(ratio, ground).toBeGreaterThanOrEqual(contrastMin);
    }
  });

  it.each(verdicts)("show the label of %s with enough contrast", (verdict) => {
    const tone = colorIn(theme, verdict);
    for (const ground of ["paper", "surface"]) {
      const label = mix(tone, colorIn(theme, ground), tint);
      expect(contrast(tone, label), ground).toBeGreaterThanOrEqual(contrastMin);
    }
  });
});
