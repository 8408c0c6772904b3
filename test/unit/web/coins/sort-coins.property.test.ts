import fc from 'fast-check';
import { expect, test } from 'vitest';
import { nextSort, readSort, SORTS, type SortedCoin, sortCoins, writeSort } from '../../../../web/coins/sort-coins.ts';

const sorts = fc.record({ key: fc.constantFrom(...SORTS), descending: fc.boolean() });
const figure = fc.option(fc.integer({ min: -3, max: 3 }));
const coins = fc.uniqueArray(
  fc.record({
    symbol: fc.constantFrom('AAVE', 'BTC', 'ETH', 'SOL', 'XRP', 'ZEC'),
    price: fc.option(fc.constantFrom('1', '2', '10', '0.5')),
    change: fc.record({ '1h': figure, '24h': figure }),
    volatility: fc.record({ '24h': figure }),
  }),
  { selector: ({ symbol }) => symbol },
);
const alertsOf = (symbol: string) => symbol.length % 2;

function figureOf(coin: SortedCoin, key: (typeof SORTS)[number]): number | string | null {
  if (key === 'name') return coin.symbol;
  if (key === 'alerts') return alertsOf(coin.symbol);
  if (key === 'price') return coin.price === null ? null : Number(coin.price);
  return (key === 'volatility' ? coin.volatility['24h'] : coin.change[key === 'change-1h' ? '1h' : '24h']) ?? null;
}

test('rows stand by their figure, unknown ones last, and no coin comes or goes', () => {
  fc.assert(
    fc.property(coins, sorts, (all, sort) => {
      const order = sortCoins(all, { sort, alertsOf });
      expect([...order].sort()).toEqual(all.map(({ symbol }) => symbol).sort());
      const figures = order.flatMap((symbol) =>
        all.filter((it) => it.symbol === symbol).map((it) => figureOf(it, sort.key)),
      );
      const known = figures.filter((value) => value !== null);
      expect(figures.slice(0, known.length)).toEqual(known);
      const rising = sort.descending ? known.toReversed() : known;
      for (const [index, value] of rising.entries()) expect(value >= (rising[index - 1] ?? value)).toBe(true);
    }),
  );
});

test('a choice that is written into the address is read again', () => {
  fc.assert(
    fc.property(sorts, (sort) => {
      expect(readSort(writeSort(sort))).toEqual(sort);
    }),
  );
});

test.each([null, '', 'nonsense', '-', '-nonsense'])('the address %s means the order of names', (text) => {
  expect(readSort(text)).toMatchObject({ key: 'name' });
});

test('a press on a head begins with the highest figure or with A, a second press turns the order', () => {
  const byName = { key: 'name', descending: false } as const;
  const byPrice = nextSort(byName, 'price');
  expect(byPrice).toEqual({ key: 'price', descending: true });
  expect(nextSort(byPrice, 'price')).toEqual({ key: 'price', descending: false });
  expect(nextSort(byPrice, 'name')).toEqual(byName);
});
