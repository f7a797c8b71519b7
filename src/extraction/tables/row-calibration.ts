import type { CalibrationStep } from "#src/domain/calibration.ts";

/** Made by `npm run calibrate`: how often values of invoice lines and VAT rows of a score are right, by ascending score, of text and of recognised pictures. */
export const rowCalibration: Readonly<Record<"text" | "recognized", readonly CalibrationStep[]>> = {
  text: [
    { scoreFrom: 0.7, confidence: 0.9032, values: 27, right: 26 },
    { scoreFrom: 0.8, confidence: 0.9565, values: 203, right: 196 },
    { scoreFrom: 0.9, confidence: 0.9918, values: 1087, right: 1080 },
  ],
  recognized: [
    { scoreFrom: 0.1, confidence: 0.4545, values: 2, right: 1 },
    { scoreFrom: 0.2, confidence: 0.4545, values: 1, right: 0 },
    { scoreFrom: 0.3, confidence: 0.6, values: 1, right: 1 },
    { scoreFrom: 0.4, confidence: 0.7368, values: 4, right: 4 },
    { scoreFrom: 0.5, confidence: 0.7368, values: 7, right: 6 },
    { scoreFrom: 0.6, confidence: 0.8462, values: 9, right: 9 },
    { scoreFrom: 0.7, confidence: 0.85, values: 36, right: 32 },
    { scoreFrom: 0.8, confidence: 0.9579, values: 59, right: 59 },
    { scoreFrom: 0.9, confidence: 0.9579, values: 28, right: 28 },
  ],
};
