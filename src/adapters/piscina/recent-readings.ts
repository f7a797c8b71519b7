import type { Reading, XmlElement } from "#src/domain/reading.ts";

/** Readings kept at most. */
const readingsMax = 64;
/** Words and XML elements all kept readings may have together, about 100 MB; the newest is kept whatever it weighs. */
const weightMax = 200_000;
/** Characters of text that weigh as much as one element. */
const charactersPerUnit = 200;

/** Remembers what was read last, so that two steps that need one reading do not read the file twice. */
export function createRecentReadings() {
  const kept = new Map<string, { readonly reading: Reading; readonly weight: number }>();
  let total = 0;

  const forget = (key: string): void => {
    total -= kept.get(key)?.weight ?? 0;
    kept.delete(key);
  };
  return {
    get(key: string): Reading | undefined {
      const found = kept.get(key);
      if (found === undefined) return undefined;
      // A Map lists in order of insertion: whatever was asked for again becomes the newest.
      kept.delete(key);
      kept.set(key, found);
      return found.reading;
    },
    remember(key: string, reading: Reading): void {
      const weight = weightOf(reading);
      forget(key);
      kept.set(key, { reading, weight });
      total += weight;
      for (const oldest of kept.keys()) {
        if (kept.size <= readingsMax && total <= weightMax) break;
        if (oldest !== key) forget(oldest);
      }
    },
    clear(): void {
      kept.clear();
      total = 0;
    },
  };
}

function weightOf({ eInvoice, pages }: Reading): number {
  let weight = 1;
  for (const { rows } of pages) for (const { words } of rows) weight += words.length;
  const open: XmlElement[] = eInvoice === undefined ? [] : [eInvoice.root];
  for (let element = open.pop(); element !== undefined; element = open.pop()) {
    weight += 1 + element.text.length / charactersPerUnit;
    for (const value of Object.values(element.attributes))
      weight += value.length / charactersPerUnit;
    for (const child of element.children) open.push(child);
  }
  return weight;
}
