import { MINUTE_MS } from '../market/tick.ts';
import { type Metric, WINDOW_MINUTES } from '../metrics/metric.ts';
import { type Band, bandOf, type Condition, isEdge, type RangeCondition, rangeOfMetric } from './condition.ts';
import { conditionsOf, type Rule } from './rule.ts';
import { retreatBand } from './zone.ts';

const DAY_S = 86_400;
const DAY_MS = DAY_S * 1_000;

/** Bounds of what a rule may ask for. */
export const MIN_COOLDOWN_SECONDS = 60;
export const MAX_COOLDOWN_SECONDS = 30 * DAY_S;
export const MIN_HOLD_SECONDS = 1;
export const MAX_HOLD_SECONDS = 7 * DAY_S;
/** Less is no retreat: the spread between bid and ask is wider, and would ring at every trade. */
export const MIN_REARM_PERCENT = 0.01;
/** Of a change that is close to 0 a retreat can be many times the level. */
export const MAX_REARM_PERCENT = 1_000_000;
export const MAX_EXPIRY_YEARS = 10;

/** What makes no sense in a rule, by the dotted path of the field in the request (`condition.level`, `all.1`). */
export interface InvalidField {
  readonly path: string;
  readonly message: string;
}

/** A condition with its path. */
interface Placed {
  readonly condition: Condition;
  readonly path: string;
}

/**
 * Everything that is impossible, contradictory or out of bounds. A rule without faults can fire: there are values of its
 * metrics at which it does, and at which it can be armed again.
 */
export function invalidFields(rule: Rule): InvalidField[] {
  const placed = conditionsOf(rule).map((condition, index) => ({
    condition,
    path: rule.all ? `all.${index}` : 'condition',
  }));
  const ofConditions = placed.flatMap(levelFaults);
  const ofOptions = [...cooldownFaults(rule), ...holdFaults(rule), ...rearmFaults(rule)];
  // what follows from the levels is told once they make sense
  if (ofConditions.length > 0) return [...ofConditions, ...ofOptions];
  const ofLevels = [...contradictions(placed), ...volumeContradictions(placed)];
  return [...combinationFaults(placed), ...ofLevels, ...ofOptions, ...retreatFaults(rule)];
}

type Timing = Pick<Rule, 'expiresAt' | 'holdSeconds' | 'confirm'>;

/** `now`: ms, exchange clock. Apart from the other faults, since a rule gets this one just by lying there. */
export function expiryFaults(rule: Timing, now: number): InvalidField[] {
  const { expiresAt } = rule;
  const path = 'expiresAt';
  if (expiresAt === null) return [];
  if (expiresAt <= now) return [{ path, message: 'must be in the future' }];
  if (expiresAt > now + MAX_EXPIRY_YEARS * 365.25 * DAY_MS) {
    return [{ path, message: `must be within ${MAX_EXPIRY_YEARS} years` }];
  }
  const first = firstChance(rule, now);
  if (expiresAt > first) return [];
  return [{ path, message: `must be later: the alert can't fire before ${new Date(first).toISOString()}` }];
}

/** The instant, ms, before which an alert made now can't fire: at the same instant its expiry comes first. */
export function firstChance({ holdSeconds, confirm }: Timing, now: number): number {
  const holdMs = (holdSeconds ?? 0) * 1_000;
  if (confirm === 'trade') return now + holdMs;
  return nextMinute(nextMinute(now) + holdMs);
}

/** The first start of a minute at or after the instant. */
function nextMinute(instant: number): number {
  return Math.ceil(instant / MINUTE_MS) * MINUTE_MS;
}

/** A level must be a value that the metric can have, and that it can reach in the way that the operator asks for. */
function levelFaults({ condition, path }: Placed): InvalidField[] {
  const { metric, op } = condition;
  if (!('level' in condition)) return rangeFaults(condition, path);
  const level = Number(condition.level);
  const outside = outsideMetric(metric, level, `${path}.level`);
  if (outside.length > 0 || op !== 'crosses-above' || canBeBelow(metric, level)) return outside;
  return [{ path: `${path}.level`, message: `must be greater than ${level}: ${metric} is never below it` }];
}

