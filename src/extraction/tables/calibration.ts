import type { CalibrationStep } from "#src/domain/calibration.ts";

/** Made by `npm run calibrate`: how often values of a score are right, by ascending score, of text and of recognised pictures. */
export const calibration: Readonly<Record<"text" | "recognized", readonly CalibrationStep[]>> = {
  text: [
    { scoreFrom: 0.5, confidence: 0.8, values: 3, right: 3 },
    { scoreFrom: 0.6, confidence: 0.8, values: 3, right: 3 },
    { scoreFrom: 0.7, confidence: 0.96, values: 73, right: 71 },
    { scoreFrom: 0.8, confidence: 0.9944, values: 223, right: 223 },
    { scoreFrom: 0.9, confidence: 0.9944, values: 1029, right: 1024 },
  ],
  recognized: [
    { scoreFrom: 0, confidence: 0.2143, values: 1, right: 0 },
    { scoreFrom: 0.1, confidence: 0.2143, values: 1, right: 0 },
    { scoreFrom: 0.2, confidence: 0.2143, values: 6, right: 0 },
    { scoreFrom: 0.3, confidence: 0.2143, values: 12, right: 2 },
    { scoreFrom: 0.4, confidence: 0.7273, values: 9, right: 7 },
    { scoreFrom: 0.5, confidence: 0.8286, values: 10, right: 10 },
    { scoreFrom: 0.6, confidence: 0.8286, values: 21, right: 17 },
    { scoreFrom: 0.7, confidence: 0.975, values: 158, right: 155 },
    { scoreFrom: 0.8, confidence: 0.9894, values: 92, right: 92 },
    { scoreFrom: 0.9, confidence: 0.9974, values: 390, right: 390 },
  ],
};
