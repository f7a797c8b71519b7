import { existsSync, writeFileSync } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";
import type { ReadingAnswer, ReadingTask } from "#src/adapters/piscina/reading-task.ts";
import type { Draft } from "#src/domain/draft.ts";
import type { DocumentContent } from "#src/domain/reading.ts";

/** A reader's thread that does what the name of the file says. */
export const draftInThread = async (task: ReadingTask): Promise<ReadingAnswer<Draft>> =>
  (await misbehave(task)) ?? {
    result: { source: "text", documentType: "invoice", invoice: {}, evidence: {} },
  };

export const contentInThread = async (task: ReadingTask): Promise<ReadingAnswer<DocumentContent>> =>
  (await misbehave(task)) ?? { result: { kind: "text", pages: [] } };

async function misbehave({ document: { path } }: ReadingTask) {
  if (path.endsWith("spin")) spin();
  if (path.endsWith("wait")) await wait(60_000);
  if (path.endsWith("a while")) await wait(500);
  if (path.endsWith("heap")) fillHeap();
  if (path.endsWith("buffers")) await fillBuffers();
  if (path.endsWith("one go")) fillInOneGo();
  if (path.endsWith("throw")) throw new TypeError("a bug");
  if (path.endsWith("reject")) await rejectUnseen();
  if (path.endsWith("exit")) process.exit(3);
  if (path.endsWith("trap")) process.kill(process.pid, "SIGTRAP");
  if (path.endsWith("trap once")) trapOnce(path);
  if (path.endsWith("busy")) {
    return { error: { code: "file.unreadable", message: "EMFILE", isTransient: true } };
  }
  return undefined;
}

/** Brings its process down the first time, as a fault of the engine does; a file remembers. */
function trapOnce(file: string): void {
  if (existsSync(file)) return;
  writeFileSync(file, "");
  process.kill(process.pid, "SIGTRAP");
  spin();
}

function spin(): never {
  for (;;) Math.sqrt(2);
}

function fillHeap(): never {
  const kept: object[] = [];
  for (;;) kept.push({ kept: kept.length });
}

/** Buffers lie outside of the heap that the engine limits. */
async function fillBuffers(): Promise<never> {
  const kept: Uint8Array[] = [];
  for (;;) {
    kept.push(new Uint8Array(4 * 1024 * 1024).fill(1));
    await wait(1);
  }
}

/** As a decoder does whose output has no bound: nothing else of its thread runs meanwhile. Ends, so that a test that fails does. */
function fillInOneGo(): void {
  const kept: Uint8Array[] = [];
  for (let at = 0; at < 400; at += 1) kept.push(new Uint8Array(4 * 1024 * 1024).fill(1));
}

async function rejectUnseen(): Promise<void> {
  void Promise.reject(new Error("nobody waits for this"));
  await wait(60_000);
}
