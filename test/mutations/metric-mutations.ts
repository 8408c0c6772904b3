import type { Mutation } from './mutation.ts';

const FAMILIES = 'domain/metrics/families';
const HISTORY = 'domain/metrics/minute-history.ts';
const SERIES = 'domain/metrics/candle-series.ts';

/** Faults in what metrics are computed from, and how. */
export const METRIC_MUTATIONS: readonly Mutation[] = [
  {
    name: 'a candle closes although one of its minutes is not known',
    file: HISTORY,
    find: 'if (!(close > 0) || !this.isEachKnown(start, end)) return;',
    replace: 'if (!(close > 0)) return;',
    shownBy: 'values',
  },
  {
    name: 'a minute that is filled late closes no candle',
    file: HISTORY,
    find: '    for (const candle of loaded) this.#fill(candle);\n    this.#foldAll();',
    replace: '    for (const candle of loaded) this.#fill(candle);',
    shownBy: 'values',
  },
  {
    name: 'what is remembered of a candle is kept when an earlier one becomes known',
    file: SERIES,
    find: 'known?.end === end && known.revision === this.#revision',
    replace: 'known?.end === end',
    shownBy: 'values',
  },
  {
    name: 'a value stands still although another candle has closed',
    file: SERIES,
    find: 'known?.end === end && known.revision === this.#revision',
    replace: 'known?.revision === this.#revision',
    shownBy: 'values',
  },
  {
    name: 'candles before trading began count as missing',
    file: SERIES,
    find: 'Math.max(end - count, this.#began)',
    replace: 'end - count',
    shownBy: 'values',
  },
  {
    name: 'the close that an empty minute repeats counts as its highest trade',
    file: HISTORY,
    find: 'this.#know(index, { close: before > 0 ? before : NO_CLOSE, ...NO_TRADE }, 0);',
    replace: 'this.#know(index, { close: before > 0 ? before : NO_CLOSE, high: before, low: before }, 0);',
    shownBy: 'values',
  },
  {
    name: 'the highest of days leaves out the open hour',
    file: `${FAMILIES}/trade-extremes.ts`,
    find: 'return Math.max(ofHours ?? Number.NaN, history.highest(hour * HOUR_MINUTES, end));',
    replace: 'return ofHours ?? Number.NaN;',
    shownBy: 'values',
  },
  {
    name: 'the average volume includes the minutes that are compared with it',
    file: `${FAMILIES}/volume-ratio.ts`,
    find: 'const before = volumeOf(history, first, end - minutes);',
    replace: 'const before = volumeOf(history, first + minutes, end);',
    shownBy: 'values',
  },
  {
    name: 'an average volume reaches back to before trading began',
    file: `${FAMILIES}/volume-ratio.ts`,
    find: 'if (first < history.began) return null;',
    replace: '',
    shownBy: 'values',
  },
  {
    name: 'an exponential average begins at 0',
    file: `${FAMILIES}/ema.ts`,
    find: 'let average = closes[0] ?? Number.NaN;\n  for (let i = 1;',
    replace: 'let average = 0;\n  for (let i = 0;',
    shownBy: 'values',
  },
  {
    name: 'an exponential average counts more than ten lengths',
    file: `${FAMILIES}/ema.ts`,
    find: 'const LENGTHS_COUNTED = 10;',
    replace: 'const LENGTHS_COUNTED = 9;',
    shownBy: 'values',
  },
  {
    name: 'the first averages of an RSI take thirteen changes',
    file: `${FAMILIES}/rsi.ts`,
    find: 'i <= LENGTH ? 1 :',
    replace: 'i < LENGTH ? 1 :',
    shownBy: 'values',
  },
  {
    name: 'bands lie at deviations of a sample, not of a population',
    file: `${FAMILIES}/bollinger.ts`,
    find: 'Math.sqrt(squares / closes.length)',
    replace: 'Math.sqrt(squares / (closes.length - 1))',
    shownBy: 'values',
  },
];
