import { readFile } from "node:fs/promises";
import { parse } from "yaml";

/** A query of the dashboard or of an alert, and where it stands. */
export type Query = { readonly where: string; readonly expr: string };

type Dashboard = {
  readonly panels: readonly {
    readonly title: string;
    readonly targets?: readonly { readonly expr: string }[];
  }[];
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

export async function dashboardQueries(): Promise<readonly Query[]> {
  const { panels } = JSON.parse(await readFile(new URL("grafana.json", docs), "utf8")) as Dashboard;
  return panels.flatMap(({ title, targets = [] }) =>
    targets.map(({ expr }) => ({ where: title, expr })),
  );
}
