import { expect, test } from 'vitest';
import { type AlertState, conditionsOf, type Rule } from '../../../domain/alert.ts';
import type { Condition } from '../../../domain/condition.ts';
import { isMeasure, type Metric } from '../../../domain/metric.ts';
import { MINUTE_MS, minuteOf } from '../../../domain/tick.ts';
import { isMet, moves } from '../../oracle/plain-conditions.ts';
import type { All, Away, One, Place, Said } from '../../oracle/read-explanation.ts';
import type { LivedEvent } from '../build/lived-alert.ts';
import { type Case, holdAll, probesOf } from '../build/said-cases.ts';

test('says what was seen, when, and how far that is from the very place that it names', () => {
  const shown = holdAll(({ said, alert, seen, isNewer }) => {
    if (said.seen) {
      const value = seen.event.values.now(said.seen.metric as Metric);
      if (value === null) throw new Error('says a value that is not known');
      expect(said.seen.at).toBe(Math.max(seen.event.trade.time, minuteOf(seen.event.position.instant)));
      expectShown(said.seen.value, value);
      const place = said.first ?? said.fires ?? said.stays ?? (typeof said.again === 'object' ? said.again : null);
      const isThere = place ? place.contains(value) : false;
      const isMoved = place !== null && (said.stays ? !isThere : isThere);
      expect(said.seen.remark !== null).toBe(isMoved);
      if (isMoved) expectRemark(said.seen.remark ?? '', { alert, isNewer });
      if (place && !isThere && !said.stays) expectDistance(said.seen.distance, place, value, said.seen.metric);
      else expect(said.seen.distance).toBeNull();
    }
    for (const one of said.all ? [...said.all.others, ...(said.all.edge ? [said.all.edge] : [])] : []) {
      holdStanding(one, alert.rule, seen);
    }
    if (said.all) holdRemark(said.all, { status: said.status, alert, seen, isNewer });
  });
  expect(shown.get('remark')).toBeGreaterThan(0);
  expect(shown.get('allHold')).toBeGreaterThan(0);
}, 120_000);

test('promises nothing for a time after its expiry, and knows which instants have come', () => {
  holdAll(({ said, alert, now }) => {
    const { expiresAt, holdSeconds, confirm } = alert.rule;
    expect(said.expiry?.at ?? null).toBe(isOver(alert.state) ? (said.expiry?.at ?? null) : expiresAt);
    if (expiresAt === null || isOver(alert.state)) return;
    expect(said.expiry?.isPast).toBe(expiresAt <= now);
    const promisesUntil = said.stays !== null || said.again !== null;
    if (said.until !== null) {
      expect(promisesUntil).toBe(said.until < expiresAt);
      if (!said.expiry?.isPast) expect(said.expiry?.before !== null).toBe(!promisesUntil);
    } else {
      const ceil = (at: number) => (confirm === 'minute-close' ? Math.ceil(at / MINUTE_MS) * MINUTE_MS : at);
      expect(said.isLimited).toBe(expiresAt <= ceil(ceil(now) + (holdSeconds ?? 0) * 1_000));
    }
  });
}, 120_000);

function holdStanding(one: One, rule: Rule, { event }: LivedEvent): void {
  const condition = conditionsOf(rule).find(
    (it) => one.text.startsWith(`${it.metric} ${WORDS[it.op]} `) && sayLevels(one.text, it),
  );
  if (!condition) throw new Error(`no such condition: ${one.text}`);
  const value = event.values.now(condition.metric);
  expect(one.value === null).toBe(value === null);
  if (value === null || one.value === null) return;
  expectShown(one.value, value);
  const isEdge = condition.op !== 'above' && condition.op !== 'below';
  expect(one.holds).toBe(!isEdge && isMet(condition, value));
  if (isEdge) {
    const canMove = probesOf(condition.metric).some((probed) => moves(condition, value, probed) !== null);
    expect(one.first === null).toBe(canMove);
    expect(one.first?.contains(value) ?? false).toBe(false);
  }
  if (one.holds || one.first) expect(one.distance).toBeNull();
  else expectDistance(one.distance, { bounds: levelsOf(condition) }, value, condition.metric);
}

const WORDS: Readonly<{ [Op in Condition['op']]: string }> = {
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

function expectShown(shown: number, value: number): void {
  const size = Math.abs(value);
  expect(Math.abs(shown - value)).toBeLessThanOrEqual(size >= 1_000 ? 0.5 : 0.005 + 1e-9);
}

function expectDistance(said: Away | null, { bounds }: Pick<Place, 'bounds'>, value: number, metric: string): void {
  const nearest = Math.min(...bounds.map((bound) => Math.abs(bound - value)));
  const isPercent = metric.startsWith('change-') || metric.startsWith('volatility-');
  if (!isPercent && value === 0) {
    expect(said).toBeNull();
    return;
  }
  const amount = isPercent ? nearest : (nearest / value) * 100;
  expect(said?.unit).toBe(isPercent ? 'percentage points' : '%');
  if (said?.amount === null) expect(amount).toBeLessThan(0.01);
  else expect(said?.amount).toBeGreaterThan(0);
  if (said?.amount !== null) expect(Math.abs((said?.amount ?? Number.NaN) - amount)).toBeLessThanOrEqual(0.005 + 1e-9);
}

/** That all of them hold is no wonder before the alert is armed, and says something of an armed one. */
function holdRemark(
  { edge, others, remark, still }: All,
  { status, alert, seen, isNewer }: Pick<Case, 'alert' | 'seen' | 'isNewer'> & Pick<Said, 'status'>,
): void {
  const hold = conditionsOf(alert.rule).every((it) => isMet(it, seen.event.values.now(it.metric) ?? Number.NaN));
  expect(others.length + (edge ? 1 : 0)).toBe(conditionsOf(alert.rule).length);
  expect(still).toBe(hold && status === 'arming');
  expect(remark !== null).toBe(hold && status === 'watching');
  if (remark) expectRemark(`, ${remark}`, { alert, isNewer });
}

function expectRemark(remark: string, { alert, isNewer }: Pick<Case, 'alert' | 'isNewer'>): void {
  const isMoving = conditionsOf(alert.rule).some(({ metric }) => !isMeasure(metric));
  const isByClose = alert.rule.confirm === 'minute-close' && isMoving;
  if (isByClose) expect(remark).toMatch(/, but only minute closes count$/);
  else expect(remark).toMatch(isNewer ? /, which is not judged yet$/ : /, before the alert was last judged$/);
}

function isOver({ status }: AlertState): boolean {
  return status === 'triggered' || status === 'expired' || status === 'faulty';
}
