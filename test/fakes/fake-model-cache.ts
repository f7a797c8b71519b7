import { modelCacheValueCharsMax, type ModelCache } from "#src/ports/model-cache.ts";

/** Keeps values in memory, as JSON like the stored one. */
export function createFakeModelCache(): ModelCache {
  const values = new Map<string, string>();
  return {
    find: async (kind, key) => {
      const text = values.get(`${kind} ${key}`);
      return text === undefined ? undefined : JSON.parse(text);
    },
    async save(kind, key, value) {
      const text: string | undefined = JSON.stringify(value);
      if (text === undefined || text.length > modelCacheValueCharsMax) return;
      if (!values.has(`${kind} ${key}`)) values.set(`${kind} ${key}`, text);
    },
  };
}
