import { setFlagsFromString } from "node:v8";

/**
 * Has compiled WebAssembly stay until the last thread that uses it ends. What V8 discards earlier it may use again: the code that calls
 * from WebAssembly into JavaScript is shared by all threads, and one that takes it up while it is discarded ends the process (V8 13.6:
 * "Check failed: jit_page.has_value()"). To be called before such threads start.
 */
export function keepCompiledCode(): void {
  setFlagsFromString("--no-wasm-code-gc");
}
