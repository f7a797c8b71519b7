/**
 * Names of fields no object of ours may have: JavaScript takes one for something else, and the LangGraph server cannot write any of
 * them to its file of threads, after which it keeps no thread any more.
 */
const reservedNames: ReadonlySet<string> = new Set(["__proto__", "constructor", "prototype"]);

export const isReservedName = (name: string): boolean => reservedNames.has(name);
