import { describe, expect, it } from "vitest";
import { createJsonLog } from "#src/adapters/pino/log.ts";
import type { LogLevel } from "#src/ports/log.ts";

function aLog(level: LogLevel | "silent" = "info") {
  const lines: string[] = [];
  let nowMs = 0;
  const log = createJsonLog({ level, write: (line) => void lines.push(line), now: () => nowMs });
  return { log, lines, pass: (ms: number) => void (nowMs += ms) };
}

describe("the JSON log", () => {
  it("writes a line with time, level, event, message and values", () => {
    const { log, lines } = aLog();

    log("warn", "breaker.opened", { service: "http://a", message: "left alone" });

    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0] ?? "")).toEqual({
      level: "warn",
      time: expect.stringMatching(/^\d{4}-/),
      event: "breaker.opened",
      service: "http://a",
      message: "left alone",
    });
  });

  it("leaves out what is below its level", () => {
    const { log, lines } = aLog("warn");

    log("info", "breaker.half_open", {});

    expect(lines).toEqual([]);
  });

  it("says the same once a minute", () => {
    const { log, lines, pass } = aLog();
    const say = (message: string): void => log("warn", "ollama.unreachable", { message });

    say("a");
    say("a");
    say("b");
    pass(60_000);
    say("a");

    expect(lines.map((line) => (JSON.parse(line) as { message: string }).message)).toEqual([
      "a",
      "b",
      "a",
    ]);
  });
});
