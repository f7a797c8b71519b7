import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { readServices, type ServiceKeys } from "#src/adapters/settings-files/read-services.ts";
import { serviceNames, Services } from "#src/domain/service-settings.ts";
import { ConfigError } from "#src/errors.ts";

const folder = mkdtempSync(path.join(tmpdir(), "fanfold-services-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const keys = { companiesHouse: "k", serper: "k", google: "k" };
const noKeys = { companiesHouse: undefined, serper: undefined, google: undefined };

function read(text: string, given: ServiceKeys = keys): Services {
  const file = path.join(folder, "services.yaml");
  writeFileSync(file, text);
  return readServices(file, given);
}

describe("the services file", () => {
  it("is none, and no service is asked, unless given", () => {
    expect(readServices(undefined, noKeys)).toEqual({});
  });

  it("switches on what it names, with defaults", () => {
    const { vies, gleif } = read("vies: {}");

    expect(vies).toMatchObject({ timeoutMs: 10_000, attemptsMax: 3, concurrency: { max: 8 } });
    expect(gleif).toBeUndefined();
  });

  it.each([
    ["the default timeout", "{}", 8_000],
    ["a longer one", "{ timeoutMs: 20000 }", 16_000],
    ["a longer one, for some figures of the breaker", "{ timeoutMs: 20000, breaker: {} }", 16_000],
    ["nothing if it is given", "{ timeoutMs: 20000, breaker: { slowCallMs: 500 } }", 500],
  ])("calls slow what takes four fifths of the timeout: %s", (_, vies, slowCallMs) => {
    expect(read(`vies: ${vies}`).vies?.breaker.slowCallMs).toBe(slowCallMs);
  });

  it("calls slow what takes four fifths of the map's timeout too", () => {
    const { nominatim } = read("nominatim: { userAgent: example, timeoutMs: 20000 }");

    expect(nominatim).toMatchObject({ userAgent: "example", breaker: { slowCallMs: 16_000 } });
  });

  it("gives services with a rate time for all documents in flight to wait for it", () => {
    const { gleif, companiesHouse, nominatim } = read(
      "gleif: {}\ncompaniesHouse: {}\nnominatim: { userAgent: example }",
    );
    const inFlight = 500;

    for (const service of [gleif, companiesHouse, nominatim]) {
      const { ratePerSecond = 0, deadlineMs = 0 } = service ?? {};
      expect(ratePerSecond * deadlineMs).toBeGreaterThan(inFlight * 1_000);
    }
  });

  it("is shown whole, with the defaults, in services.example.yaml", () => {
    const text = readFileSync("services.example.yaml", "utf8");
    const all = serviceNames.map((name) =>
      Services.parse({
        [name]: name === "nominatim" ? { userAgent: "your company (ap@example.org)" } : {},
      }),
    );
    const { google, ...others } = Object.assign({}, ...all) as Services;

    expect(read(text)).toEqual(others);
    // One map is asked: the example shows the other as a comment.
    const commented = /^#google:(?:\n#.*)*/m.exec(text)?.[0] ?? "";
    expect(read(commented.replaceAll(/^#/gm, ""))).toEqual({ google });
  });

  it("gives a look-up at least the time of one attempt", () => {
    expect(() => read("vies: { timeoutMs: 5000, deadlineMs: 1000 }")).toThrow(
      /vies\.deadlineMs is wrong: must be at least timeoutMs/,
    );
  });

  it("takes one map", () => {
    expect(() => read("google: {}\nnominatim: { userAgent: example }")).toThrow(/one of the two/);
  });

  it("has every mistake named at once, with its line", () => {
    const wrong = `vies:
  timeoutMs: -1
  attemptsMax: 99
postman: {}
telegraph: {}
nominatim: {}
frankfurter:
  concurrency: { min: 5, max: 2 }
`;

    expect(() => read(wrong)).toThrow(ConfigError);
    for (const part of [
      /:2: vies\.timeoutMs/,
      /:3: vies\.attemptsMax/,
      /:4: postman is not known; allowed: vies, gleif/,
      /:5: telegraph is not known/,
      /nominatim\.userAgent/,
      /frankfurter\.concurrency/,
    ]) {
      expect(() => read(wrong)).toThrow(part);
    }
  });

  it("needs the keys of its services in the environment, and names each", () => {
    expect(() => read("google: {}\nserper: {}", noKeys)).toThrow(
      /google needs a key: set GOOGLE_MAPS_API_KEY.*serper|serper needs a key.*google/s,
    );
  });

  it("has missing keys named beside what is wrong in the file", () => {
    const text = "vies: { timeoutMs: -1 }\nserper: { attemptsMax: 0 }\ngoogle: {}";

    expect(() => read(text, { ...keys, serper: undefined })).toThrow(
      /:1: vies\.timeoutMs .*:2: serper\.attemptsMax .*: serper needs a key: set SERPER_API_KEY\.$/,
    );
  });
});
