import { expect, test, vi } from 'vitest';
import type { Listing } from '../../../../domain/market/coin.ts';
import type { CatalogueAnswer } from '../../../../ingest-task/exchange/market-rows.ts';
import {
  CATALOGUE_INTERVAL_MS,
  Catalogue,
  REFETCH_INTERVAL_MS,
  REQUEST_INTERVAL_MS,
} from '../../../../ingest-task/watching/catalogue.ts';
import { manualClock } from '../../../support/manual-clock.ts';
import { recordedLog } from '../../../support/recorded-log.ts';

const listing = (symbol: string, status = 'TRADING'): Listing => ({
  symbol,
  status,
  base: '',
  quote: '',
  tickSize: '1',
});

test('the catalogue is fetched, stored, and fetched again after ten minutes', async () => {
  const { catalogue, clock, rest, marketTable } = begin();
  expect(catalogue.listingState('BTCUSDT')).toBe('unknown');
  await catalogue.start();
  expect(['BTCUSDT', 'LUNUSDT', 'NOPE'].map((symbol) => catalogue.listingState(symbol))).toEqual([
    'watchable',
    'halted',
    'unlisted',
  ]);
  expect(catalogue.isStored).toBe(true);
  await clock.advance(CATALOGUE_INTERVAL_MS + 5_000);
  expect(rest.fetchCatalogue).toHaveBeenCalledTimes(2);
  expect(marketTable.writeCatalogue).toHaveBeenCalledTimes(2);
});

test('an unlisted coin makes it be fetched at most once a minute', async () => {
  const { catalogue, clock, rest } = begin();
  await catalogue.start();
  catalogue.missed();
  expect(rest.fetchCatalogue).toHaveBeenCalledTimes(1);
  await clock.advance(REFETCH_INTERVAL_MS);
  catalogue.missed();
  catalogue.missed();
  expect(rest.fetchCatalogue).toHaveBeenCalledTimes(2);
});

test('without the exchange the stored catalogue serves, the error is logged once, and the fetch is repeated', async () => {
  const { catalogue, clock, rest, log } = begin();
  rest.fetchCatalogue.mockRejectedValueOnce(new Error('451')).mockRejectedValueOnce(new Error('451'));
  await catalogue.start();
  expect([catalogue.listingState('OLDUSDT'), catalogue.isStored]).toEqual(['watchable', false]);
  await clock.advance(10_000);
  expect([catalogue.listingState('OLDUSDT'), catalogue.isStored]).toEqual(['delisted', true]);
  expect(log.messages()).toEqual(['catalogue not refreshed', 'statuses changed']);
});

test('a symbol that was listed once and no longer is counts as delisted, over a restart too, until it is listed again', async () => {
  const { catalogue, clock, answer, stored } = begin();
  answer([listing('BTCUSDT'), listing('SHORTUSDT')]);
  await catalogue.start();
  expect(catalogue.listingState('OLDUSDT')).toBe('delisted'); // of an earlier run
  answer([listing('BTCUSDT')]);
  await clock.advance(CATALOGUE_INTERVAL_MS + 5_000);
  expect(catalogue.listingState('SHORTUSDT')).toBe('delisted');
  const next = begin({ stored: stored() });
  next.answer([listing('BTCUSDT')]);
  await next.catalogue.start();
  expect(['OLDUSDT', 'SHORTUSDT', 'NOPE'].map((symbol) => next.catalogue.listingState(symbol))).toEqual([
    'delisted',
    'delisted',
    'unlisted',
  ]);
  next.answer([listing('BTCUSDT'), listing('SHORTUSDT')]);
  await next.clock.advance(CATALOGUE_INTERVAL_MS + 5_000);
  expect(next.catalogue.listingState('SHORTUSDT')).toBe('watchable');
});

