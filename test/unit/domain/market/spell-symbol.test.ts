import { describe, expect, it } from 'vitest';
import type { Listing } from '../../../../domain/market/coin.ts';
import { findListings, suggestSymbols } from '../../../../domain/market/spell-symbol.ts';

function pair(base: string, quote: string, status = 'TRADING'): Listing {
  return { symbol: `${base}${quote}`, base, quote, status, tickSize: '0.01' };
}

const LISTINGS = [
  pair('BTC', 'AEUR'),
  pair('BTC', 'EUR'),
  pair('BTC', 'FDUSD'),
  pair('BTC', 'USDC'),
  pair('BTC', 'USDT'),
  pair('ETH', 'BTC'),
  pair('ETH', 'USDC'),
  pair('ETH', 'USDT'),
  pair('LUNA', 'USDT', 'BREAK'),
  pair('SOL', 'USDT'),
  pair('WBTC', 'USDT'),
  pair('币安人生', 'USDT'),
];

describe('a symbol as people write it', () => {
  it.each([
    'BTC/USDT',
    'BTC/USDT:USDT',
    'BINANCE:BTCUSDT',
    'BINANCE:BTCUSDT.P',
    'btc-usdt',
    'btc_usdt',
    'BTC USDT',
    'btcusdt',
    ' BTCUSDT ',
    'BTCUSDT.P',
    'BTCUSDTPERP',
    'BTCUSDT_PERP',
    'ｂｔｃｕｓｄｔ',
    'USDT/BTC',
  ])('%s offers BTCUSDT alone', (text) => {
    expect(suggestSymbols(LISTINGS, text)).toEqual(['BTCUSDT']);
  });

  it.each(['btc', '$BTC', 'BTC/USD', 'BTC-PERP', 'BTC-USD'])(
    '%s offers the coin in the asset that most coins are quoted in first',
    (text) => {
      expect(suggestSymbols(LISTINGS, text)).toEqual(['BTCUSDT', 'BTCUSDC', 'BTCAEUR']);
    },
  );

  it.each([
    ['BTCUSD', ['BTCUSDT', 'BTCUSDC']],
    ['ethbtc', ['ETHBTC']],
    ['币安人生', ['币安人生USDT']],
    ['luna', []],
    ['dogecoin', []],
    ['/', []],
    ['', []],
  ])('%s offers %j', (text, symbols) => {
    expect(suggestSymbols(LISTINGS, text)).toEqual(symbols);
  });

  it('is found in a text of the greatest length', () => {
    expect(suggestSymbols(LISTINGS, `BTC${'-'.repeat(16_000)}USDT`)).toEqual(['BTCUSDT', 'BTCUSDC', 'BTCAEUR']);
  });
});

describe('a search', () => {
  it('finds the likeliest first, then symbols that contain the text, and those not traded last', () => {
    const found = findListings([pair('BTCOLD', 'USDT', 'BREAK'), ...LISTINGS], 'btc').map(({ symbol }) => symbol);
    expect(found.slice(0, 2)).toEqual(['BTCUSDT', 'BTCUSDC']);
    expect(found.slice(-3)).toEqual(['WBTCUSDT', 'ETHBTC', 'BTCOLDUSDT']);
  });

  it('lists everything for an empty text', () => {
    expect(findListings(LISTINGS, ' ')).toHaveLength(LISTINGS.length);
  });
});
