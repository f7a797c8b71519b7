import { describe, expect, it } from "vitest";
import { parseConfig } from "#src/config.ts";
import { ConfigError } from "#src/errors.ts";

describe("the configuration", () => {
  it("runs on a bare machine", () => {
    expect(parseConfig({}).run).toMatchObject({ strategy: "concurrent", onError: "retry" });
  });

  it("names every wrong variable, not only the first", () => {
    const env = { FANFOLD_PARALLELISM: "many", FANFOLD_STRATEGY: "fast" };
    expect(() => parseConfig(env)).toThrow(ConfigError);
    expect(() => parseConfig(env)).toThrow(/FANFOLD_STRATEGY.*FANFOLD_PARALLELISM/s);
  });

  it("takes an empty variable as not set", () => {
    expect(parseConfig({ FANFOLD_PARALLELISM: "" }).run.parallelism).toBe(8);
  });

  it.each(["0", "257", "1.5", "-1"])("refuses a parallelism of %s", (value) => {
    expect(() => parseConfig({ FANFOLD_PARALLELISM: value })).toThrow(/FANFOLD_PARALLELISM/);
  });
});

describe("the hosts of models", () => {
  const hostsOf = (text: string): string[] =>
    parseConfig({ OLLAMA_BASE_URL: text }).ollama.hosts.map(({ baseUrl }) => baseUrl);

  it("are this machine's Ollama unless named", () => {
    expect(parseConfig({}).ollama).toMatchObject({
      hosts: [{ baseUrl: "http://127.0.0.1:11434" }],
      isConfigured: false,
    });
  });

  it("are separated by commas or spaces", () => {
    expect(hostsOf("http://a:1, gpu-box  http://c/ollama")).toEqual([
      "http://a:1",
      "gpu-box",
      "http://c/ollama",
    ]);
  });

  it.each(["http://a, ftp://b", "http://", "http://user:secret@", "a b:c:d"])(
    "refuses %s, and repeats no password",
    (text) => {
      expect(() => hostsOf(text)).toThrow(/OLLAMA_BASE_URL/);
      expect(() => hostsOf(text)).not.toThrow(/secret/);
    },
  );
});
