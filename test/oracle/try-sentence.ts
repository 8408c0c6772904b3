import { deepEqual, equal } from 'node:assert/strict';
import type { Arming, JudgedAlert } from '../../domain/alerts/alert.ts';
import { judge } from '../../domain/alerts/judge.ts';
import type { Judgement } from '../../domain/alerts/judgement.ts';
import { MINUTE_MS, minuteOf } from '../../domain/market/tick.ts';
import type { MarketEvent } from '../../domain/metrics/market-event.ts';
import { type Metric, movesAtMinutes } from '../../domain/metrics/metric.ts';
import type { Condition } from '../../domain/rules/condition.ts';
import { conditionsOf, type Rule } from '../../domain/rules/rule.ts';
import { type Case, probesOf } from '../support/explanation-cases.ts';
import type { LivedEvent } from '../support/lived-alert.ts';
import { type EventFields, timeEvent, tradeEvent } from '../support/market-events.ts';
import { isMet, moves } from './plain-conditions.ts';
import type { Place, Said } from './read-explanation.ts';

/** What a sentence says will happen is tried: the alert is judged at values on all sides of what it names. @throws AssertionError */
export function trySentence(it: Case): void {
  if (it.said.status === 'arming') holdArming(it);
  if (it.said.status === 'watching') holdWatch(it, it.alert);
  if (it.said.status === 'holding') holdHold(it);
  if (it.said.status === 'cooling') holdCooldown(it);
  if (it.said.status === 'retreating') holdRetreat(it);
}

const withoutExpiry = (rule: Rule): Rule => ({ ...rule, expiresAt: null });

/** Which price gives the metric a value, measured from 100. */
const PRICE_AT: Readonly<Record<string, (value: number) => number>> = {
  price: (value) => value,
  'change-1h': (value) => 100 + value,
  'sma-200-1d': (value) => 100 + value,
  'below-high-24h': (value) => 100 - value,
};

/** An event that the alert judges, after `last`, at which the metric has about this value. `at`: of a time event. */
function probe(rule: Rule, last: LivedEvent, [metric, value]: readonly [Metric, number], at?: number): MarketEvent {
  const { event, minute } = last;
  const isByTrade =
    at === undefined && rule.confirm === 'trade' && conditionsOf(rule).some((it) => !movesAtMinutes(it.metric));
  const price = PRICE_AT[metric]?.(value) ?? Number(event.trade.price);
  const fields: EventFields = {
    id: event.trade.id + (isByTrade ? 1 : 0),
    instant: isByTrade ? event.position.instant + 1 : (at ?? minuteOf(event.position.instant) + MINUTE_MS),
    price,
    previous: event.trade,
    refs: metric !== 'price' && metric in PRICE_AT ? { [metric]: 100 } : minute.refs,
    measures: movesAtMinutes(metric) ? { ...minute.measures, [metric]: value } : minute.measures,
  };
  return isByTrade ? tradeEvent(fields) : timeEvent(fields);
}

const recordOf = (event: MarketEvent, { minute, state, rule }: LivedEvent): LivedEvent => ({
  event,
  minute,
  state,
  rule,
});
const moved = (alert: JudgedAlert, judgement: Judgement): JudgedAlert =>
  judgement.decision === 'stay' ? alert : { ...alert, state: judgement.state };
const begins = ({ decision, reason }: Judgement) => decision === 'fire' || reason === 'hold-begun';

function holdWatch(it: Case, armed: JudgedAlert, last: LivedEvent = it.judged): void {
  if (it.said.all) {
    holdTogether(it, armed, last);
    return;
  }
  const { said } = it;
  const alert = { ...armed, rule: withoutExpiry(armed.rule) };
  const [condition] = conditionsOf(alert.rule);
  if (!condition) return;
  const { metric } = condition;
  equal(said.atClose, alert.rule.confirm === 'minute-close' && !said.startsAnew);
  if (!said.startsAnew) equal(said.holdSeconds, alert.rule.holdSeconds);
  for (const value of probesOf(metric)) {
    const event = probe(alert.rule, last, [metric, value]);
    const actual: number = event.values.now(metric) ?? Number.NaN;
    const judgement = judge(alert, event);
    if (said.startsAnew || said.first) deepEqual([actual, begins(judgement)], [actual, false]);
    else deepEqual([actual, begins(judgement)], [actual, said.fires?.contains(actual)]);
    if (said.first?.contains(actual)) holdFrom(said, moved(alert, judgement), recordOf(event, last), metric);
  }
}

