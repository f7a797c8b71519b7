/**
 * Pairs rows with columns so that the sum of their costs is least (Kuhn and Munkres, by shortest augmenting paths).
 *
 * @param costs - One list of costs a row, all of one length.
 * @returns For each row its column; `undefined` where there are more rows than columns.
 */
export function assign(costs: readonly (readonly number[])[]): (number | undefined)[] {
  const columns = costs[0]?.length ?? 0;
  if (costs.length > columns) return transposed(costs, columns);
  // Potentials, and the row each column has; index 0 stands for none, as in the literature.
  const rowPotential = Array.from({ length: costs.length + 1 }, () => 0);
  const columnPotential = Array.from({ length: columns + 1 }, () => 0);
  const rowOf = Array.from({ length: columns + 1 }, () => 0);
  for (let row = 1; row <= costs.length; row += 1) {
    const cameFrom = Array.from({ length: columns + 1 }, () => 0);
    const least = Array.from({ length: columns + 1 }, () => Infinity);
    const isUsed = Array.from({ length: columns + 1 }, () => false);
    rowOf[0] = row;
    let column = 0;
    do {
      isUsed[column] = true;
      const current = rowOf[column] ?? 0;
      let delta = Infinity;
      let next = 0;
      for (let other = 1; other <= columns; other += 1) {
        if (isUsed[other] === true) continue;
        const reduced =
          (costs[current - 1]?.[other - 1] ?? 0) -
          (rowPotential[current] ?? 0) -
          (columnPotential[other] ?? 0);
        if (reduced < (least[other] ?? 0)) {
          least[other] = reduced;
          cameFrom[other] = column;
        }
        if ((least[other] ?? 0) < delta) {
          delta = least[other] ?? 0;
          next = other;
        }
      }
      for (let other = 0; other <= columns; other += 1) {
        if (isUsed[other] === true) {
          const owner = rowOf[other] ?? 0;
          rowPotential[owner] = (rowPotential[owner] ?? 0) + delta;
          columnPotential[other] = (columnPotential[other] ?? 0) - delta;
        } else least[other] = (least[other] ?? 0) - delta;
      }
      column = next;
    } while (rowOf[column] !== 0);
    while (column !== 0) {
      const before = cameFrom[column] ?? 0;
      rowOf[column] = rowOf[before] ?? 0;
      column = before;
    }
  }
  const assigned: (number | undefined)[] = costs.map(() => undefined);
  for (const [column, row] of rowOf.entries()) {
    if (column > 0 && row > 0) assigned[row - 1] = column - 1;
  }
  return assigned;
}

function transposed(
  costs: readonly (readonly number[])[],
  columns: number,
): (number | undefined)[] {
  const turned = Array.from({ length: columns }, (_, column) =>
    costs.map((row) => row[column] ?? 0),
  );
  const assigned: (number | undefined)[] = costs.map(() => undefined);
  for (const [column, row] of assign(turned).entries()) {
    if (row !== undefined) assigned[row] = column;
  }
  return assigned;
}
