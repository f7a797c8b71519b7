import type { CalibrationStep } from "#src/domain/calibration.ts";

/** Made by `npm run calibrate`: how often values of invoice lines and VAT rows of a score are right, by ascending score, of text and of recognised pictures. */
export const rowCalibration: Readonly<Record<"text" | "recognized", readonly CalibrationStep[]>> = {
  text: [
    { scoreFrom: 0.7, confidence: 0.9091, values: 29, right: 28 },
    { scoreFrom: 0.8, confidence: 0.9577, values: 209, right: 202 },
    { scoreFrom: 0.9, confidence: 0.9919, values: 1101, right: 1094 },
  ],
  recognized: [
    { scoreFrom: 0.1, confidence: 0.4545, values: 2, right: 1 },
    { scoreFrom: 0.2, confidence: 0.4545, values: 1, right: 0 },
    { scoreFrom: 0.3, confidence: 0.6, values: 1, right: 1 },
    { scoreFrom: 0.4, confidence: 0.7059, values: 4, right: 4 },
    { scoreFrom: 0.5, confidence: 0.7059, values: 5, right: 4 },
    { scoreFrom: 0.6, confidence: 0.8182, values: 7, right: 7 },
    { scoreFrom: 0.7, confidence: 0.8235, values: 30, right: 26 },
    { scoreFrom: 0.8, confidence: 0.9512, values: 37, right: 37 },
    { scoreFrom: 0.9, confidence: 0.9688, values: 60, right: 60 },
  ],
};
