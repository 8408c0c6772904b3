import './coins.css';
import { useEffect } from 'preact/hooks';
import { watch } from '../live/live.ts';
import { EmptyState } from '../parts/empty-state.tsx';
import { ErrorNote } from '../parts/error-note.tsx';
import { Skeleton } from '../parts/skeleton.tsx';
import { query, setQuery } from '../store/address.ts';
import { coinsLoad, loadCoins, symbols } from '../store/coins.ts';
import { CoinFinder } from './coin-finder.tsx';
import { CoinTable } from './coin-table.tsx';
import { SignInNote } from './sign-in-note.tsx';

const ROWS_EXPECTED = 6;

export function CoinsView() {
  const names = symbols.value;
  useEffect(() => watch(names), [names]);
  return (
    <section aria-labelledby="coins-title">
      <header class="coins-head">
        <h1 id="coins-title">Coins</h1>
        <input
          class="input coins-filter"
          type="search"
          aria-label="Filter the coins"
          placeholder="Filter"
          value={query.value.get('q') ?? ''}
          onInput={({ currentTarget }) => setQuery({ q: currentTarget.value })}
        />
        <CoinFinder />
      </header>
      <SignInNote />
      <Body />
    </section>
  );
}

function Body() {
  const load = coinsLoad.value;
  if (load.state === 'error') return <ErrorNote problem={load.problem} onRetry={() => void loadCoins()} />;
  if (load.state !== 'ready') {
    return (
      <div class="panel">
        <Skeleton rows={ROWS_EXPECTED} label="Coins are loading" />
      </div>
    );
  }
  if (symbols.value.length === 0) {
    return (
      <div class="panel">
        <EmptyState icon="coins" text="No coin is followed yet. Find one above: type its name, and press Enter." />
      </div>
    );
  }
  return <CoinTable />;
}
