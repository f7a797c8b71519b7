import { describe, expect, it } from "vitest";
import { parseConfig } from "#src/config.ts";
import { createFindCaller } from "#src/web/callers.ts";

const aToken = "a".repeat(32);
const otherToken = "b".repeat(32);
const tokensOf = (text: string) => parseConfig({ FANFOLD_API_TOKENS: text }).server.tokens;

describe("tokens", () => {
  it("are entries of a name, roles and a token; each role can read", () => {
    expect(tokensOf(`ci:run:${aToken}, anna:run+review:${otherToken}`)).toEqual([
      { name: "ci", roles: ["read", "run"], token: aToken },
      { name: "anna", roles: ["read", "run", "review"], token: otherToken },
    ]);
  });

  it.each([
    [`ci:${aToken}`, /name:roles:token/],
    [`ci:admin:${aToken}`, /roles are read, run, review/],
    ["ci:run:tooshort", /at least 22/],
    [`c i:run:${aToken}`, /entry 1/],
    [`a:run:${aToken},b:read:${aToken}`, /twice/],
  ])("that are wrong are refused without being repeated: %s", (text, problem) => {
    expect(() => tokensOf(text)).toThrow(problem);
    expect(() => tokensOf(text)).not.toThrow(new RegExp(aToken));
  });

  it("let no path be read until the input folder is named", () => {
    const env = { FANFOLD_API_TOKENS: `ci:run:${aToken}` };
    expect(parseConfig(env).server.inputRoot).toBeUndefined();
    expect(parseConfig({ ...env, FANFOLD_INPUT_ROOT: "/in" }).server.inputRoot).toBe("/in");
    expect(parseConfig({}).server.inputRoot).toBe(process.cwd());
  });
});

describe("a caller", () => {
  const find = createFindCaller(tokensOf(`ci:run:${aToken},anna:review:${otherToken}`));

  it("is found by the token of the header", () => {
    expect(find(`Bearer ${aToken}`)).toEqual({ name: "ci", roles: ["read", "run"] });
    expect(find(`bearer ${otherToken}`)).toMatchObject({ name: "anna" });
  });

  it.each([
    null,
    "",
    "Bearer",
    `Basic ${aToken}`,
    `Bearer ${aToken}x`,
    `Bearer ${aToken.slice(1)}`,
  ])("is not found by %s", (header) => {
    expect(find(header)).toBeUndefined();
  });
});
