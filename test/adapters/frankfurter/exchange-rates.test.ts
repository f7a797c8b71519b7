import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createFrankfurterExchangeRates } from "#src/adapters/frankfurter/exchange-rates.ts";
import { multiplyDecimals, roundDecimal } from "#src/domain/decimal.ts";
import { describeExchangeRates } from "#test/contracts/exchange-rates-contract.ts";
import { describeLiveService } from "#test/contracts/live-service-contract.ts";
import { startFrankfurterDouble } from "#test/fakes/services/frankfurter-server.ts";
import { type AdapterOptions, useDouble } from "#test/support/live-adapter.ts";

const date = "2026-02-27";
const { server, wired } = useDouble(startFrankfurterDouble);
const rates = (options?: AdapterOptions) =>
  createFrankfurterExchangeRates({ ...wired(options), windowMs: 0 });

describeLiveService("Frankfurter", {
  start: startFrankfurterDouble,
  ask: async (call, options) =>
    await rates({ call, ...options }).rate({ from: "USD", to: "EUR", date }, options.signal),
});

describe("Frankfurter", () => {
  const askedSince = (before: number) =>
    server()
      .received.slice(before)
      .map(({ url }) => Object.fromEntries(url.searchParams));

  describeExchangeRates("Frankfurter", rates);

  it("gives the euro's rate digit for digit as the bank published it", async () => {
    server().failNext({
      kind: "answer",
      text: '[{"date":"2026-02-27","base":"EUR","quote":"USD","rate":1.0944000000000001234}]',
    });

    expect(await rates().rate({ from: "EUR", to: "USD", date })).toEqual({
      status: "found",
      from: "EUR",
      to: "USD",
      rate: "1.0944000000000001234",
      rateDate: date,
      source: "Frankfurter (ECB)",
    });
  });

  it("computes rates between others over the euro", async () => {
    const [toEuro, cross] = await Promise.all([
      rates().rate({ from: "USD", to: "EUR", date }),
      rates().rate({ from: "JPY", to: "GBP", date }),
    ]);

    expect(toEuro).toMatchObject({ rate: "0.91374269005848" });
    expect(cross).toMatchObject({ rate: "0.005505079184807" });
  });

  it("carries the day the rate is really of", async () => {
    const sunday = await rates().rate({ from: "USD", to: "EUR", date: "2026-03-01" });

    expect(sunday).toMatchObject({ status: "found", rateDate: "2026-02-27" });
  });

  it("asks for the rate of today where the day is yet to come", async () => {
    const before = server().received.length;
    const fact = await rates().rate({ from: "USD", to: "EUR", date: "2031-01-01" });

    expect(fact).toMatchObject({ status: "found", rateDate: "2026-02-27" });
    expect(askedSince(before)).toMatchObject([{ date: "2026-03-02" }]);
  });

  it("does not find a rate of a day before there were any", async () => {
    const fact = await rates().rate({ from: "USD", to: "EUR", date: "1998-01-01" });

    expect(fact).toEqual({ status: "not_found" });
  });

  it("does not find a currency that was given up by then", async () => {
    const query = { from: "HRK", to: "EUR" };

    expect(await rates().rate({ ...query, date: "2022-12-31" })).toMatchObject({ status: "found" });
    expect(await rates().rate({ ...query, date })).toEqual({ status: "not_found" });
  });

  it("asks once for all currencies of a day", async () => {
    const before = server().received.length;
    const shared = rates();
    const facts = await Promise.all(
      ["USD", "GBP", "JPY", "USD", "XAU"].map((from) => shared.rate({ from, to: "EUR", date })),
    );

    expect(facts.map(({ status }) => status)).toEqual([
      "found",
      "found",
      "found",
      "found",
      "not_found",
    ]);
    expect(askedSince(before)).toEqual([
      { base: "EUR", quotes: "GBP,JPY,USD", date, providers: "ecb" },
    ]);
  });

  it("asks for each day by itself", async () => {
    const before = server().received.length;
    const shared = rates();
    const days = ["2026-02-26", "2026-02-27"];
    const facts = await Promise.all(
      days.map((day) => shared.rate({ from: "USD", to: "EUR", date: day })),
    );

    expect(facts).toMatchObject(days.map((rateDate) => ({ rateDate })));
    expect(askedSince(before)).toHaveLength(2);
  });

  it("fails all who share a request that fails", async () => {
    server().failNext({ kind: "answer", status: 503, text: "" });
    const shared = rates();
    const outcomes = await Promise.allSettled(
      ["USD", "GBP"].map((from) => shared.rate({ from, to: "EUR", date })),
    );

    expect(outcomes.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
    expect(await shared.rate({ from: "USD", to: "EUR", date })).toMatchObject({ status: "found" });
  });

  it("lets one caller go without ending the request of the others", async () => {
    const shared = rates();
    const leaver = new AbortController();
    const reason = new Error("left");
    const left = shared.rate({ from: "GBP", to: "EUR", date }, leaver.signal);
    const outcome = left.catch((error: unknown) => error);
    const stayed = shared.rate({ from: "USD", to: "EUR", date });

    leaver.abort(reason);

    expect(await outcome).toBe(reason);
    expect(await stayed).toMatchObject({ status: "found" });
  });

  it("sends nothing once every caller has left", async () => {
    const before = server().received.length;
    const leaver = new AbortController();
    const shared = rates();
    const left = shared.rate({ from: "GBP", to: "EUR", date }, leaver.signal).catch(() => "left");
    leaver.abort(new Error("left"));

    expect(await left).toBe("left");
    await shared.rate({ from: "USD", to: "EUR", date });
    expect(askedSince(before)).toHaveLength(1);
  });

  it("is unavailable when a rate is no rate", async () => {
    for (const rate of ["0", "-1.5", '"high"', "1e99999999"]) {
      server().failNext({
        kind: "answer",
        text: `[{"date":"2026-02-27","base":"EUR","quote":"USD","rate":${rate}}]`,
      });
      await expect(rates().rate({ from: "USD", to: "EUR", date })).rejects.toMatchObject({
        code: "port.unavailable",
      });
    }
  });

  it("changes there and back to nearly the same", async () => {
    const codes = ["EUR", "USD", "GBP", "JPY", "IDR"];
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...codes), fc.constantFrom(...codes), async (from, to) => {
        const shared = rates();
        const [there, back] = await Promise.all([
          shared.rate({ from, to, date }),
          shared.rate({ from: to, to: from, date }),
        ]);
        if (there.status !== "found" || back.status !== "found") throw new Error("both are known");
        expect(roundDecimal(multiplyDecimals([there.rate, back.rate]), 8)).toBe("1.00000000");
      }),
      { numRuns: 30 },
    );
  });
});
