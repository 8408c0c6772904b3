import { useComputed } from '@preact/signals';
import { openAlertForm } from '../alert-form/open-alert-form.ts';
import { describeError } from '../api/api-error.ts';
import { formatPercent, UNKNOWN } from '../format/format-number.ts';
import { Change } from '../parts/change.tsx';
import { CoinState } from '../parts/coin-state.tsx';
import { Icon } from '../parts/icon.tsx';
import { Menu, type MenuItem } from '../parts/menu.tsx';
import { Price } from '../parts/price.tsx';
import { Sparkline } from '../parts/sparkline.tsx';
import { type Coin, coinOf, unfollowCoin } from '../store/coins.ts';
import { coinPath } from '../store/paths.ts';
import { showToast } from '../store/toasts.ts';
import { countArmed } from './count-armed.ts';

/** Each cell reads what it shows: a new price paints one cell. */
export function CoinRow({ symbol, isPersonal }: { symbol: string; isPersonal: boolean }) {
  const coin = coinOf(symbol);
  if (!coin) return null;
  const { base, quote } = coin.peek();
  return (
    <tr class="coins-row">
      <th scope="row">
        <a class="coins-name" href={coinPath(symbol)}>
          <span class="coins-base">{base ?? symbol}</span>
          {quote && <span class="coins-quote">{quote}</span>}
        </a>
        <span class="only-phone">
          <StateCell symbol={symbol} hidesLive />
        </span>
      </th>
      <td data-left-out="phone">
        <StateCell symbol={symbol} />
      </td>
      <td data-spark>
        <SparkCell symbol={symbol} />
      </td>
      <td data-figure>
        <PriceCell symbol={symbol} />
        <span class="only-phone coins-small">
          <ChangeCell symbol={symbol} window="24h" />
        </span>
      </td>
      <td data-figure data-left-out="phone">
        <ChangeCell symbol={symbol} window="1h" />
      </td>
      <td data-figure data-left-out="phone">
        <ChangeCell symbol={symbol} window="24h" />
      </td>
      <td data-figure data-left-out="tablet">
        <VolatilityCell symbol={symbol} />
      </td>
      {isPersonal && (
        <>
          <td data-figure>
            <AlertsCell symbol={symbol} />
          </td>
          <td class="coins-actions">
            <ActionsCell symbol={symbol} />
          </td>
        </>
      )}
    </tr>
  );
}

interface Cell {
  readonly symbol: string;
}

/** A part of the coin: what reads it is painted again when that part changes, and not with each price. */
function useCoin<Part>(symbol: string, part: (coin: Coin) => Part): Part | undefined {
  return useComputed(() => {
    const coin = coinOf(symbol)?.value;
    return coin && part(coin);
  }).value;
}

function PriceCell({ symbol }: Cell) {
  const coin = coinOf(symbol);
  return coin ? <Price coin={coin} /> : null;
}

function StateCell({ symbol, hidesLive = false }: Cell & { hidesLive?: boolean }) {
  useCoin(symbol, ({ state, stateReason }) => `${state} ${stateReason}`);
  const coin = coinOf(symbol)?.peek();
  return coin && !(hidesLive && coin.state === 'live') ? <CoinState coin={coin} /> : null;
}

function ChangeCell({ symbol, window }: Cell & { window: '1h' | '24h' }) {
  return <Change percent={useCoin(symbol, ({ change }) => change[window])} />;
}

function VolatilityCell({ symbol }: Cell) {
  const value = useCoin(symbol, ({ volatility }) => volatility['24h']) ?? null;
  return value === null ? <span class="muted">{UNKNOWN}</span> : formatPercent(value);
}

function SparkCell({ symbol }: Cell) {
  return <Sparkline closes={useCoin(symbol, ({ spark }) => spark) ?? []} />;
}

function AlertsCell({ symbol }: Cell) {
  const count = countArmed(symbol);
  if (count === 0) return null;
  return (
    <span class="coins-alerts">
      <Icon name="bell" />
      {count}
      <span class="unseen"> armed</span>
    </span>
  );
}

function ActionsCell({ symbol }: Cell) {
  const items: MenuItem[] = [
    { label: 'New alert', icon: 'bell', run: () => openAlertForm({ symbol }) },
    { label: 'Stop following', icon: 'x', danger: true, run: () => void unfollow(symbol) },
  ];
  return <Menu label={`Actions for ${symbol}`} items={items} />;
}

async function unfollow(symbol: string): Promise<void> {
  try {
    await unfollowCoin(symbol);
    showToast({ title: `${symbol} is not followed any more.` });
  } catch (error) {
    showToast({ tone: 'bad', title: `${symbol} is still followed.`, text: describeError(error) });
  }
}
