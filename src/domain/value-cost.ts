/**
 * The confidence from which a value is worth using. Using it costs `(1 - confidence) x wrongValueCost` on average, not using it costs 1:
 * the two are equal here.
 *
 * @param wrongValueCost - What a wrong value costs, in units of what a value that is not used costs; at least 1.
 */
export const usableFrom = (wrongValueCost: number): number => 1 - 1 / wrongValueCost;
