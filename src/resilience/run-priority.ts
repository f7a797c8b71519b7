import { AsyncLocalStorage } from "node:async_hooks";

const priorities = new AsyncLocalStorage<number>();

/**
 * Everything that `work` waits for at a service is waited for with this priority: higher is sooner. It is ambient, so that no port
 * has to hand on what is of no concern to it.
 */
export const withPriority = <T>(priority: number, work: () => T): T =>
  priorities.run(priority, work);

/** 0 outside of `withPriority`. */
export const currentPriority = (): number => priorities.getStore() ?? 0;
