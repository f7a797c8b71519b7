import type { CalibrationStep } from "#src/domain/calibration.ts";

/** Made by `npm run calibrate`: how often values of a score are right, by ascending score, of text and of recognised pictures. */
export const calibration: Readonly<Record<"text" | "recognized", readonly CalibrationStep[]>> = {
  text: [
    { score: 0.59, confidence: 0.8, values: 3, right: 3 },
    { score: 0.6, confidence: 0.8333, values: 4, right: 4 },
    { score: 0.738, confidence: 0.96, values: 73, right: 71 },
    { score: 0.847, confidence: 0.9944, values: 223, right: 223 },
    { score: 0.949, confidence: 0.9944, values: 1029, right: 1024 },
  ],
  recognized: [
    { score: 0.08, confidence: 0.25, values: 1, right: 0 },
    { score: 0.14, confidence: 0.25, values: 1, right: 0 },
    { score: 0.264, confidence: 0.25, values: 8, right: 1 },
    { score: 0.346, confidence: 0.3333, values: 13, right: 4 },
    { score: 0.453, confidence: 0.5625, values: 14, right: 8 },
    { score: 0.557, confidence: 0.8571, values: 13, right: 12 },
    { score: 0.657, confidence: 0.8571, values: 18, right: 16 },
    { score: 0.754, confidence: 0.9735, values: 149, right: 146 },
    { score: 0.853, confidence: 0.9787, values: 92, right: 91 },
    { score: 0.946, confidence: 0.9891, values: 365, right: 362 },
  ],
};
