import { parse, View } from "vega";
import { compile, type TopLevelSpec } from "vega-lite";
import { showSvg } from "./display.ts";

const config = {
  background: "white",
  font: "sans-serif",
  view: { stroke: "transparent" },
  axis: { labelFontSize: 11, titleFontSize: 11, titleFontWeight: "normal", labelLimit: 300 },
  header: {
    labelFontSize: 12,
    labelFontWeight: "bold",
    title: null,
    labelOrient: "top",
    labelAnchor: "start",
  },
  title: { anchor: "start", fontSize: 13 },
} as const;

/** Draws a Vega-Lite specification with its data inside, as a picture that needs no script to be looked at. */
export async function plot(spec: TopLevelSpec): Promise<void> {
  const compiled = compile({ padding: 8, ...spec, config: { ...config, ...spec.config } });
  const view = new View(parse(compiled.spec), { renderer: "none" });
  try {
    await showSvg(await view.toSVG());
  } finally {
    view.finalize();
  }
}
