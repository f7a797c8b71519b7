import parse, { type Family, type Sample } from "parse-prometheus-text-format";

/** The metrics of an exposition, read by a parser that is not ours. */
export const familiesOf = (body: string): readonly Family[] => parse(body);

/** The series of one name; of a histogram `_count`, `_sum` and `_bucket`, which the parser would join over all labels. */
export const seriesOf = (body: string, name: string): readonly Sample[] =>
  familiesOf(body.replaceAll(/^# .*$/gm, ""))
    .filter((family) => family.name === name)
    .flatMap(({ metrics }) => metrics);

/** Sum over the series of a metric that have these labels; 0 if none does. */
export function valueOf(
  body: string,
  name: string,
  labels: Readonly<Record<string, string>> = {},
): number {
  const wanted = Object.entries(labels);
  return seriesOf(body, name)
    .filter((series) => wanted.every(([label, value]) => series.labels?.[label] === value))
    .reduce((sum, { value }) => sum + Number(value), 0);
}
