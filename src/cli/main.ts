#!/usr/bin/env -S node --max-semi-space-size=8
import { existsSync } from "node:fs";
import manifest from "../../package.json" with { type: "json" };
import { openTracing } from "#src/telemetry/tracing.ts";
import { exitCodes } from "./cli.ts";
import { runCommand } from "./run-command.ts";

if (existsSync(".env")) process.loadEnvFile(".env");

const tracing = await openTracing(process.env, {
  isContentTraced: process.env["FANFOLD_TRACE_CONTENT"] === "true",
});

const interrupt = new AbortController();

function onInterrupt(): void {
  if (interrupt.signal.aborted) process.exit(exitCodes.interrupted);
  process.stderr.write("\nstopping; Ctrl-C again to stop at once\n");
  interrupt.abort();
}

process.on("SIGINT", onInterrupt);
process.on("SIGTERM", onInterrupt);

// A reader that closes early (`| head`) is no error of ours.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit(exitCodes.ok);
  throw error;
});

process.exitCode = await runCommand(
  process.argv.slice(2),
  {
    env: process.env,
    print: (text) => void process.stdout.write(text),
    tell: (text) => void process.stderr.write(text),
    isTerminal: process.stderr.isTTY,
    nodeVersion: process.versions.node,
    signal: interrupt.signal,
    now: Date.now,
  },
  manifest.version,
);

if (!(await tracing.flush())) {
  process.stderr.write("fanfold: LangSmith does not take the traces; they are lost\n");
  // Its requests would keep the process alive for minutes.
  process.exit();
}
