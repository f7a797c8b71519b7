import { describe, expect, it } from "vitest";
import { createLayeredExchangeRates } from "#src/adapters/layered/exchange-rates.ts";
import type { ExchangeRates } from "#src/ports/exchange-rates.ts";
import { PortUnavailable } from "#src/ports/port-unavailable.ts";
import { describeExchangeRates } from "#test/contracts/exchange-rates-contract.ts";
import { createFakeExchangeRates } from "#test/fakes/fake-exchange-rates.ts";

const base = createFakeExchangeRates({ rates: { "USD EUR": "0.9", "EUR USD": "1.1" } });
const layered = (rates?: ExchangeRates) =>
  createLayeredExchangeRates({
    base,
    service: rates === undefined ? undefined : { name: "Frankfurter", rates },
  });
const dead = createFakeExchangeRates({ failure: { isTransient: true } });
const query = { from: "USD", to: "EUR", date: "2026-03-01" };

describeExchangeRates("The layered rates without a service", layered);
describeExchangeRates("The layered rates with a service", () => layered(createFakeExchangeRates()));

describe("The layered exchange rates", () => {
  it("prefer the service", async () => {
    const service = createFakeExchangeRates({ rates: { "USD EUR": "0.95" } });

    expect(await layered(service).rate(query)).toMatchObject({ rate: "0.95", source: "fake" });
  });

  it("use the table where the service does not know the currency, and say so", async () => {
    const fact = await layered(createFakeExchangeRates({ rates: {} })).rate(query);

    expect(fact).toMatchObject({ rate: "0.9", source: "fake (Frankfurter does not know it)" });
    expect(fact).not.toHaveProperty("unanswered");
  });

  it("use the table where the service does not answer, and name it", async () => {
    expect(await layered(dead).rate(query)).toMatchObject({
      rate: "0.9",
      source: "fake (Frankfurter did not answer)",
      unanswered: [{ source: "Frankfurter", message: expect.any(String) }],
    });
  });

  it("take no answer for no rate: it is unavailable where the table has none either", async () => {
    await expect(layered(dead).rate({ ...query, from: "GBP" })).rejects.toBeInstanceOf(
      PortUnavailable,
    );
  });

  it("do not find what neither knows", async () => {
    const service = createFakeExchangeRates();

    expect(await layered(service).rate({ ...query, from: "GBP" })).toEqual({ status: "not_found" });
  });

  it("end with the caller's reason when they are aborted", async () => {
    const caller = new AbortController();
    const reason = new Error("the batch was stopped");
    const leaving: ExchangeRates = {
      async rate() {
        caller.abort(reason);
        return await dead.rate(query);
      },
    };

    await expect(layered(leaving).rate(query, caller.signal)).rejects.toBe(reason);
  });

  it("do not hide a bug behind the service", async () => {
    const bug = new RangeError("a bug");

    await expect(layered({ rate: async () => await Promise.reject(bug) }).rate(query)).rejects.toBe(
      bug,
    );
  });
});
