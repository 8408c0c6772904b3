import { expect, test } from 'vitest';
import { METRIC_FAMILIES, METRICS, type Metric, metricNamed } from '../../../../domain/metrics/metric.ts';
import { titleOfMetric, wordsOfMetric } from '../../../../web/parts/metric-words.ts';

const optionsOf = (metric: Metric) =>
  wordsOfMetric(metric).map(({ groups }) => groups.flatMap(({ options }) => options));
const values = (metric: Metric, place: number) => optionsOf(metric)[place]?.map(({ value }) => value) ?? [];

/** The words as they stand in the sentence: `volume over 5m`. */
function sentenceOf(metric: Metric): string {
  const words = wordsOfMetric(metric).flatMap(({ before, after, groups }) => {
    const shown = groups.flatMap(({ options }) => options).find(({ value }) => value === metric);
    return [before, shown?.label ?? '?', after];
  });
  return words.filter((word) => word !== '').join(' ');
}

test('each metric has its own words, all of which are shown', () => {
  const sentences = METRICS.map(sentenceOf);
  expect(new Set(sentences).size).toBe(METRICS.length);
  expect(sentences.filter((text) => text.includes('?'))).toEqual([]);
  expect(sentenceOf('price')).toBe('price');
  expect(sentenceOf('volume-5m')).toBe('volume over 5m');
  expect(sentenceOf('rsi-14-4h')).toBe('RSI on 4h candles');
  expect(sentenceOf('sma-200-1d')).toBe('distance from its average of 200 1d candles');
  expect(METRICS.map((metric) => titleOfMetric(metric).toLowerCase())).toEqual(sentences.map((it) => it.toLowerCase()));
});

test('every metric is reached from every other one by one choice of each word', () => {
  for (const from of METRICS) {
    const oneWord = values(from, 0);
    const twoWords = oneWord.flatMap((metric) => [metric, ...values(metric, 1)]);
    const reached = new Set(twoWords.flatMap((metric) => [metric, ...values(metric, 2)]));
    expect(METRICS.filter((metric) => !reached.has(metric))).toEqual([]);
  }
});

test('another word keeps the window where it has it, and else begins with its usual one', () => {
  expect(values('change-5m', 0)).toContain('volume-5m');
  expect(values('price', 0)).toContain('change-1h');
  expect(values('volatility-30d', 0)).toContain('change-1h');
  expect(values('rsi-14-4h', 0)).toContain('sma-20-4h');
  expect(values('ema-200-15m', 0)).toContain('sma-200-15m');
});

test('no list of words is long, and each heading stands once', () => {
  for (const metric of METRICS) for (const options of optionsOf(metric)) expect(options.length).toBeLessThanOrEqual(16);
  const headings = wordsOfMetric('price')[0]?.groups.map(({ label }) => label) ?? [];
  expect(new Set(headings).size).toBe(headings.length);
});

test('the usual window and the levels of a family are ones that its metrics can have', () => {
  for (const { choice, ...family } of METRIC_FAMILIES) {
    if ('window' in choice)
      expect(Object.keys('windows' in family ? family.windows : {})).toContain(choice.window.usual);
  }
  for (const { name, range, choice } of METRICS.map(metricNamed)) {
    const levels = choice.levels ? [Number(choice.levels.low), Number(choice.levels.high)] : [];
    expect([name, levels.every((level) => level >= range.min)]).toEqual([name, true]);
  }
});
