import { insertAfter } from './insert-after.ts';
import type { BrokenRecipe, Recipe } from './recipe.ts';

const RANGE = `
import { overTime } from '../metric-choice.ts';
import type { MinuteFamily } from '../metric-family.ts';
import { AT_LEAST_0 } from '../value-range.ts';

/** How far the highest close of the window lies above the lowest. */
export const range = {
  kind: 'range',
  windows: { '10m': 10, '1h': 60 },
  unit: { name: 'basis points of the lowest close', sign: 'bp', distance: 'percent', places: 1 },
  range: AT_LEAST_0,
  label: 'own-name',
  choice: { group: 'Price', word: 'range', window: overTime('1h'), levels: { low: '10', high: '100' } },
  isListed: true,
  growsWithWindow: true,
  reach: (minutes) => ({ closes: minutes }),
  moves: 'at-minutes',
  value: ({ history, end, minutes }) => {
    const closes = Array.from({ length: minutes }, (_, i) => history.closeOf(end - 1 - i));
    const known = closes.filter((close) => close !== null);
    return known.length < minutes ? null : 10_000 * (Math.max(...known) / Math.min(...known) - 1);
  },
  isFinal: ({ history, end, minutes }) => history.hasEachClose(end - minutes, end),
  knownFrom: (began, minutes) => began + minutes,
} as const satisfies MinuteFamily;
`;

const PROGRAM = `
import { createAlertSchema } from './contract/alert-request.ts';
import { summarizeCoin } from './contract/coin-view.ts';
import { requestedRule } from './contract/requested-rule.ts';
import { LISTED } from './domain/metrics/metric.ts';
import { areFinal, newHistory, valuesAt } from './domain/metrics/minute-values.ts';
import { minutesFrom } from './domain/metrics/past-candles.ts';
import { previewAlert } from './domain/preview/preview.ts';
import { invalidFields } from './domain/rules/invalid-fields.ts';
import { buildCandle } from './test/support/candles.ts';
import { explainPreview } from './text/explain/explain-preview.ts';
import { headline } from './text/format/format-fire.ts';
import { shownMetrics } from './web/chart/drawing/chart-panes.ts';
import { titleOfMetric, wordsOfMetric } from './web/parts/metric-words.ts';

const MINUTE_MS = 60_000;
const FROM = Date.UTC(2026, 10, 22, 9);
const ruleOf = (conditions) => requestedRule(createAlertSchema.parse({ symbol: 'BTCUSDT', ...conditions }));
const condition = { metric: 'range-1h', op: 'above', level: '2499.5' };
const rule = ruleOf({ condition });

// an hour at 100, then a minute that closes a quarter higher: 2,500 basis points
const candles = Array.from({ length: 62 }, (_, i) => buildCandle(FROM + (i - 60) * MINUTE_MS, i < 60 ? '100' : '125'));
const history = newHistory();
history.load(candles.slice(0, 61));
const during = FROM + MINUTE_MS;
const { measures, refs } = valuesAt(history, during, LISTED);

const to = FROM + 2 * MINUTE_MS;
const preview = previewAlert({ symbol: 'BTCUSDT', feed: 'binance', rule, from: FROM, to, candles, longer: {} });
const [fired] = preview.fires;
const optionsOf = (metric) => wordsOfMetric(metric).map(({ groups }) => groups.flatMap(({ options }) => options));
const coin = { state: 'live', price: '125', lastTradeId: 1, tradeAt: during, minute: during, refs, measures };
console.log(
  JSON.stringify({
    value: measures['range-1h'],
    areFinal: areFinal(history, during, ['range-10m', 'range-1h']),
    unknownBefore: valuesAt(history, FROM - MINUTE_MS, LISTED).measures['range-1h'],
    reach: FROM - minutesFrom([condition.metric], FROM),
    fire: fired && { at: fired.instant - FROM, value: fired.fire.value },
    headline: fired && headline({ ...fired.fire, symbol: 'BTCUSDT', rule, quote: 'USDT' }),
    explanation: explainPreview(preview, { symbol: 'BTCUSDT', quote: 'USDT', rule }),
    shown: summarizeCoin('BTCUSDT', { feed: 'binance', updatedAt: during, coins: { BTCUSDT: coin } }, during).range,
    onThePage: {
      title: titleOfMetric('range-1h'),
      isOffered: optionsOf('price')[0].some(({ value }) => value === 'range-1h'),
      windows: optionsOf('range-1h')[1].map(({ label }) => label),
      panes: shownMetrics({ interval: '1h', alerted: [], chosen: 'range-10m' }),
    },
    refused: invalidFields(ruleOf({ condition: { ...condition, level: '-1' } })),
    contradiction: invalidFields(
      ruleOf({ all: [{ ...condition, metric: 'range-10m', level: '60' }, { ...condition, op: 'below', level: '50' }] }),
    ),
  }),
);
`;

function addToList(text: string): string {
  return insertAfter(
    '  volatility,\n  volume,\n',
    '  range,\n',
  )(
    insertAfter(
      "import { price } from './families/price.ts';\n",
      "import { range } from './families/range.ts';\n",
    )(text),
  );
}

/** A metric is its own file and its place in the list: it is accepted, computed, fires, is shown, worded and offered by the page. */
export const METRIC: Recipe = {
  kind: 'a metric',
  adds: { 'domain/metrics/families/range.ts': RANGE },
  edits: { 'domain/metrics/metric.ts': addToList },
  program: PROGRAM,
  prints: {
    value: 2_500,
    areFinal: true,
    unknownBefore: null,
    reach: 61 * 60_000,
    fire: { at: 60_000, value: '2500' },
    headline: 'BTCUSDT range-1h is at or above 2,499.5 bp',
    explanation:
      'would have fired once in the last 2 minutes, in the minute 2026-11-22T09:01Z, with range-1h at 2,500 bp',
    shown: { '10m': 2_500, '1h': 2_500 },
    onThePage: { title: 'Range over 1h', isOffered: true, windows: ['10m', '1h'], panes: ['range-10m'] },
    refused: [{ path: 'condition.level', message: 'must be at least 0' }],
    contradiction: [{ path: 'all.1', message: 'can never hold together with all.0' }],
  },
};

export const METRIC_WITHOUT_UNIT: BrokenRecipe = {
  kind: 'a metric',
  adds: { 'domain/metrics/families/range.ts': RANGE.replace(/ {2}unit: .*\n/, '') },
  edits: { 'domain/metrics/metric.ts': addToList },
  errors: [/domain\/metrics\/families\/range\.ts.*'unit' is missing/],
};
