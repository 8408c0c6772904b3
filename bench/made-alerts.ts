import type { PageEntry } from '../domain/alert-index/index-page.ts';
import { formatAlertId } from '../domain/alerts/alert-id.ts';
import type { Tick } from '../domain/market/tick.ts';
import type { Metric } from '../domain/metrics/metric.ts';
import type { Series } from '../domain/metrics/series.ts';
import type { LevelCondition } from '../domain/rules/condition.ts';
import type { Rule } from '../domain/rules/rule.ts';

/** Alerts by number, made on demand: a million objects would burden the collector while we measure. */
export interface Alerts {
  readonly count: number;
  at(index: number): PageEntry;
}

export interface AlertsPlan {
  readonly symbol: string;
  readonly count: number;
  /** the lowest and highest price of the trades: no level lies in between */
  readonly range: { readonly low: number; readonly high: number };
  /** `price`: levels of the price alone; `mixed`: one in ten each of five other series, and some that expire */
  readonly kind: 'price' | 'mixed';
}

/** Levels above and below the `publishedValues`, which never reach them. */
const LEVELS = {
  'change-1h': { above: 20, below: -20 },
  'change-24h': { above: 20, below: -20 },
  'volatility-24h': { above: 80, below: 20 },
  'volume-1h': { above: 5e7, below: 1e6 },
} as const;
const MIXED: readonly Metric[] = ['change-1h', 'change-24h', 'volatility-24h', 'volume-1h'];

export type PublishedValues = Pick<Tick, 'refs' | 'measures'> & { readonly metrics: Series[] };

/** The values in the ticks of the metrics of `mixed` alerts: refs near the price, measures between the levels. */
export function publishedValues(kind: AlertsPlan['kind'], price: string): PublishedValues {
  if (kind === 'price') return { metrics: ['price'], refs: {}, measures: {} };
  const metrics: Series[] = ['price', 'change-1h', 'change-24h', 'volatility-24h', 'volume-1h', 'price@close'];
  const refs = { 'change-1h': price, 'change-24h': price };
  return { metrics, refs, measures: { 'volatility-24h': 47.3182915, 'volume-1h': 12_345_678.91 } };
}

/** Distance of the nearest level from the range of prices, as a fraction … */
const NEAREST = 0.001;
/** … and of the farthest one. */
const FARTHEST = 0.5;
const EXPIRES_AT = Date.UTC(2030, 0, 1);

/** Makes armed alerts, half of them above the range of prices and half below. The same plan makes the same alerts. */
export function makeAlerts(plan: AlertsPlan): Alerts {
  return { count: plan.count, at: (index) => alertAt(plan, index) };
}

/** Level number `index`, and its side of the range. */
export function priceLevelAt({ range }: Pick<AlertsPlan, 'range'>, index: number): { level: string; above: boolean } {
  const above = index % 2 === 0;
  const distance = NEAREST + (FARTHEST - NEAREST) * scattered(index);
  const level = above ? range.high * (1 + distance) : range.low * (1 - distance);
  return { level: level.toFixed(2), above };
}

function alertAt(plan: AlertsPlan, index: number): PageEntry {
  const place = Math.floor(index / 2) % 10;
  const metric = plan.kind === 'mixed' ? MIXED[place] : undefined;
  const confirm = plan.kind === 'mixed' && place === MIXED.length ? 'minute-close' : 'trade';
  const { condition, above } = metric ? windowedCondition(metric, index) : priceCondition(plan, index);
  const expiresAt = plan.kind === 'mixed' && place === 9 ? EXPIRES_AT + index : null;
  const rule: Rule = {
    condition,
    repeat: { mode: 'once' },
    rearmPercent: null,
    holdSeconds: null,
    confirm,
    expiresAt,
  };
  return {
    id: formatAlertId({ symbol: plan.symbol, shard: 0 }, String(index).padStart(26, '0')),
    rev: 1,
    fires: 0,
    shard: 0,
    rule,
    state: {
      status: 'active',
      phase: 'watching',
      watch: 0,
      zone: above ? 'below' : 'above',
      asOf: { tradeId: 0, instant: 0 },
      watchedFrom: { tradeId: 0, time: 0, epoch: 1 },
    },
  };
}

interface Made {
  readonly condition: LevelCondition;
  readonly above: boolean;
}

function priceCondition(plan: AlertsPlan, index: number): Made {
  const { level, above } = priceLevelAt(plan, index);
  return { condition: { metric: 'price', op: operatorOf(above, index), level }, above };
}

function windowedCondition(metric: Metric, index: number): Made {
  const above = index % 2 === 0;
  const near = LEVELS[metric as keyof typeof LEVELS][above ? 'above' : 'below'];
  const level = (near + Math.abs(near) * scattered(index) * (above ? 1 : -1)).toFixed(4);
  return { condition: { metric, op: operatorOf(above, index), level }, above };
}

function operatorOf(above: boolean, index: number): LevelCondition['op'] {
  const isEdge = index % 3 === 0;
  if (above) return isEdge ? 'crosses-above' : 'above';
  return isEdge ? 'crosses-below' : 'below';
}

/** A number from 0 to 1 that looks random but is always the same for an index (the finaliser of MurmurHash3). */
function scattered(index: number): number {
  let bits = Math.imul(index ^ (index >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return ((bits ^ (bits >>> 16)) >>> 0) / 2 ** 32;
}
