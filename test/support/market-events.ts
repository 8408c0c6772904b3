import type { AlertState, JudgedAlert } from '../../domain/alerts/alert.ts';
import { MINUTE_MS } from '../../domain/market/tick.ts';
import type { Trade } from '../../domain/market/trade.ts';
import type { MarketEvent } from '../../domain/metrics/market-event.ts';
import { type Metric, metricNamed } from '../../domain/metrics/metric.ts';
import type { Rule } from '../../domain/rules/rule.ts';
import { buildTrade } from './ticks.ts';

/** A rule with one price condition that fires once; the fields override it. */
export function buildRule(fields: Partial<Rule> = {}): Rule {
  const { condition, all, ...options } = fields;
  return {
    ...(all ? { all } : { condition: condition ?? { metric: 'price', op: 'above', level: '100' } }),
    repeat: { mode: 'once' },
    rearmPercent: null,
    holdSeconds: null,
    confirm: 'trade',
    expiresAt: null,
    ...options,
  };
}

export function buildArming(rule: Rule, armAfter = 0, bookVersion = 0): Extract<AlertState, { status: 'arming' }> {
  const quietly = rule.confirm === 'trade';
  return { status: 'arming', armFrom: { armAfter, bookVersion }, watch: 0, quietly, asOf: null, watchedFrom: null };
}

export function buildJudged(rule: Rule, state: AlertState = buildArming(rule)): JudgedAlert {
  return { id: 'BTCUSDT-0-01J9ZX00000000000000000000', rev: 1, rule, state };
}

export interface EventFields {
  readonly id: number;
  readonly instant: number;
  readonly price: number;
  readonly previous?: Trade | null;
  readonly refs?: Readonly<Record<string, number | null>>;
  readonly refsBefore?: Readonly<Record<string, number | null>>;
  readonly measures?: Readonly<Record<string, number | null>>;
  readonly bookVersion?: number;
  readonly epoch?: number;
}

export function tradeEvent(fields: EventFields): MarketEvent {
  const trade = buildTrade({ id: fields.id, time: fields.instant, price: String(fields.price) });
  const { previous = null } = fields;
  const before = previous && Number(previous.price);
  return {
    ...baseOf(fields, trade),
    kind: 'trade',
    isBoundary: false,
    previous,
    values: {
      isMinuteKnown: true,
      now: (metric) => valueAt(metric, fields.price, fields, fields.refs),
      before: (metric) => (before === null ? null : valueAt(metric, before, fields, fields.refs)),
    },
  };
}

/** A time event after the trade `id`; at the start of a minute it is a boundary. */
export function timeEvent(fields: EventFields): MarketEvent {
  const trade = buildTrade({ id: fields.id, time: fields.instant - 1, price: String(fields.price) });
  const now = (metric: Metric) => valueAt(metric, fields.price, fields, fields.refs);
  const refsBefore = fields.refsBefore ?? fields.refs;
  return {
    ...baseOf(fields, trade),
    kind: 'time',
    isBoundary: fields.instant % MINUTE_MS === 0,
    previous: fields.previous ?? null,
    values: { isMinuteKnown: true, now, before: (metric) => valueAt(metric, fields.price, fields, refsBefore) },
  };
}

function baseOf({ id, instant, bookVersion = 1, epoch = 1 }: EventFields, trade: Trade) {
  return { position: { tradeId: id, instant }, trade, receivedAt: instant, bookVersion, epoch };
}

function valueAt(name: Metric, price: number, { measures }: EventFields, refs: EventFields['refs']): number | null {
  const metric = metricNamed(name);
  if (metric.moves === 'with-price') return price;
  if (metric.moves === 'at-minutes') return measures?.[name] ?? null;
  const ref = refs?.[name] ?? null;
  return ref === null ? null : metric.value(price, ref);
}
