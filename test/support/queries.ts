import { readFile } from "node:fs/promises";
import { parse } from "yaml";

/** A query of the dashboard or of an alert, and where it stands. */
export type Query = { readonly where: string; readonly expr: string };

type Asking = { readonly datasource?: { readonly type: string; readonly uid: string } };
type Dashboard = {
  readonly uid: string;
  readonly schemaVersion: number;
  readonly templating: {
    readonly list: readonly (Asking & { readonly name: string; readonly type: string })[];
  };
  readonly panels: readonly (Asking & {
    readonly id: number;
    readonly type: string;
    readonly title: string;
    readonly fieldConfig?: { readonly defaults: { readonly unit: string } };
    readonly targets?: readonly (Asking & { readonly expr: string })[];
  })[];
};
type Rules = {
  readonly groups: readonly {
    readonly rules: readonly {
      readonly alert: string;
      readonly expr: string;
      readonly labels: Readonly<Record<string, string>>;
      readonly annotations: Readonly<Record<string, string>>;
    }[];
  }[];
};

const docs = new URL("../../docs/", import.meta.url);

export const alerts = async (): Promise<Rules["groups"][number]["rules"]> =>
  (parse(await readFile(new URL("alerts.yml", docs), "utf8")) as Rules).groups.flatMap(
    ({ rules }) => rules,
  );

export const dashboard = async (): Promise<Dashboard> =>
  JSON.parse(await readFile(new URL("grafana.json", docs), "utf8")) as Dashboard;

export async function dashboardQueries(): Promise<readonly Query[]> {
  const { panels } = await dashboard();
  return panels.flatMap(({ title, targets = [] }) =>
    targets.map(({ expr }) => ({ where: title, expr })),
  );
}
