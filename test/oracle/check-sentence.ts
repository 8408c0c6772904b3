import { deepEqual, equal, match, ok } from 'node:assert/strict';
import type { AlertState } from '../../domain/alerts/alert.ts';
import { MINUTE_MS, minuteOf } from '../../domain/market/tick.ts';
import { type Metric, movesAtMinutes } from '../../domain/metrics/metric.ts';
import type { Condition } from '../../domain/rules/condition.ts';
import { conditionsOf, type Rule } from '../../domain/rules/rule.ts';
import { type Case, probesOf } from '../support/explanation-cases.ts';
import type { LivedEvent } from '../support/lived-alert.ts';
import { isMet, moves } from './plain-conditions.ts';
import type { All, Away, One, Place, Said } from './read-explanation.ts';

/** What a sentence says was seen, when, and how far from the very place that it names. @throws AssertionError */
export function checkValues({ said, alert, seen, isNewer }: Case): void {
  if (said.seen) {
    const value = seen.event.values.now(said.seen.metric as Metric);
    if (value === null) throw new Error('says a value that is not known');
    equal(said.seen.at, Math.max(seen.event.trade.time, minuteOf(seen.event.position.instant)));
    checkShown(said.seen.value, value);
    for (const place of [said.first, said.fires, said.stays, said.met, said.again]) {
      if (place !== null && typeof place === 'object') checkSide(said.seen.value, value, place.bounds);
    }
    const place = said.first ?? said.fires ?? said.stays ?? (typeof said.again === 'object' ? said.again : null);
    const isThere = place ? place.contains(value) : false;
    const isMoved = place !== null && (said.stays ? !isThere : isThere);
    equal(said.seen.remark !== null, isMoved);
    if (isMoved) checkRemark(said.seen.remark ?? '', { alert, isNewer });
    if (place && !isThere && !said.stays) checkDistance(said.seen.distance, place, value, said.seen.metric);
    else equal(said.seen.distance, null);
  }
  for (const one of said.all ? [...said.all.others, ...(said.all.edge ? [said.all.edge] : [])] : []) {
    holdStanding(one, alert.rule, seen);
  }
  if (said.all) holdRemark(said.all, { status: said.status, alert, seen, isNewer });
}

/** That a sentence promises nothing for a time after the expiry, and knows which instants have come. @throws AssertionError */
export function checkTimes({ said, alert, now }: Case): void {
  const { expiresAt, holdSeconds, confirm, repeat } = alert.rule;
  const moves = repeat.mode === 'every-time' ? (repeat.reanchor ?? null) : null;
  equal(said.step, isOver(alert.state) || !moves ? null : Number.parseFloat(moves.step));
  equal(said.expiry?.at ?? null, isOver(alert.state) ? (said.expiry?.at ?? null) : expiresAt);
  if (expiresAt === null || isOver(alert.state)) return;
  equal(said.expiry?.isPast, expiresAt <= now);
  const promisesUntil = said.stays !== null || said.again !== null;
  if (said.until !== null) {
    equal(promisesUntil, said.until < expiresAt);
    if (!said.expiry?.isPast) equal(said.expiry?.before !== null, !promisesUntil);
  } else {
    const ceil = (at: number) => (confirm === 'minute-close' ? Math.ceil(at / MINUTE_MS) * MINUTE_MS : at);
    equal(said.isLimited, expiresAt <= ceil(ceil(now) + (holdSeconds ?? 0) * 1_000));
  }
}

