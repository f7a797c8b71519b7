/**
 * Keeps the most urgent of a stream, at most `limit` in the end, with memory bounded whatever the length of the stream.
 * Items of one rank are kept in their order of arrival; `kept()` returns all in order of arrival.
 */
export function createSelection<Item>(limit: number): {
  add: (item: Item, rank: number) => void;
  kept: () => readonly Item[];
} {
  const byRank = new Map<number, { item: Item; arrival: number }[]>();
  let arrivals = 0;
  return {
    add(item, rank) {
      const sameRank = byRank.get(rank) ?? [];
      byRank.set(rank, sameRank);
      if (sameRank.length < limit) sameRank.push({ item, arrival: arrivals });
      arrivals += 1;
    },
    kept() {
      return [...byRank]
        .toSorted(([a], [b]) => a - b)
        .flatMap(([, entries]) => entries)
        .slice(0, limit)
        .toSorted((a, b) => a.arrival - b.arrival)
        .map(({ item }) => item);
    },
  };
}
