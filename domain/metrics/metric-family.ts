import type { CandleCounts } from './candle-reach.ts';
import type { MetricChoice, WindowedChoice } from './metric-choice.ts';
import type { MinuteHistory } from './minute-history.ts';
import type { Unit } from './unit.ts';
import type { ValueRange } from './value-range.ts';

/** How texts name a metric. */
export interface MetricLabel {
  /** `the price` crosses above 65,000 */
  readonly inSentence: string;
  /** `Price` of BTCUSDT */
  readonly asTitle: string;
  /** BTCUSDT `change-1h` crossed above 5 %; null: the coin's symbol says it already */
  readonly afterSymbol: string | null;
  /** what the price is compared with by a level of 0: `its 200-day average`; null: 0 is a level as any other */
  readonly zero: PriceMark | null;
}

export interface PriceMark {
  readonly name: string;
  /** the metric grows as the price falls: below 0, the price is above it */
  readonly isTurned: boolean;
}

/** How much before a minute its value needs, of what a `MinuteHistory` keeps; left out: none. */
export interface Reach {
  /** minutes of closes */
  readonly closes?: number;
  /** minutes of log returns of 1-minute closes */
  readonly returns?: number;
  /** minutes of volumes */
  readonly volumes?: number;
  /** minutes of highs and lows */
  readonly extremes?: number;
  /** how many closed candles of which interval */
  readonly candles?: Partial<CandleCounts>;
}

/** What a windowed metric is computed from: the minutes before minute number `end` (whole minutes since 1970). */
export interface MetricWindow {
  readonly history: MinuteHistory;
  readonly end: number;
  /** length of the window or, of a metric on candles, of a candle */
  readonly minutes: number;
}

interface Family {
  readonly kind: string;
  readonly unit: Unit;
  readonly range: ValueRange;
  /** `own-name`: the metric's name, such as `change-1h`. A function takes the window, such as `1h`. */
  readonly label: MetricLabel | 'own-name' | ((window: string) => MetricLabel);
  readonly choice: MetricChoice;
}

interface WindowedFamily extends Family {
  readonly choice: WindowedChoice;
  /** length in minutes of the window, or of a candle, by what is added to `kind` to name the metric */
  readonly windows: Readonly<Record<string, number>>;
  /** shown with every coin, and computed for each; others are computed only for coins whose alerts use them */
  readonly isListed: boolean;
  /** the value of a shorter window is never greater than that of a longer one */
  readonly growsWithWindow: boolean;
  readonly reach: (minutes: number) => Reach;
  /** Whether the value can't change any more: all that it needs is known, or lies before trading began. */
  readonly isFinal: (window: MetricWindow) => boolean;
  /** Number of the first minute of which the value can be known, of a coin whose trading began in minute number `began`. */
  readonly knownFrom: (began: number, minutes: number) => number;
}

/** The price of each trade. */
export interface PriceFamily extends Family {
  readonly moves: 'with-price';
}

/** Moves with each trade: the price against a reference that holds for the whole minute. */
export interface ReferenceFamily extends WindowedFamily {
  readonly moves: 'by-reference';
  /** a price, as a decimal string; null when it is unknown */
  readonly reference: (window: MetricWindow) => string | null;
  /** `price` and `reference` > 0. This runs once per trade. */
  readonly value: (price: number, reference: number) => number;
  /** whether what it is measured from is drawn over prices: an average, a high */
  readonly isDrawn: boolean;
  /** the price at which it has the value: where a level lies on a chart of prices */
  readonly priceAt: (value: number, reference: number) => number;
}

/** Stands still within a minute. */
export interface MinuteFamily extends WindowedFamily {
  readonly moves: 'at-minutes';
  /** null when it is unknown */
  readonly value: (window: MetricWindow) => number | null;
}

/** Metrics that differ in their window alone, with everything that depends on what they are. */
export type MetricFamily = PriceFamily | ReferenceFamily | MinuteFamily;
