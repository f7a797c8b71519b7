import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { counters, gauges, histograms } from "#src/telemetry/metric-table.ts";
import { alerts, dashboard, dashboardQueries, type Query } from "#test/support/queries.ts";
import { dashboardUrl, makeDashboard } from "../../scripts/make-dashboard.ts";

type Labels = readonly string[];

/** The series every metric has, with its labels. */
const labelsBySeries = new Map<string, Labels>([
  ...[...Object.values(counters), ...Object.values(gauges)].map(
    ({ name, labels }): [string, Labels] => [name, labels],
  ),
  ...Object.values(histograms).flatMap(({ name, labels }): [string, Labels][] => [
    [`${name}_bucket`, [...labels, "le"]],
    [`${name}_sum`, labels],
    [`${name}_count`, labels],
  ]),
]);
/** What Prometheus adds, and what is chosen in the dashboard. */
const targetLabels = ["job", "instance"];

const queries: readonly Query[] = [
  ...(await dashboardQueries()),
  ...(await alerts()).map(({ alert, expr }) => ({ where: alert, expr })),
];

const series = /\b(fanfold_[a-z_0-9]+)(?:\{([^}]*)\})?/g;
const labelNames = /([a-z_]+)\s*(?:=~|!~|!=|=)/g;

/** What Grafana puts in by itself. */
const builtIn = ["__rate_interval", "__all"];

/** What a query shows, by the first form it has: the unit of the metric, and what is made of it. */
const units: readonly (readonly [RegExp, string])[] = [
  [/result="hit"|_success_ratio/, "percentunit"],
  [/_speedup_ratio/, "none"],
  [/_breaker_state/, "none"],
  [/_bytes/, "bytes"],
  [/histogram_quantile|_seconds_sum.* \/ .*_seconds_count/, "s"],
  // Seconds a second.
  [/rate\(\w+_seconds(?:_sum|_total)/, "short"],
  [/rate\(\w+_total/, "ops"],
  [/increase\(\w+_total/, "short"],
  [/_seconds\{/, "s"],
  [/fanfold_/, "short"],
];
const unitOf = (expr: string) => units.find(([form]) => form.test(expr))?.[1];

describe("the dashboard and the alerts", () => {
  it.each(queries)("name only metrics and labels that there are: $where, $expr", ({ expr }) => {
    for (const [, name = "", selector = ""] of expr.matchAll(series)) {
      const labels = labelsBySeries.get(name);
      expect(labels, name).toBeDefined();
      for (const [, label = ""] of selector.matchAll(labelNames)) {
        expect([...(labels ?? []), ...targetLabels]).toContain(label);
      }
    }
  });

  it("of the dashboard show every metric", () => {
    const shown = queries.map(({ expr }) => expr).join("\n");
    const unseen = [
      ...Object.values(counters),
      ...Object.values(histograms),
      ...Object.values(gauges),
    ]
      .map(({ name }) => name)
      .filter((name) => !shown.includes(name));

    // It tells which processes there are to choose from.
    expect(unseen).toEqual(["fanfold_build_info"]);
  });

  it("of the dashboard ask the data source that is chosen, for variables there are", async () => {
    const { uid, schemaVersion, templating, panels } = await dashboard();
    const variables = templating.list.map(({ name }) => name);
    const [source] = templating.list;

    // What an import needs; dashboards of this version have variables for data sources as objects.
    expect(uid).toMatch(/^[\w-]{1,40}$/);
    expect(schemaVersion).toBeGreaterThanOrEqual(36);
    expect(source).toMatchObject({ name: "datasource", type: "datasource", query: "prometheus" });
    const drawn = panels.filter(({ type }) => type !== "row");
    const asking = [
      ...templating.list.slice(1),
      ...drawn,
      ...drawn.flatMap(({ targets = [] }) => targets),
    ];
    for (const one of asking) {
      expect(one.datasource).toEqual({ type: "prometheus", uid: "${datasource}" });
    }
    for (const [, name] of JSON.stringify({ templating, panels }).matchAll(/\$\{?(\w+)/g)) {
      expect([...variables, ...builtIn]).toContain(name);
    }
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
  });

  it("of the dashboard have the unit of what they show", async () => {
    for (const { type, title, fieldConfig, targets = [] } of (await dashboard()).panels) {
      if (type === "row") continue;
      expect(targets.length, title).toBeGreaterThan(0);
      for (const { expr } of targets) {
        expect(fieldConfig?.defaults.unit, `${title}: ${expr}`).toBe(unitOf(expr));
      }
    }
  });

  it("of the dashboard are current: `npm run dashboard` writes it", async () => {
    expect(await readFile(dashboardUrl, "utf8")).toBe(makeDashboard());
  });
});

describe("an alert", () => {
  it("says how grave it is, what happened and what to do", async () => {
    const rules = await alerts();

    expect(new Set(rules.map(({ alert }) => alert)).size).toBe(rules.length);
    for (const { alert, labels, annotations } of rules) {
      expect(["critical", "warning", "info"], alert).toContain(labels["severity"]);
      expect(annotations["summary"], alert).toMatch(/\{\{ \$(?:labels|value)/);
      expect(annotations["action"]?.length, alert).toBeGreaterThan(40);
    }
  });

  it("is tested", async () => {
    const tests = await readFile(new URL("../prometheus/alerts.test.yml", import.meta.url), "utf8");

    for (const { alert } of await alerts()) {
      expect(tests).toContain(`- labels: ALERTS{alertname="${alert}", alertstate="firing"`);
    }
  });
});
