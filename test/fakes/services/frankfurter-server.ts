import {
  type DoubleServer,
  type Received,
  type Reply,
  startDoubleServer,
} from "./double-server.ts";

/** Units for one euro as published on a day. */
type Published = { readonly date: string; readonly rates: Readonly<Record<string, number>> };

/** Two working days with a week-end after them; HRK was published until 2022 only. */
const publishedDays: readonly Published[] = [
  { date: "2022-12-30", rates: { HRK: 7.5365, USD: 1.0666 } },
  { date: "2026-02-26", rates: { GBP: 0.8712, JPY: 158.2, USD: 1.0921 } },
  { date: "2026-02-27", rates: { GBP: 0.8725, IDR: 17_890.12, JPY: 158.49, USD: 1.0944 } },
];

const knownCodes = new Set(["CHF", "EUR", "GBP", "HRK", "IDR", "JPY", "USD"]);
const parameters = new Set(["base", "quotes", "providers", "date", "from", "to"]);
/** A silent day repeats rates at most this old. */
const lookbackDays = 14;

/** A double of Frankfurter v2 for euro rates of the European Central Bank. */
export async function startFrankfurterDouble(): Promise<DoubleServer> {
  return await startDoubleServer(answer);
}

const refused = (status: number, message: string): Reply => ({ status, body: { status, message } });

function answer({ url }: Received): Reply {
  if (url.pathname !== "/v2/rates") return refused(404, "not found");
  const query = Object.fromEntries(url.searchParams);
  const strange = Object.keys(query).filter((name) => !parameters.has(name));
  if (strange.length > 0) return refused(422, `unknown parameter: ${strange.join(", ")}`);
  const { base = "EUR", quotes = "", date = "", providers } = query;
  if (providers !== "ecb" || base !== "EUR")
    return refused(500, "the double knows ECB's euro only");
  if (Number.isNaN(Date.parse(date))) return refused(422, "invalid date");
  const wanted = quotes.split(",");
  const invalid = wanted.filter((code) => !knownCodes.has(code));
  if (invalid.length > 0) return refused(422, `invalid currency: ${invalid.join(",")}`);
  return { body: wanted.flatMap((quote) => latest(quote, date)) };
}

/** The last rate of at most two weeks before. */
function latest(quote: string, date: string): object[] {
  const earliest = new Date(Date.parse(date) - lookbackDays * 86_400_000).toISOString();
  const day = publishedDays.findLast(
    (published) =>
      published.date <= date &&
      published.date >= earliest.slice(0, 10) &&
      published.rates[quote] !== undefined,
  );
  if (day === undefined) return [];
  return [{ date: day.date, base: "EUR", quote, rate: day.rates[quote] }];
}
