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
    { score: 0.15, confidence: 0.2, values: 3, right: 0 },
    { score: 0.269, confidence: 0.3, values: 8, right: 2 },
    { score: 0.342, confidence: 0.5294, values: 15, right: 8 },
    { score: 0.458, confidence: 0.5833, values: 10, right: 6 },
    { score: 0.548, confidence: 0.8421, values: 17, right: 15 },
    { score: 0.661, confidence: 0.8824, values: 15, right: 14 },
    { score: 0.749, confidence: 0.9539, values: 150, right: 144 },
    { score: 0.849, confidence: 0.9787, values: 92, right: 91 },
    { score: 0.944, confidence: 0.9862, values: 361, right: 357 },
  ],
};
