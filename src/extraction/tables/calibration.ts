import type { CalibrationStep } from "#src/domain/calibration.ts";

/** Made by `npm run calibrate`: how often values of a score are right, by ascending score, of text and of recognised pictures. */
export const calibration: Readonly<Record<"text" | "recognized", readonly CalibrationStep[]>> = {
  text: [
    { scoreFrom: 0.5, confidence: 0.7143, values: 3, right: 3 },
    { scoreFrom: 0.6, confidence: 0.75, values: 4, right: 4 },
    { scoreFrom: 0.7, confidence: 0.9605, values: 72, right: 71 },
    { scoreFrom: 0.8, confidence: 0.9911, values: 221, right: 221 },
    { scoreFrom: 0.9, confidence: 0.9952, values: 1032, right: 1029 },
  ],
  recognized: [
    { scoreFrom: 0.1, confidence: 0.2105, values: 4, right: 0 },
    { scoreFrom: 0.2, confidence: 0.2105, values: 7, right: 0 },
    { scoreFrom: 0.3, confidence: 0.25, values: 8, right: 1 },
    { scoreFrom: 0.4, confidence: 0.8182, values: 7, right: 7 },
    { scoreFrom: 0.5, confidence: 0.8667, values: 11, right: 11 },
    { scoreFrom: 0.6, confidence: 0.8889, values: 14, right: 14 },
    { scoreFrom: 0.7, confidence: 0.9726, values: 142, right: 140 },
    { scoreFrom: 0.8, confidence: 0.9844, values: 124, right: 124 },
    { scoreFrom: 0.9, confidence: 0.9954, values: 429, right: 429 },
  ],
};
