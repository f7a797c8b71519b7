import type { OperationName } from "#src/domain/operation.ts";

/**
 * Declares on a node of a graph the operations it runs, in their order. `fanfold plan` reads it from the drawn graph; a test
 * runs documents and holds the declarations to what the nodes record.
 */
export const runs = (...operations: readonly OperationName[]) => ({ metadata: { operations } });
