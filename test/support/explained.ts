import type { AlertState, Arming } from '../../domain/alerts/alert.ts';
import type { CoinState, ObservedCoin } from '../../domain/market/coin.ts';
import type { Metric } from '../../domain/metrics/metric.ts';
import type { Condition } from '../../domain/rules/condition.ts';
import type { LevelOperator, RangeOperator } from '../../domain/rules/operators/operators.ts';
import type { Rule } from '../../domain/rules/rule.ts';
import type { Zone } from '../../domain/rules/zone.ts';
import { type ExplainedAlert, explainAlert } from '../../text/explain/explain-alert.ts';
import { buildCrossingRule } from './crossing-rule.ts';
import { buildStoredAlert } from './stored-alert.ts';

/** The snapshot's last trade is later than the event of the alert's state. */
export const SEEN_AT = Date.UTC(2026, 0, 5, 12, 0, 2, 120);
export const AT = 'at 2026-01-05T12:00:02.120Z';
export const NOW = SEEN_AT + 1_000;
export const seen = {
  asOf: { tradeId: 7, instant: SEEN_AT - 500 },
  watchedFrom: { tradeId: 7, time: 1_500, epoch: 1 },
};
export const active = { status: 'active', ...seen } as const;
export const ARMING: Arming = {
  status: 'arming',
  armFrom: { armAfter: 1_000, bookVersion: 1 },
  watch: 0,
  quietly: false,
  asOf: null,
  watchedFrom: null,
};
export const LATER = Date.UTC(2026, 0, 5, 12, 30);
export const LATER_TEXT = '2026-01-05T12:30:00.000Z';
export const EVERY_TIME = { mode: 'every-time', cooldownSeconds: 300 } as const;

export function coin(
  price: string | null,
  state: CoinState = 'live',
  values: Partial<ObservedCoin> = {},
): ObservedCoin {
  return { state, price, lastTradeId: 9, tradeAt: SEEN_AT, ...values };
}

export function at(op: LevelOperator, level = '65000', metric: Metric = 'price'): Condition {
  return { metric, op, level };
}

export function range(op: RangeOperator, metric: Metric = 'price', from = '60000', to = '65000'): Condition {
  return { metric, op, from, to };
}

export function watching(zone: Zone | null, watch = 0): AlertState {
  return { ...active, phase: 'watching', watch, zone };
}

export function explainIt(alert: ExplainedAlert, observed: ObservedCoin | null, now = NOW): string {
  return explainAlert(alert, { coin: observed, now });
}

export function explain(rule: Partial<Rule>, state: AlertState, observed: ObservedCoin | null, now = NOW): string {
  return explainIt(buildStoredAlert({ rule: buildCrossingRule(rule), state }), observed, now);
}