test('an empty answer delists nothing', async () => {
  const { catalogue, clock, rest } = begin();
  await catalogue.start();
  rest.fetchCatalogue.mockResolvedValue({ listings: [], unreadable: [] });
  await clock.advance(CATALOGUE_INTERVAL_MS + 5_000);
  expect(['BTCUSDT', 'LUNUSDT'].map((symbol) => catalogue.listingState(symbol))).toEqual(['watchable', 'halted']);
});

test('an entry that can’t be read leaves its coin as it was, is logged once, and hides no delisting', async () => {
  const { catalogue, clock, rest, log } = begin();
  await catalogue.start();
  const unreadable = (symbol: string | null) => ({
    symbol,
    error: 'status: is missing',
    content: `{"of":"${symbol}"}`,
  });
  const answer = { listings: [listing('ETHUSDT')], unreadable: [unreadable('BTCUSDT'), unreadable(null)] };
  rest.fetchCatalogue.mockResolvedValue(answer);
  await clock.advance(3 * CATALOGUE_INTERVAL_MS);
  expect(['BTCUSDT', 'LUNUSDT', 'OLDUSDT', 'ETHUSDT'].map((symbol) => catalogue.listingState(symbol))).toEqual([
    'watchable',
    'delisted',
    'delisted',
    'watchable',
  ]);
  const lines = log.lines.filter(({ message }) => message === 'an entry of the catalogue can not be read');
  expect(lines.map(({ fields }) => fields)).toMatchObject([
    { symbol: 'BTCUSDT', error: 'status: is missing', entry: '{"of":"BTCUSDT"}', unreadable: 2 },
    { symbol: null, entry: '{"of":"null"}' },
  ]);
});

test.each([
  ['TRADING', 'watchable'],
  ['HALT', 'watchable'], // it is not traded, and its data continues
  ['END_OF_DAY', 'watchable'],
  ['CANCEL_ONLY', 'watchable'],
  ['BREAK', 'halted'],
])('a symbol in status %s is %s', async (status, state) => {
  const { catalogue, answer } = begin();
  answer([listing('BTCUSDT', status)]);
  await catalogue.start();
  expect(catalogue.listingState('BTCUSDT')).toBe(state);
});

test('changes of status are logged in one line, however many', async () => {
  const { catalogue, clock, answer, log } = begin();
  const symbols = Array.from({ length: 50 }, (_, i) => `C${i}USDT`);
  answer(symbols.map((symbol) => listing(symbol)));
  await catalogue.start();
  answer(symbols.map((symbol) => listing(symbol, 'BREAK')));
  await clock.advance(CATALOGUE_INTERVAL_MS + 5_000);
  const lines = log.lines.filter(({ message }) => message === 'statuses changed');
  expect(lines).toMatchObject([{ fields: { count: 50 } }]);
  expect(lines[0]?.fields.changes).toHaveLength(20);
  expect(lines[0]?.fields.changes).toContain('C0USDT TRADING → BREAK');
});

test('while a wanted coin can’t be watched the catalogue is fetched every minute', async () => {
  const { catalogue, clock, rest, await: setAwaited } = begin();
  await catalogue.start();
  setAwaited(true);
  await clock.advance(3 * REFETCH_INTERVAL_MS + 15_000);
  expect(rest.fetchCatalogue).toHaveBeenCalledTimes(4);
  setAwaited(false);
  await clock.advance(5 * REFETCH_INTERVAL_MS);
  expect(rest.fetchCatalogue).toHaveBeenCalledTimes(4);
});

test('a standby keeps its catalogue fresh and stores it only once it holds the lease', async () => {
  const { catalogue, clock, rest, marketTable, hold } = begin();
  hold(false);
  await catalogue.start();
  await clock.advance(CATALOGUE_INTERVAL_MS + 5_000);
  expect([rest.fetchCatalogue.mock.calls.length, marketTable.writeCatalogue.mock.calls.length]).toEqual([2, 0]);
  expect(catalogue.listingState('BTCUSDT')).toBe('watchable');
  hold(true);
  await catalogue.store();
  expect([marketTable.writeCatalogue.mock.calls.length, catalogue.isStored]).toEqual([1, true]);
  catalogue.forgetStored();
  expect(catalogue.isStored).toBe(false);
  await clock.advance(5_000);
  expect([rest.fetchCatalogue.mock.calls.length, catalogue.isStored]).toEqual([2, true]);
});

