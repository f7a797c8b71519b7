import type { CalibrationStep } from "#src/domain/calibration.ts";

/** Made by `npm run calibrate`: how often values of a score are right, by ascending score, of text and of recognised pictures. */
export const calibration: Readonly<Record<"text" | "recognized", readonly CalibrationStep[]>> = {
  text: [
    { scoreFrom: 0.5, confidence: 0.7143, values: 3, right: 3 },
    { scoreFrom: 0.6, confidence: 0.75, values: 4, right: 4 },
    { scoreFrom: 0.7, confidence: 0.9481, values: 73, right: 71 },
    { scoreFrom: 0.8, confidence: 0.9912, values: 223, right: 223 },
    { scoreFrom: 0.9, confidence: 0.9932, values: 1029, right: 1024 },
  ],
  recognized: [
    { scoreFrom: 0, confidence: 0.24, values: 1, right: 0 },
    { scoreFrom: 0.1, confidence: 0.24, values: 4, right: 0 },
    { scoreFrom: 0.2, confidence: 0.24, values: 8, right: 0 },
    { scoreFrom: 0.3, confidence: 0.2727, values: 7, right: 1 },
    { scoreFrom: 0.4, confidence: 0.75, values: 8, right: 7 },
    { scoreFrom: 0.5, confidence: 0.8611, values: 11, right: 11 },
    { scoreFrom: 0.6, confidence: 0.8611, values: 17, right: 16 },
    { scoreFrom: 0.7, confidence: 0.9735, values: 147, right: 145 },
    { scoreFrom: 0.8, confidence: 0.981, values: 101, right: 101 },
    { scoreFrom: 0.9, confidence: 0.9952, values: 413, right: 413 },
  ],
};
