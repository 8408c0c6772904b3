import { expect, test } from 'vitest';
import { cutIntoTicks, drawTrades, findTape, repeatTrades } from '../../../bench/tape.ts';
import { decodeTick, encodeTick } from '../../../domain/market/tick.ts';

const cut = { symbol: 'BTCUSDT', book: { version: 1, metrics: ['price'], shards: 1 }, refs: {}, measures: {} };
const trades = repeatTrades(drawTrades(3_000), 3);

test('repeated trades go on by id and by time', () => {
  expect(trades).toHaveLength(9_000);
  for (const [index, trade] of trades.entries()) {
    const before = trades[index - 1];
    if (!before) continue;
    expect(trade.id).toBe(before.id + 1);
    expect(trade.time).toBeGreaterThanOrEqual(before.time);
  }
});

test.each([250, 2_000, 60_000])('ticks of %i ms hold every trade once, none more than that long', (everyMs) => {
  const ticks = cutIntoTicks(trades, { ...cut, everyMs });
  expect(ticks.flatMap((tick) => tick.trades.id)).toEqual(trades.map(({ id }) => id));
  for (const [index, tick] of ticks.entries()) {
    const { time } = tick.trades;
    expect((time.at(-1) ?? 0) - (time[0] ?? 0)).toBeLessThan(everyMs);
    expect(tick.seq).toBe(index + 1);
    expect(tick.previous?.id ?? null).toBe(ticks[index - 1]?.trades.id.at(-1) ?? null);
    expect(decodeTick(encodeTick(tick))).toEqual(tick);
  }
});

test('without a recording trades are made up, and the source says so', async () => {
  const tape = await findTape('/nowhere');
  expect(tape.origin).toContain('DRAWN');
  expect(tape.trades.length).toBeGreaterThan(1_000);
});
