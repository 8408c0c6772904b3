import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { MarketTrade } from '../../../../local/simulator/market/market.ts';
import { loadState } from '../../../../local/simulator/market/market-state.ts';
import { RandomMarket } from '../../../../local/simulator/market/random-market.ts';

const startMs = Date.parse('2026-11-02T10:00:00Z');
const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

function run(market: RandomMarket, untilMs: number): MarketTrade[] {
  const heard: MarketTrade[] = [];
  const stop = market.onTrade((trade) => heard.push(trade));
  market.advanceTo(untilMs);
  stop();
  return heard;
}

function bySymbol(trades: readonly MarketTrade[]): MarketTrade[][] {
  return [...Map.groupBy(trades, (trade) => trade.symbol).values()];
}

const tenMinutes = run(new RandomMarket({ seed: 7, startMs }), startMs + 10 * minuteMs);

describe('the random market', () => {
  it('makes the same trades from the same seed, in whatever steps time passes', () => {
    const cut = new RandomMarket({ seed: 7, startMs });
    const heard: MarketTrade[] = [];
    cut.onTrade((trade) => heard.push(trade));
    for (let now = startMs; now <= startMs + minuteMs; now += 77) cut.advanceTo(now);
    expect(heard.length).toBeGreaterThan(500);
    expect(heard).toEqual(tenMinutes.slice(0, heard.length));
    const other = run(new RandomMarket({ seed: 8, startMs }), startMs + 10_000);
    expect(other.slice(0, 50)).not.toEqual(tenMinutes.slice(0, 50));
  });

  it('numbers trades without a gap, and time never goes back', () => {
    for (const trades of bySymbol(tenMinutes)) {
      for (const [index, trade] of trades.slice(1).entries()) {
        const before = trades[index];
        expect(trade.id).toBe((before?.id ?? 0) + 1);
        expect(trade.firstId).toBe((before?.lastId ?? 0) + 1);
        expect(trade.time).toBeGreaterThanOrEqual(before?.time ?? 0);
      }
    }
  });

  it('trades big coins several times a second, a thin one rarely and a halted one never', () => {
    const count = (symbol: string) => tenMinutes.filter((trade) => trade.symbol === symbol).length;
    expect(count('BTCUSDT')).toBeGreaterThan(3000);
    expect(count('BTCUSDT')).toBeLessThan(40_000);
    expect(count('BIFIUSDT')).toBeLessThan(60);
    expect(count('LUNCUSDT')).toBe(0);
  });

  it('moves some coin by half a percent within seconds about every half minute, wicks among them', () => {
    const bursts = bySymbol(tenMinutes).flatMap((trades) => suddenMoves(trades));
    expect(bursts.length).toBeGreaterThanOrEqual(12);
    expect(bursts.length).toBeLessThan(60);
    const wicks = bySymbol(tenMinutes).flatMap((trades) => trades.filter((_, index) => isWick(trades, index)));
    expect(wicks.length).toBeGreaterThanOrEqual(2);
  });

  it('prints prices on the tick and quantities on the step', () => {
    const doge = tenMinutes.filter((trade) => trade.symbol === 'DOGEUSDT');
    expect(doge.every((trade) => /^0\.[0-9]{5}000$/.test(trade.price) && /^[0-9]+\.0{8}$/.test(trade.quantity))).toBe(
      true,
    );
  });

  it('goes on with ids, prices and history after a restart', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'market-'));
    const file = join(folder, 'state.json');
    const first = new RandomMarket({ seed: 7, startMs });
    const before = run(first, startMs + minuteMs)
      .filter((trade) => trade.symbol === 'BTCUSDT')
      .at(-1);
    await first.saveState(file);
    expect(await readdir(folder)).toEqual(['state.json']);
    const state = await loadState(file);
    const second = new RandomMarket({ seed: 99, startMs: startMs + minuteMs + 3000, state });
    const after = run(second, startMs + 2 * minuteMs).find((trade) => trade.symbol === 'BTCUSDT');
    expect(after?.id).toBe((before?.id ?? 0) + 1);
    expect(after?.firstId).toBe((before?.lastId ?? 0) + 1);
    expect(Math.abs(Number(after?.price) / Number(before?.price) - 1)).toBeLessThan(0.005);
    const range = { symbol: 'ETHUSDT', stepMs: hourMs, fromMs: startMs - 5 * hourMs, toMs: startMs - hourMs };
    expect(second.candles(range)).toEqual(first.candles(range));
    expect(second.tradesFrom('BTCUSDT', 1, 1)[0]?.id).toBe(after?.id);
    await rm(folder, { recursive: true });
  });

  it('names the file of an unreadable state, and treats a missing one as a first start', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'market-'));
    const file = join(folder, 'state.json');
    expect(await loadState(file)).toBeUndefined();
    await writeFile(file, '{"version":1,');
    await expect(loadState(file)).rejects.toThrow(file);
    await rm(folder, { recursive: true });
  });

  it('never goes back in time when the clock was set back between two runs', () => {
    const first = new RandomMarket({ seed: 7, startMs });
    first.advanceTo(startMs + minuteMs);
    const second = new RandomMarket({ seed: 7, startMs: startMs - hourMs, state: first.state() });
    expect(second.now()).toBe(startMs + minuteMs);
  });
});