/** The value is where it must be first: from there it fires as the sentence says. */
function holdFrom(said: Said, alert: JudgedAlert, last: LivedEvent, metric: Metric): void {
  const from = last.event.values.now(metric) ?? Number.NaN;
  for (const value of probesOf(metric)) {
    const event = probe(alert.rule, last, [metric, value]);
    const actual: number = event.values.now(metric) ?? Number.NaN;
    const reaches = (level: number) => (from < level ? actual >= level : actual <= level);
    const expected = said.across === null ? said.fires?.contains(actual) : reaches(said.across);
    deepEqual([from, actual, begins(judge(alert, event))], [from, actual, expected]);
  }
}

/** Of several conditions at once: each at any of its values. */
function holdTogether({ said, seen }: Case, armed: JudgedAlert, last: LivedEvent): void {
  const alert = { ...armed, rule: withoutExpiry(armed.rule) };
  const conditions = conditionsOf(alert.rule);
  const edge = conditions.find(({ op }) => op !== 'above' && op !== 'below');
  equal(said.all?.edge === null, edge === undefined);
  // what such an edge did is remembered, not seen
  if (edge && (movesAtMinutes(edge.metric) || alert.rule.confirm === 'minute-close')) return;
  for (const metric of new Set(conditions.map((it) => it.metric))) {
    for (const value of probesOf(metric)) {
      const event = probe(alert.rule, last, [metric, value]);
      const known = (condition: Condition) => event.values.now(condition.metric);
      const before = edge ? event.values.before(edge.metric) : null;
      const edgeMoves = !edge || (before !== null && moves(edge, before, known(edge) ?? Number.NaN) !== null);
      const hold = conditions.every((it) => it === edge || isMet(it, known(it) ?? Number.NaN));
      const isKnown = conditions.every((it) => known(it) !== null);
      const isArmed = alert.state.status === 'active';
      if (isArmed || (isKnown && !edge)) {
        deepEqual([metric, value, begins(judge(alert, event))], [metric, value, edgeMoves && hold]);
      }
    }
  }
  if (!said.all?.still && !said.all?.remark) return;
  equal(
    conditions.every((it) => isMet(it, seen.event.values.now(it.metric) ?? Number.NaN)),
    true,
  );
}

function holdArming(it: Case): void {
  const { said, seen, alert } = it;
  if (said.arms === 'first-trade') throw new Error('there was a trade');
  const unknown = new Set(
    conditionsOf(alert.rule).flatMap(({ metric }) => (seen.event.values.now(metric) === null ? [metric] : [])),
  );
  deepEqual(new Set(said.unknown), unknown);
  if (unknown.size > 0 || alert.state.status !== 'arming') return;
  const arming = { ...alert, rule: withoutExpiry(alert.rule) };
  // what comes next has the values that were seen
  const last = {
    ...it.judged,
    minute: seen.minute,
    event: { ...it.judged.event, trade: { ...it.judged.event.trade, price: seen.event.trade.price } },
  };
  equal(armsBy(arming, alert.state, last), said.arms);
  const [metric] = conditionsOf(alert.rule).map((condition) => condition.metric);
  if (metric === undefined) return;
  if (said.all) holdTogether(it, arming, last);
  else if (said.met) holdMet(said.met, arming, last, metric);
  if (said.all || said.met) return;
  const value = seen.event.values.now(metric) ?? Number.NaN;
  const event = probe(arming.rule, last, [metric, value]);
  const judgement = judge(arming, event);
  equal(judgement.reason, 'armed');
  holdWatch(it, moved(arming, judgement), recordOf(event, last));
}

