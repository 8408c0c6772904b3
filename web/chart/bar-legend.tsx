import type { Candle } from '../../domain/market/candle.ts';
import { formatPrice, formatShort } from '../format/format-number.ts';
import { isUp } from './drawing/chart-panes.ts';

/** The bar under the pointer, or the newest one, in figures. */
export function BarLegend({ bar, tickSize }: { bar: Candle | undefined; tickSize: string | null }) {
  if (!bar) return null;
  const figures = [
    ['O', bar.open],
    ['H', bar.high],
    ['L', bar.low],
    ['C', bar.close],
  ] as const;
  return (
    <p class="chart-legend" aria-hidden="true">
      {figures.map(([name, price]) => (
        <span key={name}>
          {name} <b class={isUp(bar) ? 'up' : 'down'}>{formatPrice(price, tickSize)}</b>
        </span>
      ))}
      <span>
        Vol <b>{formatShort(bar.volume)}</b>
      </span>
    </p>
  );
}