function rangeFaults(condition: RangeCondition, path: string): InvalidField[] {
  const { low, high } = bandOf(condition);
  const { metric } = condition;
  const outside = [...outsideMetric(metric, low, `${path}.from`), ...outsideMetric(metric, high, `${path}.to`)];
  if (outside.length > 0 || low < high) return outside;
  return [{ path: `${path}.to`, message: 'must be greater than from' }];
}

function outsideMetric(metric: Metric, value: number, path: string): InvalidField[] {
  const { min, included } = rangeOfMetric(metric);
  if (value > min || (included && value === min)) return [];
  return [{ path, message: included ? `must be at least ${min}` : `must be greater than ${min}` }];
}

function canBeBelow(metric: Metric, value: number): boolean {
  return value > rangeOfMetric(metric).min;
}

function combinationFaults(placed: readonly Placed[]): InvalidField[] {
  const isSame = (a: Condition, b: Condition) =>
    a.metric === b.metric && a.op === b.op && bandOf(a).low === bandOf(b).low && bandOf(a).high === bandOf(b).high;
  const repeated = placed.flatMap(({ condition, path }, index) => {
    const first = placed.slice(0, index).find((other) => isSame(other.condition, condition));
    return first ? [{ path, message: `is the same as ${first.path}` }] : [];
  });
  const [edge, ...more] = placed.filter(({ condition }) => isEdge(condition));
  const message = `can't be combined with ${edge?.path}: only one condition of all may be crosses…, enters or leaves`;
  return [...repeated, ...more.map(({ path }) => ({ path, message }))];
}

/** Conditions on one metric that no value meets together. */
function contradictions(placed: readonly Placed[]): InvalidField[] {
  const metrics = new Set(placed.map(({ condition }) => condition.metric));
  return [...metrics].flatMap((metric) =>
    contradictionOf(placed.filter(({ condition }) => condition.metric === metric)),
  );
}

function contradictionOf(placed: readonly Placed[]): InvalidField[] {
  const levelOf = ({ condition }: Placed) => bandOf(condition).low;
  const byLevel = (op: Condition['op']) =>
    placed.filter(({ condition }) => condition.op === op).sort((a, b) => levelOf(a) - levelOf(b));
  const floor = byLevel('above').at(-1);
  const ceiling = byLevel('below')[0];
  if (floor && ceiling && levelOf(floor) > levelOf(ceiling)) {
    const [first, second] = placed.filter((it) => it === floor || it === ceiling);
    return [{ path: second?.path ?? '', message: `can never hold together with ${first?.path}` }];
  }
  const held = {
    low: floor ? levelOf(floor) : Number.NEGATIVE_INFINITY,
    high: ceiling ? levelOf(ceiling) : Number.POSITIVE_INFINITY,
  };
  const edge = placed.find(({ condition }) => isEdge(condition));
  if (!edge || canMoveTo(edge.condition, held)) return [];
  const metric = edge.condition.metric;
  return [{ path: edge.path, message: `can never happen while the other conditions on ${metric} hold` }];
}

/** Whether the condition can move so that the value is within `held` afterwards. */
function canMoveTo(condition: Condition, held: Band): boolean {
  const { low, high } = bandOf(condition);
  const hasBelow = canBeBelow(condition.metric, low);
  switch (condition.op) {
    case 'above':
    case 'crosses-above':
      return held.high >= low;
    case 'below':
    case 'crosses-below':
      return held.low <= high;
    case 'crosses':
      return (hasBelow && held.high >= low) || held.low <= high;
    case 'enters':
      return held.high >= low && held.low <= high;
    case 'leaves':
      return (hasBelow && held.low < low) || held.high > high;
  }
}

/** The volume of a shorter window is part of that of a longer one, and never greater. */
function volumeContradictions(placed: readonly Placed[]): InvalidField[] {
  return placed.flatMap(({ condition, path }, index) => {
    const first = placed
      .slice(0, index)
      .find((other) => isPartTooLarge(condition, other.condition) || isPartTooLarge(other.condition, condition));
    return first ? [{ path, message: `can never hold together with ${first.path}` }] : [];
  });
}

