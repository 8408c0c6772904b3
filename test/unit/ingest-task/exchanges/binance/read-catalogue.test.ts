import { expect, test } from 'vitest';
import { AnswerError } from '../../../../../ingest-task/exchange/exchange-error.ts';
import { readCatalogue } from '../../../../../ingest-task/exchanges/binance/read-catalogue.ts';
import { catalogueEntry } from '../../../../support/scripted-exchange.ts';

const listing = (symbol: string, status = 'TRADING') => {
  return { symbol, status, base: symbol.slice(0, -4), quote: 'USDT', tickSize: '0.01000000' };
};

test.each([
  ['a status that is new', { status: 'PRE_TRADING' }, { status: 'PRE_TRADING' }],
  [
    'filters that are new or odd',
    { filters: [5, { filterType: 7 }, { filterType: 'NEW', tickSize: 1 }, ...catalogueEntry('ADAUSDT').filters] },
    {},
  ],
  [
    'a name in another script',
    { symbol: '币安人生USDT', baseAsset: '币安人生' },
    { symbol: '币安人生USDT', base: '币安人生' },
  ],
])('%s is read like any other', (_, odd, expected) => {
  const symbols = [{ ...catalogueEntry('ADAUSDT'), ...odd }, catalogueEntry('BNBUSDT')];
  expect(readCatalogue({ symbols })).toEqual({
    listings: [{ ...listing('ADAUSDT'), ...expected }, listing('BNBUSDT')],
    unreadable: [],
  });
});

test.each([
  ['no status', { status: undefined }, 'ADAUSDT', /^status: /],
  ['no filter of prices', { filters: [] }, 'ADAUSDT', /PRICE_FILTER/],
  [
    'a tick size that is a number',
    { filters: [{ filterType: 'PRICE_FILTER', tickSize: 0.01 }] },
    'ADAUSDT',
    /PRICE_FILTER/,
  ],
  ['no name but its assets', { symbol: null }, 'ADAUSDT', /^symbol: /],
  ['neither name nor assets', { symbol: 5, baseAsset: 6 }, null, /^symbol: .*baseAsset: /],
])('an entry with %s is returned with its content, and keeps no other from being read', (_, odd, symbol, error) => {
  const entry = { ...catalogueEntry('ADAUSDT'), ...odd };
  expect(readCatalogue({ symbols: [entry, catalogueEntry('BNBUSDT')] })).toEqual({
    listings: [listing('BNBUSDT')],
    unreadable: [{ symbol, error: expect.stringMatching(error), content: JSON.stringify(entry) }],
  });
});

test.each([[null], [[]], [{}], [{ symbols: 5 }]])('%j is no catalogue', (answer) => {
  expect(() => readCatalogue(answer)).toThrow(AnswerError);
});
