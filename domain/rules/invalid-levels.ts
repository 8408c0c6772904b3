import { type Metric, metricNamed } from '../metrics/metric.ts';
import { bandOf, type Condition, type RangeCondition } from './condition.ts';
import type { InvalidField, PlacedCondition } from './invalid-field.ts';
import { operatorOf } from './operators/operators.ts';
import { type Band, ZONES, type Zone } from './zone.ts';

const ANY_VALUE: Band = { low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY };

/** A level must be a value that the metric can have, and that it can reach in the way that the operator asks for. */
export function invalidLevels({ condition, path }: PlacedCondition): InvalidField[] {
  if (!('level' in condition)) return invalidRange(condition, path);
  const { metric } = condition;
  const level = Number(condition.level);
  const outside = outsideMetric(metric, level, `${path}.level`);
  if (outside.length > 0 || canFireWithin(condition, ANY_VALUE)) return outside;
  const isLeast = level === metricNamed(metric).range.min;
  const message = isLeast
    ? `must be greater than ${level}: ${metric} is never below it`
    : `must be less than ${level}: ${metric} is never above it`;
  return [{ path: `${path}.level`, message }];
}

function invalidRange(condition: RangeCondition, path: string): InvalidField[] {
  const { low, high } = bandOf(condition);
  const { metric } = condition;
  const outside = [...outsideMetric(metric, low, `${path}.from`), ...outsideMetric(metric, high, `${path}.to`)];
  if (outside.length > 0) return outside;
  if (low >= high) return [{ path: `${path}.to`, message: 'must be greater than from' }];
  if (canFireWithin(condition, ANY_VALUE)) return [];
  return [{ path: `${path}.to`, message: `must be less than ${high}: ${metric} is always from ${low} to ${high}` }];
}

export function outsideMetric(metric: Metric, value: number, path: string): InvalidField[] {
  const { min, isMinIncluded, max, isMaxIncluded } = metricNamed(metric).range;
  if (value < min || (!isMinIncluded && value === min))
    return [{ path, message: isMinIncluded ? `must be at least ${min}` : `must be greater than ${min}` }];
  if (value > max || (!isMaxIncluded && value === max))
    return [{ path, message: isMaxIncluded ? `must be at most ${max}` : `must be less than ${max}` }];
  return [];
}

/** Whether the condition can fire so that the value is within `bounds` afterwards. */
export function canFireWithin(condition: Condition, bounds: Band): boolean {
  const firing = firingZones(condition, zonesWithin(condition, ANY_VALUE));
  return zonesWithin(condition, bounds).some((zone) => firing.includes(zone));
}

/** The zones in which a value can be when it fires the condition. `before`: where it can be just before. */
export function firingZones(condition: Condition, before: readonly Zone[] = ZONES): Zone[] {
  const { isMet, moveOf } = operatorOf(condition);
  return ZONES.filter((now) => isMet(now) || before.some((zone) => moveOf(zone, now) !== null));
}

/** The zones in which a value that the metric can have is within `bounds`. */
function zonesWithin(condition: Condition, bounds: Band): Zone[] {
  const { low, high } = bandOf(condition);
  const { min, max } = metricNamed(condition.metric).range;
  const isPossible: Readonly<Record<Zone, boolean>> = {
    below: low > min && bounds.low < low,
    within: bounds.high >= low && bounds.low <= high,
    above: high < max && bounds.high > high,
  };
  return ZONES.filter((zone) => isPossible[zone]);
}