function isPartTooLarge(part: Condition, whole: Condition): boolean {
  if (!isVolume(part.metric) || !isVolume(whole.metric)) return false;
  return WINDOW_MINUTES[part.metric] < WINDOW_MINUTES[whole.metric] && leastOf(part) > mostOf(whole);
}

function isVolume(metric: Metric): metric is Extract<Metric, `volume-${string}`> {
  return metric.startsWith('volume-');
}

/** No value below this one meets the condition. */
function leastOf(condition: Condition): number {
  const { op } = condition;
  return op === 'above' || op === 'crosses-above' || op === 'enters' ? bandOf(condition).low : Number.NEGATIVE_INFINITY;
}

/** No value above this one meets the condition. */
function mostOf(condition: Condition): number {
  const { op } = condition;
  return op === 'below' || op === 'crosses-below' || op === 'enters'
    ? bandOf(condition).high
    : Number.POSITIVE_INFINITY;
}

function cooldownFaults({ repeat, rearmPercent }: Rule): InvalidField[] {
  if (repeat.mode === 'once') return [];
  const path = 'repeat.cooldownSeconds';
  const { cooldownSeconds } = repeat;
  if (cooldownSeconds === null) {
    return rearmPercent === null
      ? [{ path, message: 'is required with every-time, unless rearmPercent is given' }]
      : [];
  }
  if (cooldownSeconds < MIN_COOLDOWN_SECONDS) return [{ path, message: `must be at least ${MIN_COOLDOWN_SECONDS}` }];
  if (cooldownSeconds <= MAX_COOLDOWN_SECONDS) return [];
  return [{ path, message: `must be at most ${MAX_COOLDOWN_SECONDS} (30 days)` }];
}

function holdFaults(rule: Rule): InvalidField[] {
  const path = 'holdSeconds';
  if (rule.holdSeconds === null) return [];
  if (isCombined(rule)) return [{ path, message: 'goes with a single condition, not with all' }];
  if (rule.holdSeconds < MIN_HOLD_SECONDS) return [{ path, message: `must be at least ${MIN_HOLD_SECONDS}` }];
  return rule.holdSeconds > MAX_HOLD_SECONDS ? [{ path, message: `must be at most ${MAX_HOLD_SECONDS} (7 days)` }] : [];
}

function rearmFaults(rule: Rule): InvalidField[] {
  const path = 'rearmPercent';
  if (rule.rearmPercent === null) return [];
  if (isCombined(rule)) return [{ path, message: 'goes with a single condition, not with all' }];
  if (rule.repeat.mode === 'once') return [{ path, message: 'goes with repeat every-time, not with once' }];
  if (rule.rearmPercent <= 0) return [{ path, message: 'must be greater than 0' }];
  if (rule.rearmPercent < MIN_REARM_PERCENT) return [{ path, message: `must be at least ${MIN_REARM_PERCENT}` }];
  return rule.rearmPercent > MAX_REARM_PERCENT ? [{ path, message: `must be at most ${MAX_REARM_PERCENT}` }] : [];
}

/** The value must be able to retreat so far; for a single condition whose level makes sense. */
function retreatFaults(rule: Rule): InvalidField[] {
  const [condition, ...more] = conditionsOf(rule);
  if (rule.rearmPercent === null || !condition || more.length > 0) return [];
  const { low, high } = bandOf(condition);
  const path = 'rearmPercent';
  if (low === 0 || high === 0) return [{ path, message: 'has no meaning with a level of 0: it is a percentage of it' }];
  const retreat = retreatBand(condition, rule.rearmPercent);
  const isUpward = condition.op === 'above' || condition.op === 'crosses-above';
  if (isUpward && outsideMetric(condition.metric, retreat.low, path).length > 0) {
    return [{ path, message: `is too large: ${condition.metric} can't fall by so much of ${low}` }];
  }
  if (condition.op !== 'leaves' || retreat.low <= retreat.high) return [];
  return [{ path, message: 'is too large: nothing of the range is left to come back to' }];
}

function isCombined(rule: Rule): boolean {
  return conditionsOf(rule).length > 1;
}
