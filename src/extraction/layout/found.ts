import type { Evidence } from "#src/domain/evidence.ts";
import type { Box } from "#src/domain/reading.ts";

/** A value with the place it was read from. */
export type Found<T> = {
  readonly value: T;
  readonly text: string;
  readonly page: number;
  readonly box: Box;
  /** 0 to 1. */
  readonly confidence: number;
};

/** Text kept of one place; more is a page that ran together. */
const evidenceTextMax = 300;

export function evidenceOf({ text, page, box, confidence }: Found<unknown>): Evidence {
  const [x0, y0, x1, y1] = box.map((edge) => Math.round(edge * 10) / 10);
  return {
    text: text.slice(0, evidenceTextMax),
    page,
    box: [x0 ?? 0, y0 ?? 0, x1 ?? 0, y1 ?? 0],
    confidence: Math.round(Math.min(Math.max(confidence, 0), 1) * 100) / 100,
    by: ["rules"],
  };
}
