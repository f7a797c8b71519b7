#!/usr/bin/env node
import { existsSync } from "node:fs";
import manifest from "../../package.json" with { type: "json" };
import { exitCodes } from "./cli.ts";
import { runCommand } from "./run-command.ts";

if (existsSync(".env")) process.loadEnvFile(".env");

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
    signal: interrupt.signal,
    now: Date.now,
  },
  manifest.version,
);
