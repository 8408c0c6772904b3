import { findMetric, type ListedKind, type Metric, metricNamed } from '../../../domain/metrics/metric.ts';
import { QUOTE_ASSET } from '../../../domain/metrics/unit.ts';
import { formatDistance, formatPrice } from '../../format/format-number.ts';
import type { Coin } from '../../store/coins.ts';

/** What a chart knows of metrics that are not shown with every coin. */
export interface KnownMetrics {
  /** by metric, the price from which it is measured in the minute that is open */
  readonly references: ReadonlyMap<Metric, string>;
  /** by metric, its newest value; null: it is not known; left out: not read yet */
  readonly values: ReadonlyMap<Metric, number | null>;
}

type Present = Pick<Coin, 'price' | 'change' | 'volatility' | 'volume'>;

/** The coin's present value of a metric; null: not known. */
export function presentOf(coin: Present, metric: Metric, { references, values }: KnownMetrics): number | null {
  const definition = findMetric(metric);
  if (!definition) return null;
  const price = coin.price === null ? null : Number(coin.price);
  if (definition.moves === 'with-price') return price;
  const reference = references.get(metric);
  if (definition.moves === 'by-reference' && price !== null && reference !== undefined) {
    return definition.value(price, Number(reference));
  }
  return coin[definition.kind as ListedKind]?.[definition.window] ?? values.get(metric) ?? null;
}

export interface LevelDistance {
  /** signed: percent of the present value or, of a percentage, points */
  readonly by: number;
  /** `+1.24%`, `−0.5 points` */
  readonly text: string;
}

/** How far the level lies from the present value; null while that is not known or 0. */
export function distanceOf(metric: Metric, level: string, present: number | null): LevelDistance | null {
  if (present === null) return null;
  if (metricNamed(metric).unit.distance === 'points') {
    const by = Number(level) - present;
    return { by, text: formatDistance(by, 'points') };
  }
  if (present === 0) return null;
  const by = ((Number(level) - present) / present) * 100;
  return { by, text: formatDistance(by, 'percent') };
}

/** `65,000`, `5%`, `4.5×`: a level as people read it. */
export function formatLevel(metric: Metric, level: string, tickSize: string | null): string {
  const { places, sign } = metricNamed(metric).unit;
  if (places === 'as-printed') return formatPrice(level, tickSize);
  const short = sign === null || sign === QUOTE_ASSET ? '' : sign;
  return `${formatPrice(level, null).replace('-', '−')}${short}`;
}

/** For who hears it: `65,000, 1.24% above the price`. */
export function speakLevel(level: string, distance: LevelDistance | null, metric: Metric): string {
  if (!distance) return level;
  const side = distance.by < 0 ? 'below' : 'above';
  const subject = metric === 'price' ? 'the price' : 'the present value';
  return `${level}, ${distance.text.replace(/[+−]/, '')} ${side} ${subject}`;
}
