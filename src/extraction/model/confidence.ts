import { roundedDown } from "#src/domain/calibration.ts";

/*
 * How sure a value is that a model answered: a small Bayesian combination. Every number is a probability before rounding.
 * The constants are estimates for models of 4 to 8 billion parameters; `npm run bench:accuracy` prints how far they hold for
 * answers with mistakes.
 */

/** A single value a model answers is right, nothing else known. */
export const priorRight = 0.8;

/**
 * Two readers that are both wrong are wrong in the same way. There are many ways to be wrong, but the model is shown the draft and
 * may repeat its mistake.
 */
const coincidence = 0.3;

/** How sure a value of the draft is that has no evidence of its own. */
export const draftConfidenceDefault = 0.5;

/** What evidence of another kind multiplies the odds by: how much likelier it is for a right value than for a wrong one. */
export const likelihood = {
  /** Net and tax give gross; wrong amounts seldom do. */
  sum: 20,
  /** Two check digits: one wrong IBAN in 97 passes. */
  ibanValid: 97,
  /** One check digit or two, by country. */
  vatIdValid: 10,
  /** A number printed on an invoice fails its check digits only if the seller mistyped it. */
  checksumInvalid: 0.1,
} as const;

/** Never surer: model and rules may both read what is wrong on the page. */
export const confidenceMax = 0.99;

/** Bayes' rule for odds; 1 leaves the probability as it is. */
export function updated(probability: number, ratio: number): number {
  const odds = (probability / (1 - Math.min(probability, confidenceMax))) * ratio;
  return odds / (1 + odds);
}

/** Both readers give the same value. */
export function agreed(model: number, draft: number): number {
  const bothRight = model * draft;
  const bothWrong = (1 - model) * (1 - draft) * coincidence;
  return bothRight === 0 ? 0 : bothRight / (bothRight + bothWrong);
}

/** The readers give different values: how likely it is that the model's is right. */
export function disagreed(model: number, draft: number): number {
  const modelRight = model * (1 - draft);
  const draftRight = (1 - model) * draft;
  const bothWrong = (1 - model) * (1 - draft) * (1 - coincidence);
  const all = modelRight + draftRight + bothWrong;
  return all === 0 ? 0 : modelRight / all;
}

/** Two decimals, rounded down, within 0 and `confidenceMax`. */
export const rounded = (probability: number): number =>
  roundedDown(Math.min(Math.max(probability, 0), confidenceMax));
