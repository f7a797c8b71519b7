import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { init, type Methods, type PdfiumModule } from "@embedpdf/pdfium";

/** The functions of PDFium as they are: they take numbers and addresses, and give a number; 0 for "no". */
type Functions = Readonly<Record<keyof Methods, (...args: readonly number[]) => number>>;

/** PDFium as one thread has it. Its functions keep the thread busy until they are done. */
export type Pdfium = Functions & {
  /** Its memory, as long as no function is called that may take more. */
  readonly heap: () => Pick<PdfiumModule, "HEAPU8" | "HEAPU32" | "HEAPF32" | "HEAPF64">;
  readonly malloc: (bytes: number) => number;
  readonly free: (address: number) => void;
  /** Address of room for what a function gives back. */
  readonly scratch: number;
  /** Address of `ActualText` for functions that take a name. */
  readonly actualText: number;
};

/** Memory of the engine; a page drawn for text recognition takes some 100 megabytes. */
const memoryBytesMax = 768 * 1024 * 1024;
/** An engine that has grown beyond this is not used again: it gives no memory back. */
const memoryKeptBytesMax = 64 * 1024 * 1024;
const scratchBytes = 64;

let current: Promise<Pdfium> | undefined;

/** The engine of this thread, started with the first call. */
export async function pdfium(): Promise<Pdfium> {
  try {
    const engine = await (current ??= start());
    if (engine.heap().HEAPU8.length <= memoryKeptBytesMax) return engine;
    return await (current = start());
  } catch (error) {
    // A later call may have what this one had not: memory, or a file that may be opened.
    compiled = undefined;
    dropPdfium();
    throw error;
  }
}

/** Has the next call start another engine: one that failed in its own code is in no known state. */
export function dropPdfium(): void {
  current = undefined;
}

/** What the engine asks of its surroundings, by module and name. */
type Imports = Record<string, Record<string, unknown>>;

/** The part of WebAssembly that starts it; Node's types leave it to those of browsers. */
const { compile, Instance } = (
  globalThis as unknown as {
    readonly WebAssembly: {
      readonly compile: (bytes: Uint8Array) => Promise<object>;
      readonly Instance: new (module: object, imports: Imports) => { readonly exports: object };
    };
  }
).WebAssembly;

let compiled: Promise<object> | undefined;

async function start(): Promise<Pdfium> {
  const file = fileURLToPath(import.meta.resolve("@embedpdf/pdfium/pdfium.wasm"));
  compiled ??= readFile(file).then(compile);
  const wasm = await compiled;
  const instantiateWasm = (imports: Imports, received: (instance: object) => void): object => {
    boundMemory(imports);
    const instance = new Instance(wasm, imports);
    received(instance);
    return instance.exports;
  };
  // What it would print is told by what it returns.
  const overrides = { instantiateWasm, print: () => {}, printErr: () => {} };
  const { pdfium: module } = await init(overrides);
  const { malloc, free } = module.wasmExports;
  const actualText = malloc(scratchBytes);
  module.stringToUTF8("ActualText", actualText, scratchBytes);
  // The functions themselves: those of the package look at every argument, which takes longer than what is asked.
  const functions = module.wasmExports as unknown as Functions;
  functions.PDFiumExt_Init();
  return {
    ...functions,
    heap: () => module,
    malloc,
    free,
    scratch: malloc(scratchBytes),
    actualText,
  };
}

/** Refuses memory above the bound: the engine then gives up the document. */
function boundMemory({ env = {} }: Imports): void {
  const grow = env["emscripten_resize_heap"] as (bytes: number) => boolean;
  env["emscripten_resize_heap"] = (bytes: number): boolean =>
    bytes >>> 0 <= memoryBytesMax && grow(bytes);
}

/** A number that a function gave back in `scratch`, behind `index` others of its kind. */
export const floatAt = ({ heap, scratch }: Pdfium, index: number): number =>
  heap().HEAPF32[(scratch >> 2) + index] ?? 0;

export const doubleAt = ({ heap, scratch }: Pdfium, index: number): number =>
  heap().HEAPF64[(scratch >> 3) + index] ?? 0;

export const integerAt = ({ heap, scratch }: Pdfium, index: number): number =>
  heap().HEAPU32[(scratch >> 2) + index] ?? 0;