describe('the history of the random market', () => {
  it('has thirty days of candles at first start, each opening where the last one closed', () => {
    const market = new RandomMarket({ seed: 7, startMs });
    const [open] = run(market, startMs + 2000).filter((trade) => trade.symbol === 'SOLUSDT');
    const range = { symbol: 'SOLUSDT', stepMs: hourMs, fromMs: startMs - 720 * hourMs, toMs: startMs - hourMs };
    const hours = market.candles(range);
    expect(hours).toHaveLength(720);
    for (const [index, hour] of hours.slice(1).entries()) expect(hour.open).toBe(hours[index]?.close);
    expect(Math.abs(Number(open?.price) / (hours.at(-1)?.close ?? 0) - 1)).toBeLessThan(0.003);
    expect(hours.every((hour) => hour.low > 148 / 2 && hour.high < 148 * 2 && hour.quoteVolume > 0)).toBe(true);
  });

  it('makes each hour from exactly its sixty minutes', () => {
    const market = new RandomMarket({ seed: 7, startMs });
    const fromMs = startMs - 30 * hourMs;
    const [hour] = market.candles({ symbol: 'BTCUSDT', stepMs: hourMs, fromMs, toMs: fromMs });
    const minutes = market.candles({ symbol: 'BTCUSDT', stepMs: minuteMs, fromMs, toMs: fromMs + 59 * minuteMs });
    expect(minutes).toHaveLength(60);
    expect(hour?.high).toBe(Math.max(...minutes.map((minute) => minute.high)));
    expect(hour?.close).toBe(minutes.at(-1)?.close);
  });

  it('reaches back for years by candles of a quarter of an hour and longer, which join up', () => {
    const market = new RandomMarket({ seed: 7, startMs });
    const quarterMs = 15 * minuteMs;
    const dayMs = 24 * hourMs;
    const first = market.firstCandleMs('SOLUSDT', dayMs) ?? startMs;
    expect(startMs - first).toBeGreaterThan(2_035 * dayMs);
    const days = market.candles({
      symbol: 'SOLUSDT',
      stepMs: dayMs,
      fromMs: first,
      toMs: startMs - (startMs % dayMs) - 2 * dayMs,
    });
    expect(days.map(({ openTime }) => openTime)).toEqual(days.map((_, index) => first + index * dayMs));
    // only where minutes begin a price shock may lie between
    expect(days.slice(1).filter(({ open }, index) => open !== days[index]?.close).length).toBeLessThanOrEqual(1);
    expect(days.at(-1)?.openTime).toBe(Math.floor(startMs / dayMs) * dayMs - 2 * dayMs);
    for (const stepMs of [quarterMs, hourMs, 4 * hourMs]) {
      const [fromMs, toMs] = [days[1_000]?.openTime ?? 0, (days[1_001]?.openTime ?? 0) - stepMs];
      const parts = market.candles({ symbol: 'SOLUSDT', stepMs, fromMs, toMs });
      expect(parts).toHaveLength(dayMs / stepMs);
      expect([parts[0]?.open, parts.at(-1)?.close]).toEqual([days[1_000]?.open, days[1_000]?.close]);
    }
    // the newest five weeks are made of minutes
    const fromMs = startMs - (startMs % dayMs) - 40 * dayMs;
    const quarters = market.candles({ symbol: 'SOLUSDT', stepMs: quarterMs, fromMs, toMs: fromMs + 10 * dayMs });
    const jumps = quarters.slice(1).map(({ open }, index) => Math.abs(open / (quarters[index]?.close ?? 0) - 1));
    expect(quarters).toHaveLength(10 * 96 + 1);
    expect(Math.max(...jumps)).toBeLessThan(0.05);
  });

  it('is extended by the live trades, and repeats the close of a thin coin', () => {
    const market = new RandomMarket({ seed: 7, startMs });
    const trades = run(market, startMs + 2 * minuteMs).filter((trade) => trade.symbol === 'XRPUSDT');
    const [minute] = market.candles({ symbol: 'XRPUSDT', stepMs: minuteMs, fromMs: startMs, toMs: startMs });
    const inMinute = trades.filter((trade) => trade.time < startMs + minuteMs).map((trade) => Number(trade.price));
    expect([minute?.high, minute?.low]).toEqual([Math.max(...inMinute), Math.min(...inMinute)]);
    const thin = { symbol: 'BIFIUSDT', stepMs: minuteMs, fromMs: startMs - 60 * minuteMs, toMs: startMs + minuteMs };
    const quiet = market.candles(thin);
    expect(quiet).toHaveLength(62);
    expect(quiet.some((candle) => candle.trades === 0)).toBe(true);
    for (const [index, candle] of quiet.slice(1).entries()) {
      if (candle.trades === 0) expect(candle.open).toBe(quiet[index]?.close);
    }
  });

  it('stays near the anchor over years', () => {
    const market = new RandomMarket({ seed: 3, startMs: startMs + 1000 * 24 * hourMs });
    const day = market.lastDay('BTCUSDT');
    expect(day?.close).toBeGreaterThan(64_000 * 0.6);
    expect(day?.close).toBeLessThan(64_000 * 1.6);
  });
});

/** Times at which a coin had moved by half a percent against any of its last three seconds, a minute apart. */
function suddenMoves(trades: readonly MarketTrade[]): number[] {
  const times: number[] = [];
  let first = 0;
  for (const trade of trades) {
    while ((trades[first]?.time ?? 0) < trade.time - 3000) first += 1;
    const moved = Math.abs(Number(trade.price) / Number(trades[first]?.price) - 1) >= 0.005;
    if (moved && trade.time - (times.at(-1) ?? 0) > 5000) times.push(trade.time);
  }
  return times;
}

function isWick(trades: readonly MarketTrade[], index: number): boolean {
  const [before, here, after] = [index - 1, index, index + 1].map((place) => Number(trades[place]?.price));
  if (before === undefined || here === undefined || after === undefined) return false;
  return Math.abs(here / before - 1) > 0.005 && Math.abs(here / after - 1) > 0.005;
}