test('a symbol that someone requests in vain is fetched from the exchange within a minute', async () => {
  const { catalogue, clock, rest, request, stored, answer } = begin();
  await catalogue.start();
  await clock.advance(5_000);
  answer([listing('BTCUSDT'), listing('NEWUSDT')]);
  request(1);
  await clock.advance(REQUEST_INTERVAL_MS);
  expect(stored().map(({ symbol }) => symbol)).toContain('NEWUSDT');
  await clock.advance(10 * REQUEST_INTERVAL_MS);
  expect(rest.fetchCatalogue).toHaveBeenCalledTimes(2);
});

test('requests for unknown symbols cause one fetch every half a minute, and no more', async () => {
  const { catalogue, clock, rest, request } = begin();
  await catalogue.start();
  for (let second = 1; second <= 300; second += 1) {
    request(second);
    await clock.advance(1_000);
  }
  expect(rest.fetchCatalogue).toHaveBeenCalledTimes(1 + 300_000 / REQUEST_INTERVAL_MS);
});

test('a request stays open until the exchange has answered, and one that can’t be read is ignored', async () => {
  const { catalogue, clock, rest, request, marketTable, log } = begin();
  await catalogue.start();
  marketTable.readCatalogueRequest.mockRejectedValueOnce(new Error('table down'));
  request(1);
  rest.fetchCatalogue.mockRejectedValueOnce(new Error('busy'));
  await clock.advance(REQUEST_INTERVAL_MS + 10_000);
  expect(rest.fetchCatalogue).toHaveBeenCalledTimes(3);
  expect(log.messages()).toEqual(['catalogue not refreshed', 'catalogue not refreshed']);
  await clock.advance(2 * REQUEST_INTERVAL_MS);
  expect(rest.fetchCatalogue).toHaveBeenCalledTimes(3);
});

test('a failed write is repeated', async () => {
  const { catalogue, clock, marketTable } = begin();
  marketTable.writeCatalogue.mockRejectedValueOnce(new Error('table down'));
  await catalogue.start();
  expect(catalogue.isStored).toBe(false);
  await clock.advance(5_000);
  expect(catalogue.isStored).toBe(true);
});

function begin({ stored = [listing('OLDUSDT')] }: { stored?: readonly Listing[] } = {}) {
  const clock = manualClock();
  const log = recordedLog();
  let holds = true;
  let isAwaited = false;
  let table = stored;
  let request: number | null = null;
  const rest = {
    fetchCatalogue: vi.fn(
      async (): Promise<CatalogueAnswer> => ({
        listings: [listing('BTCUSDT'), listing('LUNUSDT', 'BREAK')],
        unreadable: [],
      }),
    ),
  };
  const marketTable = {
    readCatalogue: vi.fn(async () => [...table]),
    readCatalogueRequest: vi.fn(async () => request),
    writeCatalogue: vi.fn(async (listings: readonly Listing[]) => {
      table = listings;
    }),
  };
  const catalogue = new Catalogue({
    rest,
    marketTable,
    clock,
    log,
    mayStore: () => holds,
    isAwaited: () => isAwaited,
    onChange: () => undefined,
  });
  return {
    catalogue,
    clock,
    log,
    rest,
    marketTable,
    stored: () => table,
    request: (at: number) => {
      request = at;
    },
    answer: (listings: Listing[]) => rest.fetchCatalogue.mockResolvedValue({ listings, unreadable: [] }),
    hold: (on: boolean) => {
      holds = on;
    },
    await: (on: boolean) => {
      isAwaited = on;
    },
  };
}
