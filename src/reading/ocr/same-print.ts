import type { Box } from "#src/domain/reading.ts";

type Placed = { readonly box: Box };

/** Part of the smaller word that must be covered by the other for both to be the same print. */
const overlapMin = 0.5;

/**
 * What several readings made of the same print: groups of words that cover each other, in each the words of every reading that saw
 * something there. Words of one reading are in one group only where a word of another one covers them both.
 *
 * @returns Each group with as many lists as there are readings, in their order.
 */
export function printsOf<Word extends Placed>(readings: readonly (readonly Word[])[]): Word[][][] {
  const all = readings.flatMap((words, reading) => words.map((word) => ({ word, reading })));
  const sorted = all.toSorted((a, b) => a.word.box[1] - b.word.box[1]);
  const groups = oneGroupEach(sorted.length);
  for (const [index, { word, reading }] of sorted.entries()) {
    for (let next = index + 1; next < sorted.length; next += 1) {
      const other = sorted[next];
      if (other === undefined || other.word.box[1] >= word.box[3]) break;
      if (other.reading !== reading && isSamePrint(word, other.word)) groups.join(index, next);
    }
  }
  const byGroup = Map.groupBy(sorted.entries(), ([index]) => groups.of(index));
  return [...byGroup.values()].map((entries) =>
    readings.map((_, reading) =>
      entries.filter(([, entry]) => entry.reading === reading).map(([, { word }]) => word),
    ),
  );
}

/** Groups of numbers below `count`, each at first alone. */
function oneGroupEach(count: number) {
  const parents = Array.from({ length: count }, (_, index) => index);
  function of(index: number): number {
    let at = index;
    for (let up = parents[at] ?? at; up !== at; up = parents[at] ?? at) at = up;
    parents[index] = at;
    return at;
  }
  return {
    of,
    join(one: number, other: number): void {
      parents[of(other)] = of(one);
    },
  };
}

function isSamePrint({ box: a }: Placed, { box: b }: Placed): boolean {
  const width = Math.min(a[2], b[2]) - Math.max(a[0], b[0]);
  const height = Math.min(a[3], b[3]) - Math.max(a[1], b[1]);
  if (width <= 0 || height <= 0) return false;
  return width * height >= overlapMin * Math.min(areaOf(a), areaOf(b));
}

const areaOf = (box: Box): number => (box[2] - box[0]) * (box[3] - box[1]);
