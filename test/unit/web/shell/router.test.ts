import { expect, test } from 'vitest';
import { routeOf } from '../../../../web/shell/router.ts';

test.each([
  ['/', { view: 'coins' }],
  ['/coins', { view: 'coins' }],
  ['/coins/', { view: 'coins' }],
  ['/signed-in', { view: 'coins' }],
  ['/coins/BTCUSDT', { view: 'coin', symbol: 'BTCUSDT' }],
  ['/coins/btcusdt/', { view: 'coin', symbol: 'BTCUSDT' }],
  [`/coins/${encodeURIComponent('币安人生USDT')}`, { view: 'coin', symbol: '币安人生USDT' }],
  ['/coins/%E0%A4%A', { view: 'coin', symbol: '%E0%A4%A' }],
  ['/coins/BTCUSDT/x', { view: 'unknown' }],
  ['/alerts', { view: 'alerts' }],
  ['/fired/', { view: 'fired' }],
  ['/alerts/x', { view: 'unknown' }],
  ['/nothing', { view: 'unknown' }],
])('%s shows %j', (path, route) => {
  expect(routeOf(path)).toEqual(route);
});