function holdStanding(one: One, rule: Rule, { event }: LivedEvent): void {
  const condition = conditionsOf(rule).find(
    (it) => one.text.startsWith(`${it.metric} ${WORDS[it.op]} `) && sayLevels(one.text, it),
  );
  if (!condition) throw new Error(`no such condition: ${one.text}`);
  const value = event.values.now(condition.metric);
  equal(one.value === null, value === null);
  if (value === null || one.value === null) return;
  checkShown(one.value, value);
  checkSide(one.value, value, levelsOf(condition));
  const isEdge = condition.op !== 'above' && condition.op !== 'below';
  equal(one.holds, !isEdge && isMet(condition, value));
  if (isEdge) {
    const canMove = probesOf(condition.metric).some((probed) => moves(condition, value, probed) !== null);
    equal(one.first === null, canMove);
    equal(one.first?.contains(value) ?? false, false);
  }
  if (one.holds || one.first) equal(one.distance, null);
  else checkDistance(one.distance, { bounds: levelsOf(condition) }, value, condition.metric);
}

const WORDS: Readonly<Record<string, string>> = {
  above: 'at or above',
  below: 'at or below',
  'crosses-above': 'crosses above',
  'crosses-below': 'crosses below',
  crosses: 'crosses',
  enters: 'enters',
  leaves: 'leaves',
};

const levelsOf = (condition: Condition) =>
  ('level' in condition ? [condition.level] : [condition.from, condition.to]).map(Number);
const sayLevels = (text: string, condition: Condition) => {
  const said = [...text.replace(condition.metric, '').matchAll(/-?[\d,]*\d(?:\.\d+)?/g)].map(([number]) =>
    Number(number.replaceAll(',', '')),
  );
  return JSON.stringify(said) === JSON.stringify(levelsOf(condition));
};

function checkShown(shown: number, value: number): void {
  const size = Math.abs(value);
  ok(Math.abs(shown - value) <= (size >= 1_000 ? 0.5 : 0.005 + 1e-9));
}

/** Who reads the value beside a level sees on which side of it the value is. */
function checkSide(shown: number, value: number, bounds: readonly number[]): void {
  deepEqual(
    bounds.map((bound) => [bound, Math.sign(shown - bound)]),
    bounds.map((bound) => [bound, Math.sign(value - bound)]),
  );
}

function checkDistance(said: Away | null, { bounds }: Pick<Place, 'bounds'>, value: number, metric: string): void {
  const nearest = Math.min(...bounds.map((bound) => Math.abs(bound - value)));
  const isPercent = /^(change|volatility|sma|ema|below-high|above-low)-/.test(metric);
  const isScale = /^(rsi|bollinger)-/.test(metric);
  if (!isPercent && !isScale && value === 0) {
    equal(said, null);
    return;
  }
  const amount = isPercent || isScale ? nearest : (nearest / value) * 100;
  equal(said?.unit, isPercent ? 'percentage points' : isScale ? 'points' : '%');
  if (said?.amount === null) ok(amount < 0.01);
  else ok(said?.amount > 0);
  if (said?.amount !== null) ok(Math.abs((said?.amount ?? Number.NaN) - amount) <= 0.005 + 1e-9);
}

/** That all of them hold is no wonder before the alert is armed, and says something of an armed one. */
function holdRemark(
  { edge, others, remark, still }: All,
  { status, alert, seen, isNewer }: Pick<Case, 'alert' | 'seen' | 'isNewer'> & Pick<Said, 'status'>,
): void {
  const hold = conditionsOf(alert.rule).every((it) => isMet(it, seen.event.values.now(it.metric) ?? Number.NaN));
  equal(others.length + (edge ? 1 : 0), conditionsOf(alert.rule).length);
  equal(still, hold && status === 'arming');
  equal(remark !== null, hold && status === 'watching');
  if (remark) checkRemark(`, ${remark}`, { alert, isNewer });
}

function checkRemark(remark: string, { alert, isNewer }: Pick<Case, 'alert' | 'isNewer'>): void {
  const isMoving = conditionsOf(alert.rule).some(({ metric }) => !movesAtMinutes(metric));
  const isByClose = alert.rule.confirm === 'minute-close' && isMoving;
  if (isByClose) match(remark, /, but only minute closes count$/);
  else match(remark, isNewer ? /, which is not judged yet$/ : /, before the alert was last judged$/);
}

function isOver({ status }: AlertState): boolean {
  return status === 'triggered' || status === 'expired' || status === 'faulty';
}
