import fc from 'fast-check';
import type { JudgedAlert } from '../../domain/alerts/alert.ts';
import type { ObservedCoin } from '../../domain/market/coin.ts';
import { minuteOf } from '../../domain/market/tick.ts';
import { type Metric, movesAtMinutes } from '../../domain/metrics/metric.ts';
import { explainAlert } from '../../text/explain/explain-alert.ts';
import { type Place, readExplanation, type Said } from '../oracle/read-explanation.ts';
import { anyRule, anySteps, type LivedEvent, liveThrough } from './lived-alert.ts';
import { buildArming, buildJudged } from './market-events.ts';

/**
 * A case with an explanation and what a reader understands from its words. The reader shares no code with the writer, so that tests can
 * compare the sentence with the rules themselves.
 */
export interface Case {
  readonly said: Said;
  readonly text: string;
  readonly alert: JudgedAlert;
  /** the event that was judged last, and the event of the snapshot */
  readonly judged: LivedEvent;
  readonly seen: LivedEvent;
  readonly isNewer: boolean;
  readonly now: number;
}

export const anyCase: fc.Arbitrary<Case | null> = fc
  .record({
    rule: anyRule,
    steps: anySteps,
    at: fc.nat(1_000),
    isTurn: fc.boolean(),
    lag: fc.integer({ min: -2, max: 2 }),
    later: fc.constantFrom(0, 900, 61_000),
    edited: fc.option(fc.constantFrom(0, 700, 1_000, 5_000), { freq: 2 }),
  })
  .map(({ rule, steps, at, isTurn, lag, later, edited }) => {
    const records = liveThrough(rule, steps);
    const all = records.map((_, place) => place);
    // most explanations matter just before the state changes
    const turns = all.filter((place) => records[place + 1] && records[place + 1]?.state !== records[place]?.state);
    const places = isTurn && turns.length > 0 ? turns : all;
    const index = places[at % places.length] ?? 0;
    const judged = records[index];
    const seen = records[Math.min(Math.max(index + lag, 0), records.length - 1)];
    if (!judged || !seen) return null;
    const { position } = judged.event;
    // sometimes it was edited just then, and arms again
    const state = edited === null ? judged.state : { ...buildArming(rule, position.instant - edited), asOf: position };
    const { rule: ruleThen } = judged;
    const alert = buildJudged(ruleThen, state);
    const now = Math.max(judged.event.position.instant, seen.event.position.instant) + later;
    const explained = { rule: ruleThen, state, lastTrigger: null, quote: 'USDT' };
    const text = explainAlert(explained, { coin: observed(seen), now });
    const isNewer = records.indexOf(seen) > index;
    return { said: readExplanation(text), text, alert, judged, seen, isNewer, now };
  });

export function observed({ event, minute }: LivedEvent): ObservedCoin {
  return {
    ...{ state: 'live', price: event.trade.price, lastTradeId: event.trade.id, tradeAt: event.trade.time },
    ...{ minute: minuteOf(event.position.instant), measures: minute.measures },
    refs: Object.fromEntries(Object.entries(minute.refs).map(([name, ref]) => [name, ref === null ? null : `${ref}`])),
  };
}

/** Calls `check` with every drawn case. Returns how often each kind of sentence came. */
export function holdAll(check: (it: Case) => void, numRuns = 4_000): Map<string, number> {
  const shown = new Map<string, number>();
  fc.assert(
    fc.property(anyCase, (it) => {
      if (!it) return;
      try {
        check(it);
      } catch (error) {
        throw new Error(`${it.text}\n${JSON.stringify(it.alert)}`, { cause: error });
      }
      const { status, first, across, met, all, seen } = it.said;
      const marks = {
        first,
        across,
        met,
        all,
        edge: all?.edge,
        still: all?.still,
        remark: seen?.remark,
        allHold: all?.remark,
      };
      for (const mark of [status, ...Object.entries(marks).flatMap(([name, on]) => (on ? [name] : []))]) {
        shown.set(mark, (shown.get(mark) ?? 0) + 1);
      }
    }),
    { numRuns },
  );
  return shown;
}

/** Values on both sides of every level in drawn rules. */
const PROBES: Readonly<Record<string, readonly number[]>> = {
  price: [90, 97, 97.5, 98, 99, 99.5, 100, 100.5, 101, 102, 102.5, 110],
  'change-1h': [-5, -2, -1.99, -1.980198018, -1.98019802, -1, 0, 0.99, 1, 1.0101, 1.010101011, 1.5, 2, 2.5, 5],
  'volume-5m': [0, 90, 97, 98, 99, 100, 102, 110, 1_500],
  'volatility-1h': [0, 8, 8.4, 8.52, 8.6, 9, 20],
  'rsi-14-1h': [0, 8, 8.4, 8.52, 8.6, 9, 20, 100],
  'sma-200-1d': [-5, -1, -0.5, 0, 0.5, 1, 1.5, 5],
  'below-high-24h': [-5, -1.5, -1, -0.5, 0, 0.5, 1, 5],
};

/** Values of the metric on both sides of drawn levels, and at the bounds of `place`. */
export function probesOf(metric: Metric, place: Place | null = null): readonly number[] {
  const probes = PROBES[metric] ?? [];
  return metric === 'price' || movesAtMinutes(metric) ? [...probes, ...(place?.bounds ?? [])] : probes;
}
