import type { Tick } from '../../../domain/market/tick.ts';
import type { Trade } from '../../../domain/market/trade.ts';
import type { Metric } from '../../../domain/metrics/metric.ts';
import type { Condition } from '../../../domain/rules/condition.ts';
import type { LevelOperator } from '../../../domain/rules/operators/operators.ts';
import { type Repeat, type Rule, seriesOfRule } from '../../../domain/rules/rule.ts';
import { MINUTE } from '../coin-events.ts';
import { publishTicks } from './publish-ticks.ts';

/** A coin whose values waver all the time, and alerts of every kind, each far from its level: none of them can move. */
const START = Date.UTC(2026, 0, 5, 12, 0, 0);
const LEVEL_OPS: readonly LevelOperator[] = ['above', 'below', 'crosses-above', 'crosses-below', 'crosses'];
const METRICS = ['price', 'change-5m', 'volume-5m', 'volatility-1h'] as const;

/** Values go from about 90 to 110, changes from -10 to +10: these levels are far from both. */
function farConditions(metric: Metric, nth: number): Condition[] {
  const [low, high] = metric.startsWith('change-') ? [-50 - nth, 200 + nth] : [10 - nth / 10, 200 + nth];
  const single = LEVEL_OPS.map((op): Condition => {
    const isBelow = op === 'below' || op === 'crosses-below';
    return { metric, op, level: String(isBelow ? low : high) };
  });
  const beyond = { from: String(high), to: String(high + 5) };
  const around = { from: String(low), to: String(high) };
  return [...single, { metric, op: 'enters', ...beyond }, { metric, op: 'leaves', ...around }];
}

const OPTIONS: readonly Partial<Rule>[] = [
  {},
  { repeat: everyTime(60) },
  { repeat: everyTime(null), rearmPercent: 5 },
  { repeat: everyTime(90), rearmPercent: 5, holdSeconds: 30 },
  { holdSeconds: 5 },
  { confirm: 'minute-close' },
  { confirm: 'minute-close', repeat: everyTime(120), holdSeconds: 90 },
  { expiresAt: START + 24 * 60 * MINUTE },
];

function everyTime(cooldownSeconds: number | null): Repeat {
  return { mode: 'every-time', cooldownSeconds };
}

const PLAIN: Rule = {
  ...{ repeat: { mode: 'once' }, rearmPercent: null, holdSeconds: null, confirm: 'trade', expiresAt: null },
};

/** Every operator on every metric with every option; each also combined with a condition that holds, and with an edge that moves all the time. */
export function farRules(): Rule[] {
  const conditions = METRICS.flatMap((metric) => [0, 1, 2, 3, 4, 5, 6, 7].flatMap((nth) => farConditions(metric, nth)));
  const singles = conditions.flatMap((condition) => OPTIONS.map((options) => ({ ...PLAIN, ...options, condition })));
  const holds: Condition = { metric: 'price', op: 'above', level: '50' };
  const wavers: Condition = { metric: 'price', op: 'crosses', level: '100' };
  const standing = conditions.filter(({ op }) => op === 'above' || op === 'below');
  const several = standing.flatMap((far) =>
    (['trade', 'minute-close'] as const).flatMap((confirm): Rule[] => [
      { ...PLAIN, confirm, all: [holds, far] },
      { ...PLAIN, confirm, all: [far, holds], repeat: everyTime(60) },
      ...(confirm === 'trade' ? [{ ...PLAIN, all: [wavers, far, holds] }] : []),
    ]),
  );
  return [...singles, ...several];
}

/** Ticks of so many minutes with a trade each 200 ms; every seventh minute has none. */
export function waveringTicks(minutes: number): Tick[] {
  const trades: Trade[] = [];
  for (let time = START; time < START + minutes * MINUTE; time += 200) {
    if (Math.floor((time - START) / MINUTE) % 7 === 6) continue;
    const id = trades.length;
    trades.push({ id, time, price: String(waver(id)), quantity: '1' });
  }
  const valuesOf = (minute: number) => {
    const nth = Math.floor((minute - START) / MINUTE);
    return {
      refs: { 'change-5m': 100 + (nth % 3) },
      measures: { 'volume-5m': waver(nth), 'volatility-1h': waver(nth + 5) },
    };
  };
  const cut = { size: 20, watermark: 'last trade', apart: false } as const;
  const market = { trades, valuesOf, end: START + minutes * MINUTE, everyMinute: true };
  const metrics = [...new Set(farRules().flatMap(seriesOfRule))];
  return publishTicks(market, 0, trades.length, [cut]).map((tick, index) => ({
    ...tick,
    seq: index + 1,
    book: { version: 1, metrics, shards: 1 },
  }));
}

function waver(nth: number): number {
  return 100 + ((nth * 7) % 19) - 9;
}