/** The words for the first event that arms it: its own instant, a trade within the minute, or the minute's end. */
function armsBy(alert: JudgedAlert, { armFrom }: Arming, { event, minute }: LivedEvent): string {
  const { trade, position } = event;
  const fields = { price: Number(trade.price), previous: trade, refs: minute.refs, measures: minute.measures };
  const own = timeEvent({ ...fields, id: trade.id, instant: armFrom.armAfter + 1_000 });
  const isOwn =
    alert.rule.confirm === 'trade' && judge(alert, { ...own, trade: { ...trade, time: 0 } }).decision !== 'stay';
  if (isOwn) return 'within seconds';
  const next = tradeEvent({ ...fields, id: trade.id + 1, instant: position.instant + 1 });
  if (judge(alert, next).decision !== 'stay') return 'at the next trade';
  const boundary = timeEvent({ ...fields, id: trade.id, instant: minuteOf(position.instant) + MINUTE_MS });
  if (judge(alert, boundary).decision === 'stay') return 'not at all';
  return alert.rule.confirm === 'minute-close' ? 'at the next minute close' : 'at the next minute';
}

function holdMet(met: Place, alert: JudgedAlert, last: LivedEvent, metric: Metric): void {
  for (const value of probesOf(metric)) {
    const event = probe(alert.rule, last, [metric, value]);
    const actual: number = event.values.now(metric) ?? Number.NaN;
    deepEqual([actual, begins(judge(alert, event))], [actual, met.contains(actual)]);
  }
}

function holdHold({ said, alert, judged }: Case): void {
  const { state } = alert;
  if (state.status !== 'active' || state.phase !== 'holding' || !said.stays) return;
  equal(said.until, state.until);
  const [metric] = conditionsOf(alert.rule).map((condition) => condition.metric);
  for (const value of metric ? probesOf(metric) : []) {
    const rule = withoutExpiry(alert.rule);
    const long: JudgedAlert = { ...alert, rule, state: { ...state, until: state.until + 10 * MINUTE_MS } };
    const within = probe(rule, judged, [metric ?? 'price', value]);
    const actual: number = within.values.now(metric ?? 'price') ?? Number.NaN;
    deepEqual([actual, judge(long, within).reason === 'hold-broken'], [actual, !said.stays.contains(actual)]);
    const end = probe(rule, judged, [metric ?? 'price', value], state.until);
    const atEnd = end.values.now(metric ?? 'price') ?? Number.NaN;
    deepEqual([atEnd, judge({ ...alert, rule }, end).decision === 'fire'], [atEnd, said.stays.contains(atEnd)]);
  }
}

const placeIn = ({ again }: Said) => (typeof again === 'string' ? null : again);

function holdCooldown({ said, alert, judged }: Case): void {
  const { state } = alert;
  if (state.status !== 'active' || state.phase !== 'cooling' || said.again === null) return;
  equal(said.until, state.until);
  const rule = withoutExpiry(alert.rule);
  const conditions = conditionsOf(rule);
  const mayStay = conditions.length > 1 && conditions.every(({ op }) => op === 'above' || op === 'below');
  equal(said.again === 'unless-all-hold', mayStay);
  for (const { metric } of conditions) {
    for (const value of probesOf(metric, placeIn(said))) {
      const end = probe(rule, judged, [metric, value], state.until);
      const known = (it: Condition) => end.values.now(it.metric) ?? Number.NaN;
      const after = moved({ ...alert, rule }, judge({ ...alert, rule }, end)).state;
      const phase = after.status === 'active' ? after.phase : after.status;
      const hold = conditions.every((it) => isMet(it, known(it)));
      const expected: string = {
        anywhere: 'watching',
        'unless-all-hold': hold ? 'cooling' : 'watching',
        place:
          typeof said.again === 'object' && said.again.contains(end.values.now(metric) ?? Number.NaN)
            ? 'watching'
            : 'retreating',
      }[typeof said.again === 'string' ? said.again : 'place'];
      deepEqual([metric, value, phase], [metric, value, expected]);
    }
  }
}

function holdRetreat({ said, alert, judged }: Case): void {
  const [metric] = conditionsOf(alert.rule).map((condition) => condition.metric);
  if (metric === undefined || said.again === null || typeof said.again === 'string') return;
  const rule = withoutExpiry(alert.rule);
  for (const value of probesOf(metric, placeIn(said))) {
    const event = probe(rule, judged, [metric, value]);
    const actual: number = event.values.now(metric) ?? Number.NaN;
    deepEqual([actual, judge({ ...alert, rule }, event).reason === 'retreated'], [actual, said.again.contains(actual)]);
  }
}
