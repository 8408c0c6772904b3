import { metricNamed } from '../metrics/metric.ts';
import { bandOf, type Condition, isEdge } from './condition.ts';
import type { InvalidField, PlacedCondition } from './invalid-field.ts';
import { canFireWithin, firingZones } from './invalid-levels.ts';
import { EDGES_IN_WORDS } from './operators/operators.ts';

/** What several conditions, each of which makes sense, must not say together. */
export function invalidCombinations(placed: readonly PlacedCondition[]): InvalidField[] {
  return [...repetitions(placed), ...furtherEdges(placed), ...contradictions(placed), ...windowContradictions(placed)];
}

function repetitions(placed: readonly PlacedCondition[]): InvalidField[] {
  const isSame = (a: Condition, b: Condition) =>
    a.metric === b.metric && a.op === b.op && bandOf(a).low === bandOf(b).low && bandOf(a).high === bandOf(b).high;
  return placed.flatMap(({ condition, path }, index) => {
    const first = placed.slice(0, index).find((other) => isSame(other.condition, condition));
    return first ? [{ path, message: `is the same as ${first.path}` }] : [];
  });
}

function furtherEdges(placed: readonly PlacedCondition[]): InvalidField[] {
  const [edge, ...more] = placed.filter(({ condition }) => isEdge(condition));
  const message = `can't be combined with ${edge?.path}: only one condition of all may be ${EDGES_IN_WORDS}`;
  return more.map(({ path }) => ({ path, message }));
}

/** Conditions on one metric that no value meets together. */
function contradictions(placed: readonly PlacedCondition[]): InvalidField[] {
  const metrics = new Set(placed.map(({ condition }) => condition.metric));
  return [...metrics].flatMap((metric) =>
    contradictionOf(placed.filter(({ condition }) => condition.metric === metric)),
  );
}

function contradictionOf(placed: readonly PlacedCondition[]): InvalidField[] {
  const standing = placed.filter(({ condition }) => !isEdge(condition));
  const floor = standing.toSorted((a, b) => leastOf(a.condition) - leastOf(b.condition)).at(-1);
  const ceiling = standing.toSorted((a, b) => mostOf(a.condition) - mostOf(b.condition))[0];
  const bounds = {
    low: floor ? leastOf(floor.condition) : Number.NEGATIVE_INFINITY,
    high: ceiling ? mostOf(ceiling.condition) : Number.POSITIVE_INFINITY,
  };
  if (bounds.low > bounds.high) {
    const [first, second] = placed.filter((it) => it === floor || it === ceiling);
    return [{ path: second?.path ?? '', message: `can never hold together with ${first?.path}` }];
  }
  const edge = placed.find(({ condition }) => isEdge(condition));
  if (!edge || canFireWithin(edge.condition, bounds)) return [];
  const { metric } = edge.condition;
  return [{ path: edge.path, message: `can never happen while the other conditions on ${metric} hold` }];
}

/** Of a metric that grows with its window (a volume), the value of the shorter one is never greater. */
function windowContradictions(placed: readonly PlacedCondition[]): InvalidField[] {
  return placed.flatMap(({ condition, path }, index) => {
    const first = placed
      .slice(0, index)
      .find((other) => isShorterTooLarge(condition, other.condition) || isShorterTooLarge(other.condition, condition));
    return first ? [{ path, message: `can never hold together with ${first.path}` }] : [];
  });
}

function isShorterTooLarge(shorter: Condition, longer: Condition): boolean {
  const [a, b] = [metricNamed(shorter.metric), metricNamed(longer.metric)];
  if (a.moves === 'with-price' || b.moves === 'with-price' || a.kind !== b.kind || !a.growsWithWindow) return false;
  return a.minutes < b.minutes && leastOf(shorter) > mostOf(longer);
}

/** No value below this one fires the condition. */
function leastOf(condition: Condition): number {
  return firingZones(condition).includes('below') ? Number.NEGATIVE_INFINITY : bandOf(condition).low;
}

/** No value above this one fires the condition. */
function mostOf(condition: Condition): number {
  return firingZones(condition).includes('above') ? Number.POSITIVE_INFINITY : bandOf(condition).high;
}
