import type { Distance } from '../../domain/alert-facts/alert-reading.ts';
import type { Region } from '../../domain/alert-facts/region.ts';
import { groupThousands } from '../../domain/market/decimal.ts';
import type { Metric } from '../../domain/metrics/metric.ts';
import { formatExactly, formatRange, nameOf, type Quoted } from './format-metric.ts';

/** Where the values of the region are: `at or above 65,000`, `outside 2 to 3 %`. */
export function formatPlace({ side, low, high }: Region, metric: Metric, quoted: Quoted): string {
  const [from, to] = [formatExactly(metric, low.text, quoted), formatExactly(metric, high.text, quoted)];
  const range = formatRange(metric, { from: low.text, to: high.text }, quoted);
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
      return `${name} rises to ${formatExactly(metric, low.text, quoted)} or above`;
    case 'at-or-below':
      return `${name} falls to ${formatExactly(metric, high.text, quoted)} or below`;
    case 'within':
      return `${name} enters ${formatRange(metric, { from: low.text, to: high.text }, quoted)}`;
    case 'outside':
      return `${name} leaves ${formatRange(metric, { from: low.text, to: high.text }, quoted)}`;
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
