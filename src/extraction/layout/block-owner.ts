import type { Block } from "./blocks.ts";
import { type Label, hasKey } from "./labels.ts";
import type { Layout } from "./layout.ts";

/** The key of the label right above a block, if it names a party. */
export function ownerOf(
  layout: Layout,
  block: Block,
): "buyer" | "seller" | "deliverTo" | undefined {
  const [start] = block.spans;
  if (start === undefined) return undefined;
  for (let step = 0; step <= 2; step += 1) {
    const labels: readonly Label[] = layout.labelsByLine[start.line - step] ?? [];
    for (const label of labels) {
      const isAbove =
        Math.abs(label.box[0] - start.box[0]) < 14 ||
        (step === 0 &&
          label.segment !== start &&
          label.box[0] < start.box[0] &&
          start.box[0] - label.box[2] < 60);
      if (!isAbove || !label.isAtStart || !(label.hasColon || label.rest === undefined)) continue;
      for (const key of ["deliverTo", "buyer", "seller"] as const)
        if (hasKey(label, key)) return key;
      if (hasKey(label, "payer")) return "buyer";
      if (hasKey(label, "payee")) return "seller";
    }
  }
  return undefined;
}
