import { describe, expect, it } from "vitest";
import { checkDates } from "#src/checks/dates-check.ts";
import { defaultPolicy } from "#src/domain/policy.ts";
import { anInvoice } from "#test/support/an-invoice.ts";
import { contradictedIn } from "#test/support/check-invoice.ts";

const contradictedOn = (today: string, changes: Parameters<typeof anInvoice>[0] = {}): string[] =>
  contradictedIn(checkDates(anInvoice(changes), { today, policy: defaultPolicy }));

describe("the dates check", () => {
  it("verifies ordinary dates", () => {
    const findings = checkDates(anInvoice(), { today: "2026-03-15", policy: defaultPolicy });

    expect(findings.map(({ rule, status }) => [rule, status])).toEqual([
      ["DATES-DUE", "verified"],
      ["DATES-FUTURE", "verified"],
      ["DATES-AGE", "verified"],
      ["DATES-DELIVERY", "verified"],
    ]);
  });

  it("accuses a due date before the issue date, and accepts the same day", () => {
    expect(contradictedOn("2026-03-15", { paymentDueDate: "2026-02-28" })).toEqual(["DATES-DUE"]);
    expect(contradictedOn("2026-03-15", { paymentDueDate: "2026-03-01" })).toEqual([]);
  });

  it("accuses an issue date in the future, but not one that is already today elsewhere", () => {
    expect(contradictedOn("2026-02-27")).toEqual(["DATES-FUTURE"]);
    expect(contradictedOn("2026-02-28")).toEqual([]);
  });

  it("accuses an invoice older than the policy allows", () => {
    expect(contradictedOn("2027-03-01")).toEqual([]);
    expect(contradictedOn("2027-03-02")).toEqual(["DATES-AGE"]);
  });

  it("accuses a delivery long after the invoice", () => {
    expect(contradictedOn("2026-03-15", { deliveryDate: "2026-04-01" })).toEqual([]);
    expect(contradictedOn("2026-03-15", { deliveryDate: "2026-04-02" })).toEqual([
      "DATES-DELIVERY",
    ]);
  });

  it("counts days across a change of clocks and a leap day", () => {
    const leap = { issueDate: "2028-02-29", paymentDueDate: undefined };

    expect(contradictedOn("2029-02-28", leap)).toEqual([]);
    expect(contradictedOn("2029-03-01", leap)).toEqual(["DATES-AGE"]);
  });

  it("leaves a missing issue date to the document check", () => {
    expect(contradictedOn("2026-03-15", { issueDate: undefined })).toEqual([]);
  });
});
