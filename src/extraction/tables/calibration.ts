import type { CalibrationStep } from "#src/domain/calibration.ts";

/** Made by `npm run calibrate`: how often values of a score are right, by ascending score, of text and of recognised pictures. */
export const calibration: Readonly<Record<"text" | "recognized", readonly CalibrationStep[]>> = {
  text: [
    { scoreFrom: 0.5, confidence: 0.7143, values: 3, right: 3 },
    { scoreFrom: 0.6, confidence: 0.75, values: 4, right: 4 },
    { scoreFrom: 0.7, confidence: 0.9494, values: 75, right: 73 },
    { scoreFrom: 0.8, confidence: 0.9914, values: 228, right: 228 },
    { scoreFrom: 0.9, confidence: 0.9951, values: 1021, right: 1018 },
  ],
  recognized: [
    { scoreFrom: 0.1, confidence: 0.2105, values: 4, right: 0 },
    { scoreFrom: 0.2, confidence: 0.2105, values: 7, right: 0 },
    { scoreFrom: 0.3, confidence: 0.25, values: 8, right: 1 },
    { scoreFrom: 0.4, confidence: 0.75, values: 8, right: 7 },
    { scoreFrom: 0.5, confidence: 0.875, values: 12, right: 12 },
    { scoreFrom: 0.6, confidence: 0.8947, values: 15, right: 15 },
    { scoreFrom: 0.7, confidence: 0.975, values: 156, right: 154 },
    { scoreFrom: 0.8, confidence: 0.9828, values: 112, right: 112 },
    { scoreFrom: 0.9, confidence: 0.9953, values: 420, right: 420 },
  ],
};
