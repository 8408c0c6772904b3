import { formatMoment } from '../format/format-time.ts';
import { CoinState } from '../parts/coin-state.tsx';
import { coinOf, symbols } from '../store/coins.ts';
import { coinPath } from '../store/paths.ts';
import { zone } from '../store/zone.ts';
import { OperatorPanel } from './operator-panel.tsx';

const MAX_INTERVALS = 20;

/** The coins that are not simply live, and the newest intervals in which trades were not seen. */
export function CoinStates() {
  const coins = symbols.value.flatMap((symbol) => coinOf(symbol)?.value ?? []);
  const others = coins.filter(({ state }) => state !== 'live');
  return (
    <>
      <OperatorPanel title="Coins" hint={`${coins.length - others.length} of ${coins.length} are live.`}>
        {others.length > 0 && (
          <ul class="operator-coins">
            {others.map((coin) => (
              <li key={coin.symbol}>
                <a href={coinPath(coin.symbol)}>{coin.symbol}</a> <CoinState coin={coin} />
              </li>
            ))}
          </ul>
        )}
      </OperatorPanel>
      <Unwatched coins={coins} />
    </>
  );
}

type Coins = readonly { readonly symbol: string; readonly unwatched: readonly Interval[] }[];

interface Interval {
  readonly from: string;
  readonly to: string;
  readonly reason: string;
}

function Unwatched({ coins }: { coins: Coins }) {
  const intervals = coins
    .flatMap(({ symbol, unwatched }) => unwatched.map((interval) => ({ symbol, ...interval })))
    .sort((a, b) => b.from.localeCompare(a.from, 'en'))
    .slice(0, MAX_INTERVALS);
  if (intervals.length === 0) return <OperatorPanel title="Unwatched" hint="No trade was missed." />;
  return (
    <OperatorPanel title="Unwatched">
      <div class="operator-scroll">
        <table class="operator-table">
          <thead>
            <tr>
              <th>Coin</th>
              <th>From</th>
              <th>To</th>
              <th>Reason</th>
            </tr>
          </thead>
          <tbody>
            {intervals.map(({ symbol, from, to, reason }) => (
              <tr key={`${symbol} ${from}`}>
                <td>{symbol}</td>
                <td>{formatMoment(from, zone.value)}</td>
                <td>{formatMoment(to, zone.value)}</td>
                <td>{reason}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </OperatorPanel>
  );
}
