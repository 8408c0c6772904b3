import { useComputed } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { EmptyState } from '../parts/empty-state.tsx';
import { Icon } from '../parts/icon.tsx';
import { session } from '../session/session.ts';
import { query, setQuery } from '../store/address.ts';
import { coinOf, symbols } from '../store/coins.ts';
import { CoinRow } from './coin-row.tsx';
import { countArmed } from './count-armed.ts';
import { nextSort, readSort, SORTS, type SortKey, sortCoins, writeSort } from './sort-coins.ts';

interface Column {
  /** rows can be sorted by those of `SORTS` */
  readonly name: SortKey | 'state' | 'spark' | 'actions';
  readonly label: string;
  /** where it is left out: on a phone, or on a tablet too */
  readonly leftOut?: 'phone' | 'tablet';
  readonly isFigure?: boolean;
  readonly isSpark?: boolean;
  /** nobody is signed in: it is left out */
  readonly isPersonal?: boolean;
}

const COLUMNS: readonly Column[] = [
  { name: 'name', label: 'Coin' },
  { name: 'state', label: 'State', leftOut: 'phone' },
  { name: 'spark', label: 'Last 24 h', isSpark: true },
  { name: 'price', label: 'Price', isFigure: true },
  { name: 'change-1h', label: '1 h', leftOut: 'phone', isFigure: true },
  { name: 'change-24h', label: '24 h', leftOut: 'phone', isFigure: true },
  { name: 'volatility', label: 'Volatility', leftOut: 'tablet', isFigure: true },
  { name: 'alerts', label: 'Alerts', isFigure: true, isPersonal: true },
  { name: 'actions', label: 'Actions', isPersonal: true },
];

export function CoinTable() {
  const names = useOrder();
  const isSignedIn = session.value.state === 'signed-in';
  // seen in the browser's tools, and by the test that measures how soon the page is usable
  useEffect(() => void performance.mark('first-prices'), []);
  if (names.value.length === 0) {
    return (
      <div class="panel">
        <EmptyState icon="funnel" text="No coin matches the filter.">
          <button type="button" class="button" onClick={() => setQuery({ q: null })}>
            Show all coins
          </button>
        </EmptyState>
      </div>
    );
  }
  return (
    <div class="panel coins-panel">
      <table class="coins">
        <caption class="unseen">Followed coins</caption>
        <thead>
          <tr>
            {COLUMNS.filter(({ isPersonal }) => isSignedIn || !isPersonal).map((column) => (
              <Head key={column.label} column={column} />
            ))}
          </tr>
        </thead>
        <tbody>
          {names.value.map((symbol) => (
            <CoinRow key={symbol} symbol={symbol} isPersonal={isSignedIn} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

/**
 * A live figure must not reorder the rows under the pointer: the order is made again when the choice or the list changes, and with the
 * alerts when it is by them.
 */
function useOrder() {
  return useComputed(() => {
    const sort = readSort(query.value.get('sort'));
    const text = (query.value.get('q') ?? '').trim().toUpperCase();
    const coins = symbols.value.flatMap((symbol) => coinOf(symbol)?.peek() ?? []);
    const matching = coins.filter(({ symbol, base }) => symbol.includes(text) || (base ?? '').includes(text));
    return sortCoins(matching, { sort, alertsOf: countArmed });
  });
}

function Head({ column: { name, label, leftOut, isFigure, isSpark } }: { column: Column }) {
  const key = SORTS.find((it) => it === name) ?? null;
  const sort = readSort(query.value.get('sort'));
  const isSorted = key !== null && sort.key === key;
  const direction = sort.descending ? 'descending' : 'ascending';
  return (
    <th
      scope="col"
      data-column={name}
      data-left-out={leftOut}
      data-figure={isFigure || undefined}
      data-spark={isSpark || undefined}
      aria-sort={isSorted ? direction : undefined}
    >
      {key === null ? (
        <span class={name === 'actions' ? 'unseen' : undefined}>{label}</span>
      ) : (
        <button
          type="button"
          class="coins-sort"
          onClick={() => setQuery({ sort: writeSort(nextSort(sort, key)) })}
          data-sorted={isSorted || undefined}
        >
          {label}
          <Icon name={isSorted && !sort.descending ? 'arrow-up' : 'arrow-down'} />
        </button>
      )}
    </th>
  );
}
