/** The values that a metric can have: from `min` to `max`, each of them included or not. */
export interface ValueRange {
  /** -Infinity: as low as you like */
  readonly min: number;
  readonly isMinIncluded: boolean;
  /** Infinity: as high as you like */
  readonly max: number;
  readonly isMaxIncluded: boolean;
}

export const ANY_VALUE: ValueRange = {
  min: Number.NEGATIVE_INFINITY,
  isMinIncluded: false,
  max: Number.POSITIVE_INFINITY,
  isMaxIncluded: false,
};
/** Of an amount, which may be 0. */
export const AT_LEAST_0: ValueRange = { ...ANY_VALUE, min: 0, isMinIncluded: true };
/** Of a price. */
export const ABOVE_0: ValueRange = { ...ANY_VALUE, min: 0 };
/** Of a price in percent of another one, less 100. */
export const ABOVE_MINUS_100: ValueRange = { ...ANY_VALUE, min: -100 };
