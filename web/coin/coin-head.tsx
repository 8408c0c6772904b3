import { describeError } from '../api/api-error.ts';
import { formatPercent, formatShort, UNKNOWN } from '../format/format-number.ts';
import { Button } from '../parts/button.tsx';
import { Change } from '../parts/change.tsx';
import { CoinState } from '../parts/coin-state.tsx';
import { Menu } from '../parts/menu.tsx';
import { Price } from '../parts/price.tsx';
import { session } from '../session/session.ts';
import { type Coin, coinOf, followCoin, unfollowCoin } from '../store/coins.ts';
import { showToast } from '../store/toasts.ts';

/** What the coin is, how it stands, and what can be done with it. */
export function CoinHead({ coin, onAlert }: { coin: Coin; onAlert: () => void }) {
  const { symbol, base, quote } = coin;
  const live = coinOf(symbol);
  const isSignedIn = session.value.state === 'signed-in';
  return (
    <header class="coin-head">
      <div class="coin-name">
        <h1 id="coin-title" aria-label={symbol}>
          {base ?? symbol}
          {quote && <span class="coin-quote"> / {quote}</span>}
        </h1>
        <CoinState coin={coin} />
      </div>
      <p class="coin-price">{live && <Price coin={live} />}</p>
      <dl class="coin-figures">
        <Figure name="1 h">
          <Change percent={coin.change['1h']} />
        </Figure>
        <Figure name="24 h">
          <Change percent={coin.change['24h']} />
        </Figure>
        <Figure name="Volatility 24 h">{shown(coin.volatility['24h'], formatPercent)}</Figure>
        <Figure name={`Volume 24 h${quote ? `, ${quote}` : ''}`}>{shown(coin.volume['24h'], formatShort)}</Figure>
      </dl>
      <div class="coin-actions">
        <Button kind="primary" icon="plus" onClick={onAlert}>
          New alert
        </Button>
        {isSignedIn && (
          <Menu
            label={`More for ${symbol}`}
            items={[{ label: 'Unfollow', icon: 'x', danger: true, run: () => void unfollow(symbol) }]}
          />
        )}
      </div>
    </header>
  );
}

function Figure({ name, children }: { name: string; children: preact.ComponentChildren }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function shown(value: number | null | undefined, format: (value: number) => string): string {
  return value === null || value === undefined ? UNKNOWN : format(value);
}

async function unfollow(symbol: string): Promise<void> {
  try {
    await unfollowCoin(symbol);
    const undo = () => void followCoin(symbol).catch(explain);
    showToast({ title: `${symbol} is not followed any more`, actions: [{ label: 'Undo', run: undo }] });
  } catch (error) {
    explain(error);
  }
}

function explain(error: unknown): void {
  showToast({ title: 'Nothing has changed', text: describeError(error), tone: 'bad' });
}
