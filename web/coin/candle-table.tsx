import { useState } from 'preact/hooks';
import type { ChartModel } from '../chart/chart-model.ts';
import { formatLevel } from '../chart/lines/level-distance.ts';
import { formatPrice, formatShort } from '../format/format-number.ts';
import { formatMoment } from '../format/format-time.ts';
import { Change } from '../parts/change.tsx';
import { titleOfMetric } from '../parts/metric-words.ts';
import type { Coin } from '../store/coins.ts';
import { firePath } from '../store/paths.ts';
import { zone } from '../store/zone.ts';
import type { CoinFires } from './coin-fires.ts';

/** What a person reads at once; the rest is on the chart. */
const ROWS = 60;

/** The same as the chart, in figures. */
export function CandleTable({ model, coin, fires }: { model: ChartModel; coin: Coin; fires: CoinFires }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <details class="coin-table panel" onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>Show as table</summary>
      {isOpen && (
        <div class="coin-tables">
          <Candles model={model} coin={coin} />
          <Fires fires={fires} tickSize={coin.tickSize} />
        </div>
      )}
    </details>
  );
}

function Candles({ model, coin: { symbol, tickSize } }: { model: ChartModel; coin: Coin }) {
  const bars = model.history.bars.value.slice(-ROWS).reverse();
  const price = (text: string) => <td data-figure>{formatPrice(text, tickSize)}</td>;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys
    <section class="coin-scroll" tabIndex={0} aria-label={`Candles of ${symbol}, ${model.interval} each`}>
      <table>
        <thead>
          <tr>
            <th scope="col">Time</th>
            {['Open', 'High', 'Low', 'Close', 'Change', 'Volume'].map((name) => (
              <th scope="col" data-figure key={name}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {bars.map(({ start, open, high, low, close, volume }) => (
            <tr key={start}>
              <th scope="row">{formatMoment(start, model.interval === '1d' ? 'UTC' : zone.value)}</th>
              {price(open)}
              {price(high)}
              {price(low)}
              {price(close)}
              <td data-figure>
                <Change percent={(Number(close) / Number(open) - 1) * 100} />
              </td>
              <td data-figure>{formatShort(volume)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Fires({ fires, tickSize }: { fires: CoinFires; tickSize: string | null }) {
  const list = fires.list.value.slice(0, ROWS);
  if (list.length === 0) return null;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys
    <section class="coin-scroll" tabIndex={0} aria-label={`Fired alerts of ${fires.symbol}`}>
      <table>
        <thead>
          <tr>
            <th scope="col">Fired</th>
            <th scope="col">Alert</th>
            <th scope="col" data-figure>
              Price
            </th>
          </tr>
        </thead>
        <tbody>
          {list.map(({ id, firedAt, name, metric, level, trade }) => (
            <tr key={id}>
              <th scope="row">
                <a href={firePath(id)}>{formatMoment(firedAt, zone.value)}</a>
              </th>
              <td>{name ?? `${titleOfMetric(metric)}, ${formatLevel(metric, level, tickSize)}`}</td>
              <td data-figure>{formatPrice(trade.price, tickSize)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
