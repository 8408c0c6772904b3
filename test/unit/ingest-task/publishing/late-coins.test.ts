import { expect, test } from 'vitest';
import { MAX_LIVE_DELAY_MS } from '../../../../domain/messages/trigger.ts';
import { LateCoins, MAX_LATE_COINS } from '../../../../ingest-task/publishing/late-coins.ts';

test('a coin is late when its fires would no longer count as live, and its longest lag is what is reported', () => {
  const late = new LateCoins();
  late.accepted('BTCUSDT', MAX_LIVE_DELAY_MS);
  for (const lagMs of [20_000, 30_000, 10_500]) late.accepted('ETHUSDT', lagMs);
  expect(late.take()).toEqual([{ symbol: 'ETHUSDT', lagMs: 30_000 }]);
  expect(late.take()).toEqual([]);
});

test('when everything is late only the worst coins are reported', () => {
  const late = new LateCoins();
  for (let n = 1; n <= 100; n += 1) late.accepted(`C${n}USDT`, MAX_LIVE_DELAY_MS + n);
  const reported = late.take();
  expect(reported).toHaveLength(MAX_LATE_COINS);
  expect(reported[0]).toEqual({ symbol: 'C100USDT', lagMs: MAX_LIVE_DELAY_MS + 100 });
  expect(late.take()).toEqual([]);
});
