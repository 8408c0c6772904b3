import { expect, test, vi } from 'vitest';
import type { Listing } from '../../../domain/coin.ts';
import { CATALOGUE_INTERVAL_MS, Catalogue, REFETCH_INTERVAL_MS } from '../../../ingest-task/catalogue.ts';
import { manualClock } from '../build/manual-clock.ts';
import { recordedLog } from '../build/recorded-log.ts';

const listing = (symbol: string, status = 'TRADING'): Listing => ({
  symbol,
  status,
  base: '',
  quote: '',
  tickSize: '1',
});

test('the catalogue is fetched, stored, and fetched again after ten minutes', async () => {
  const { catalogue, clock, rest, marketTable } = begin();
  expect(catalogue.look('BTCUSDT')).toBe('unknown');
  await catalogue.start();
  expect(['BTCUSDT', 'LUNUSDT', 'NOPE'].map((symbol) => catalogue.look(symbol))).toEqual([
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

test('without the exchange the stored catalogue serves, the fault is said once, and it is tried again', async () => {
  const { catalogue, clock, rest, log } = begin();
  rest.fetchCatalogue.mockRejectedValueOnce(new Error('451')).mockRejectedValueOnce(new Error('451'));
  await catalogue.start();
  expect([catalogue.look('OLDUSDT'), catalogue.isStored]).toEqual(['watchable', false]);
  await clock.advance(10_000);
  expect([catalogue.look('OLDUSDT'), catalogue.isStored]).toEqual(['unlisted', true]);
  expect(log.messages()).toEqual(['catalogue not refreshed']);
});

function begin() {
  const clock = manualClock();
  const log = recordedLog();
  const rest = {
    fetchCatalogue: vi.fn(async () => ({ listings: [listing('BTCUSDT'), listing('LUNUSDT', 'BREAK')], skipped: 0 })),
  };
  const marketTable = {
    readCatalogue: vi.fn(async () => [listing('OLDUSDT')]),
    writeCatalogue: vi.fn(async () => undefined),
  };
  const catalogue = new Catalogue({ rest, marketTable, clock, log, onChange: () => undefined });
  return { catalogue, clock, log, rest, marketTable };
}
