/** The fields that have a value: absent is absent, not `undefined`. */
export function present<T extends object>(fields: { [K in keyof T]: T[K] | undefined }): T {
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== undefined),
  ) as unknown as T;
}

/** The same, but nothing at all when no field has a value. */
export function presentOrAbsent<T extends object>(fields: {
  [K in keyof T]: T[K] | undefined;
}): T | undefined {
  const kept = present<T>(fields);
  return Object.keys(kept).length === 0 ? undefined : kept;
}

/** A list with something in it, or nothing. */
export function listOrAbsent<T>(list: readonly T[]): T[] | undefined {
  return list.length === 0 ? undefined : [...list];
}
