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
  const hostsOf = (text: string): string[] => [
    ...parseConfig({ OLLAMA_BASE_URL: text }).ollama.hosts,
  ];

  it("are this machine's Ollama unless named", () => {
    expect(parseConfig({}).ollama).toMatchObject({
      hosts: ["http://127.0.0.1:11434"],
      isConfigured: false,
    });
  });

  it("are separated by commas or spaces", () => {
    expect(hostsOf("http://a:1, gpu-box  http://c/ollama")).toEqual([
      "http://a:1",
      "http://gpu-box:11434",
      "http://c/ollama",
    ]);
  });

  it.each([
    ["localhost", "http://localhost:11434"],
    ["gpu-1:80", "http://gpu-1"],
    ["gpu-1:8080", "http://gpu-1:8080"],
    ["https://models.example.com/ollama/", "https://models.example.com/ollama"],
    ["http://127.0.0.1:11434/", "http://127.0.0.1:11434"],
    ["http://user:secret@gpu-1", "http://gpu-1"],
  ])("are URLs as requests use them: %s is %s", (given, url) => {
    expect(hostsOf(given)).toEqual([url]);
  });

  it("are each asked as one, however often and in whatever way they are named", () => {
    expect(hostsOf("gpu-1, http://gpu-1:11434/")).toEqual(["http://gpu-1:11434"]);
  });

  it.each(["http://a, ftp://b", "http://", "ftp://host", "http://user:secret@", "a b:c:d"])(
    "refuses %s, and repeats no password",
    (text) => {
      expect(() => hostsOf(text)).toThrow(/OLLAMA_BASE_URL/);
      expect(() => hostsOf(text)).not.toThrow(/secret/);
    },
  );
});
