import { type Metric, metricNamed, type ReferenceMetric } from '../../../domain/metrics/metric.ts';
import { titleOfMetric } from '../../parts/metric-words.ts';
import type { AlertLine } from './alert-lines.ts';
import { formatLevel } from './level-distance.ts';

/** Where on the price's scale a level of another metric lies: 5% above the close of an hour ago. It moves with the minute. */
export interface PriceLine {
  readonly key: string;
  /** left out: the alert is only being written */
  readonly alertId?: string;
  readonly price: number;
  /** `Change over 1h, 5%`, `200-day average`, `24-hour high −5%` */
  readonly title: string;
  /** what its person calls the alert */
  readonly name: string | null;
  readonly status: AlertLine['status'];
}

type Level = Pick<AlertLine, 'metric' | 'level' | 'key' | 'status' | 'name'> & { readonly alertId?: string };

/** `references`: by metric, the prices from which they are measured in the minute that is open. */
export function priceLinesOf(levels: readonly Level[], references: ReadonlyMap<Metric, string>): PriceLine[] {
  return levels.flatMap(({ key, alertId, metric, level, name, status }) => {
    const price = priceOf(metric, level, references);
    if (price === null) return [];
    const title = titleOf(metric, level);
    return [{ key: `${key}/price`, ...(alertId !== undefined && { alertId }), price, title, name, status }];
  });
}

/** What the metric is measured from, and how far above it the price must be. A tag is short: the level must not be cut off. */
function titleOf(metric: Metric, level: string): string {
  const { zero } = metricNamed(metric).label;
  const shown = formatLevel(metric, level, null);
  if (!zero) return `${titleOfMetric(metric)}, ${shown}`;
  const name = zero.name.replace(/^its /, '');
  if (Number(level) === 0) return name;
  const isAbove = Number(level) > 0 !== zero.isTurned;
  return `${name} ${isAbove ? '+' : '−'}${shown.replace('−', '')}`;
}

function priceOf(metric: Metric, level: string, references: ReadonlyMap<Metric, string>): number | null {
  const definition = metricNamed(metric);
  const reference = references.get(metric);
  if (definition.moves !== 'by-reference' || reference === undefined) return null;
  const price = definition.priceAt(Number(level), Number(reference));
  return price > 0 ? price : null;
}

/** The metrics among them that are measured from a price. */
export function referencesOf(metrics: readonly Metric[]): ReferenceMetric[] {
  return [...new Set(metrics)].filter((it): it is ReferenceMetric => metricNamed(it).moves === 'by-reference');
}
