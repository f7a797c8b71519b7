/**
 * Joins two keyed channels, the reducer behind every fan-in.
 *
 * Commutative, associative and idempotent: neither the finishing order inside a superstep nor a replay after a resume
 * can change the result. Two different values under one key are settled by `prefers`, which must be a total order.
 *
 * @param prefers - Positive if the first value is kept, negative for the second.
 */
export const mergeByKey =
  <T>(prefers: (left: T, right: T) => number) =>
  (
    current: Readonly<Record<string, T>>,
    update: Readonly<Record<string, T>>,
  ): Record<string, T> => {
    const merged = new Map(Object.entries(current));
    for (const [key, value] of Object.entries(update)) {
      const existing = merged.get(key);
      if (existing === undefined || prefers(value, existing) > 0) merged.set(key, value);
    }
    return Object.fromEntries([...merged].toSorted(([a], [b]) => compareCodeUnits(a, b)));
  };

/** A total order over JSON values by their text; settles ties the same way everywhere. */
export const compareAsJson = (left: unknown, right: unknown): number =>
  compareCodeUnits(JSON.stringify(left), JSON.stringify(right));

const compareCodeUnits = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
