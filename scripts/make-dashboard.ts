import { writeFile } from "node:fs/promises";
import { gauges } from "#src/telemetry/metric-table.ts";
import { type Panel, type Row, rows } from "./grafana-panels.ts";

/** Where the dashboard for Grafana lies. */
export const dashboardUrl = new URL("../docs/grafana.json", import.meta.url);

const columns = 24;
const panelHeight = 8;
const datasource = { type: "prometheus", uid: "${datasource}" };

type Place = { x: number; y: number };

function panelOf({ title, kind, unit, description, queries, width }: Panel, { x, y }: Place) {
  return {
    type: kind,
    title,
    description,
    datasource,
    gridPos: { x, y, w: width, h: panelHeight },
    fieldConfig: { defaults: { unit, min: 0 }, overrides: [] },
    options: kind === "timeseries" ? { tooltip: { mode: "multi", sort: "desc" } } : {},
    targets: queries.map(({ expr, legend }, index) => ({
      refId: String.fromCharCode("A".charCodeAt(0) + index),
      datasource,
      expr,
      legendFormat: legend,
    })),
  };
}

/** The panels of a row from left to right, in lines of `columns`, below its title. */
function layOut({ title, panels }: Row, top: number) {
  const place: Place = { x: 0, y: top + 1 };
  const placed = panels.map((panel) => {
    if (place.x + panel.width > columns) Object.assign(place, { x: 0, y: place.y + panelHeight });
    const drawn = panelOf(panel, place);
    place.x += panel.width;
    return drawn;
  });
  const heading = {
    type: "row",
    title,
    collapsed: false,
    gridPos: { x: 0, y: top, w: columns, h: 1 },
    panels: [],
  };
  return { drawn: [heading, ...placed], bottom: place.y + panelHeight };
}

const labelVariable = (name: "job" | "instance", query: string) => ({
  name,
  type: "query",
  datasource,
  query: { query, refId: name },
  refresh: 2,
  multi: true,
  includeAll: true,
  current: { text: "All", value: "$__all" },
});

/** The dashboard as published. */
export function makeDashboard(): string {
  let top = 0;
  const panels = rows.flatMap((row) => {
    const { drawn, bottom } = layOut(row, top);
    top = bottom;
    return drawn;
  });
  const { name } = gauges.buildInfo;
  const dashboard = {
    title: "Fanfold",
    uid: "fanfold",
    description: "Batches of invoices: documents, operations, services and models, process.",
    tags: ["fanfold"],
    schemaVersion: 39,
    editable: true,
    refresh: "30s",
    time: { from: "now-6h", to: "now" },
    templating: {
      list: [
        { name: "datasource", type: "datasource", query: "prometheus", label: "Data source" },
        labelVariable("job", `label_values(${name}, job)`),
        labelVariable("instance", `label_values(${name}{job=~"$job"}, instance)`),
      ],
    },
    panels: panels.map((panel, index) => ({ id: index + 1, ...panel })),
  };
  return `${JSON.stringify(dashboard, undefined, 2)}\n`;
}

if (import.meta.main) await writeFile(dashboardUrl, makeDashboard());
