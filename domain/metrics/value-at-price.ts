import type { MetricDefinition } from './metric.ts';

/** What is published of a minute, by the name of the metric; left out: unknown. */
export interface PublishedValues {
  readonly refs?: Readonly<Record<string, string | null>> | undefined;
  readonly measures?: Readonly<Record<string, number | null>> | undefined;
}

/** The metric at a price of the minute; null where it is unknown. */
export function valueAtPrice(
  metric: MetricDefinition,
  price: number | null,
  { refs, measures }: PublishedValues,
): number | null {
  switch (metric.moves) {
    case 'with-price':
      return price;
    case 'by-reference': {
      const reference = refs?.[metric.name] ?? null;
      return price === null || reference === null ? null : metric.value(price, Number(reference));
    }
    case 'at-minutes':
      return measures?.[metric.name] ?? null;
  }
}
