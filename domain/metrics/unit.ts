/** In place of a sign: the asset in which the coin is quoted. */
export const QUOTE_ASSET = 'quote-asset';

/** What the values of a metric are measured in, and how they are shown. */
export interface Unit {
  /** for the documentation of the API */
  readonly name: string;
  /** what stands after a number: a sign, QUOTE_ASSET, or nothing (null) */
  readonly sign: string | null;
  /** what the distance between two values is said in: percent of the value, or points of its own */
  readonly distance: 'percent' | 'points';
  /** `as-printed`: as the exchange printed it. A computed value has at most so many places in answers of the API. */
  readonly places: 'as-printed' | number;
}

export const PRICE: Unit = { name: 'quote currency', sign: null, distance: 'percent', places: 'as-printed' };
export const QUOTE_AMOUNT: Unit = { name: 'quote currency', sign: QUOTE_ASSET, distance: 'percent', places: 2 };
export const PERCENT: Unit = { name: 'percent', sign: '%', distance: 'points', places: 4 };
export const PERCENT_A_YEAR: Unit = { ...PERCENT, name: 'percent a year' };
export const TIMES_THE_AVERAGE: Unit = { name: 'times the average', sign: '×', distance: 'percent', places: 4 };
export const INDEX_TO_100: Unit = { name: 'index from 0 to 100', sign: null, distance: 'points', places: 4 };
/** %b: 0 is the lower band, 1 the upper one. */
export const BAND_WIDTHS: Unit = {
  name: 'band widths above the lower band',
  sign: null,
  distance: 'points',
  places: 4,
};
