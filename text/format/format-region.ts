import type { Distance } from '../../domain/alert-facts/alert-reading.ts';
import type { Region } from '../../domain/alert-facts/region.ts';
import { groupThousands } from '../../domain/market/decimal.ts';
import type { Metric } from '../../domain/metrics/metric.ts';
import { nameOf, type Quoted, wordExactly, wordRange } from './format-metric.ts';

/** Where a value of the region is: `at or above 65,000`, `outside 2 to 3 %`. */
export function formatPlace({ side, low, high }: Region, metric: Metric, quoted: Quoted): string {
  const [from, to] = [wordExactly(metric, low.text, quoted), wordExactly(metric, high.text, quoted)];
  const range = wordRange(metric, { from: low.text, to: high.text }, quoted);
  switch (side) {
    case 'below':
      return `below ${from}`;
    case 'at-or-below':
      return `at or below ${to}`;
    case 'within':
      return `within ${range}`;
    case 'at-or-above':
      return `at or above ${from}`;
    case 'above':
      return `above ${to}`;
    case 'outside':
      return low.value === high.value ? `above or below ${from}` : `outside ${range}`;
    case 'at-or-beyond':
      return `at or below ${from}, or at or above ${to}`;
  }
}

/** How a value comes into the region from outside: `the price rises to 65,000 or above`, `change-1h enters 2 to 3 %`. */
export function formatArrival(region: Region, metric: Metric, quoted: Quoted): string {
  const { side, low, high } = region;
  const name = nameOf(metric);
  switch (side) {
    case 'at-or-above':
      return `${name} rises to ${wordExactly(metric, low.text, quoted)} or above`;
    case 'at-or-below':
      return `${name} falls to ${wordExactly(metric, high.text, quoted)} or below`;
    case 'within':
      return `${name} enters ${wordRange(metric, { from: low.text, to: high.text }, quoted)}`;
    case 'outside':
      return `${name} leaves ${wordRange(metric, { from: low.text, to: high.text }, quoted)}`;
    case 'below':
    case 'above':
    case 'at-or-beyond':
      return `${name} is ${formatPlace(region, metric, quoted)}`;
  }
}

/** `0.29 % away`, `less than 0.01 percentage points away` */
export function formatDistance({ amount, unit }: Distance): string {
  const places = amount.toFixed(2);
  const words = places === '0.00' ? 'less than 0.01' : groupThousands(places);
  return `${words} ${unit === 'percent' ? '%' : 'percentage points'} away`;
}
