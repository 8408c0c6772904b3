import type { Distance } from '../../domain/alert-facts/alert-reading.ts';
import type { Region } from '../../domain/alert-facts/region.ts';
import { groupThousands } from '../../domain/market/decimal.ts';
import { type Metric, metricNamed } from '../../domain/metrics/metric.ts';
import { formatLevel, formatRange, nameOf, type Quoted, turnWords } from './format-metric.ts';

/** What the metric is called beside the region's bounds, see `nameOf`. */
export function nameBeside({ low, high }: Region, metric: Metric): string {
  return nameOf(metric, [low.text, high.text]);
}

/** Where the values of the region are: `at or above 65,000`, `outside 2 to 3 %`, `below its 200-day average`. */
export function formatPlace(region: Region, metric: Metric, quoted: Quoted): string {
  const { side, low, high } = region;
  const words = placeWords(region, metric, quoted);
  return side === 'outside' ? words : turnWords(words, metric, [low.text, high.text]);
}

function placeWords({ side, low, high }: Region, metric: Metric, quoted: Quoted): string {
  const levels = [low.text, high.text];
  const [from, to] = [low, high].map(({ text }) => formatLevel(metric, text, { ...quoted, levels }));
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
  const { low, high } = region;
  return turnWords(arrivalWords(region, metric, quoted), metric, [low.text, high.text]);
}

function arrivalWords(region: Region, metric: Metric, quoted: Quoted): string {
  const { side, low, high } = region;
  const name = nameBeside(region, metric);
  const beside = { ...quoted, levels: [low.text, high.text] };
  switch (side) {
    case 'at-or-above':
      return `${name} rises to ${formatLevel(metric, low.text, beside)} or above`;
    case 'at-or-below':
      return `${name} falls to ${formatLevel(metric, high.text, beside)} or below`;
    case 'within':
      return `${name} enters ${formatRange(metric, { from: low.text, to: high.text }, quoted)}`;
    case 'outside':
      return `${name} leaves ${formatRange(metric, { from: low.text, to: high.text }, quoted)}`;
    case 'below':
    case 'above':
    case 'at-or-beyond':
      return `${name} is ${placeWords(region, metric, quoted)}`;
  }
}

/** `0.29 % away`, `less than 0.01 percentage points away`, `12.30 points away` */
export function formatDistance({ amount, unit }: Distance, metric: Metric): string {
  const places = amount.toFixed(2);
  const words = places === '0.00' ? 'less than 0.01' : groupThousands(places);
  const points = metricNamed(metric).unit.sign === '%' ? 'percentage points' : 'points';
  return `${words} ${unit === 'percent' ? '%' : points} away`;
}
