import { createRequire } from "node:module";

/*
 * Entry of the engine's thread. The engine remarks on what it finds in a picture by printing to standard error, where a person reads
 * the progress of a batch; it has no other switch for it than to take the printing away before it starts.
 */
Object.assign(globalThis.console, { error: () => undefined, warn: () => undefined });
createRequire(import.meta.url)("tesseract.js/src/worker-script/node/index.js");
