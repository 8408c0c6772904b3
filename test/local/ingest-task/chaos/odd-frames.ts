import type { Trade } from '../../../../domain/market/trade.ts';
import { aggTradeStream } from '../../../../local/simulator/socket/stream-frames.ts';
import type { ChaosWorld } from './chaos-world.ts';

const HOUR = 3_600_000;
const MICROSECONDS = 1_000;
/** Would fire every alert. */
const PRICE = '155.00000000';

/** Later than a duplicate could be. */
const SECOND_IS_LATER_MS = 1_100;
const SECOND_TRADES = new WeakMap<ChaosWorld, Map<string, Trade[]>>();

/**
 * The coin's second trades of ids that came twice; they differ from the first ones in their times. A task that has not seen the
 * first trade of an id may take the second one.
 */
export function secondTrades(world: ChaosWorld, symbol: string): Trade[] {
  const coins = SECOND_TRADES.get(world) ?? new Map<string, Trade[]>();
  SECOND_TRADES.set(world, coins);
  const trades = coins.get(symbol) ?? [];
  coins.set(symbol, trades);
  return trades;
}

/** Sends one frame of every odd kind, besides the coin's true ones. None of them may be published, except a second trade. */
export function sendOddFrames(world: ChaosWorld, symbol: string): void {
  const last = world.market.lastId(symbol);
  if (last === null) return;
  const now = world.time.now();
  const next = last + 1;
  const frames: object[] = [
    { a: next, T: now * MICROSECONDS },
    { a: next, T: now + HOUR },
    { a: next, T: now - 2 * HOUR },
    { a: next, T: 17 },
    { a: next, T: String(now) },
    { a: next, T: now, p: '-155' },
    { a: next, T: now, p: '1e999' },
    { a: 2 ** 60, T: now },
    { a: null, T: now },
    { a: last + 1_000_000, T: now },
  ];
  const old = world.market.truth(symbol).filter(({ time }) => time + SECOND_IS_LATER_MS < now);
  for (const { id, price } of old.slice(-4)) {
    const second = { id, price, time: now, quantity: '1' };
    secondTrades(world, symbol).push(second);
    frames.push({ a: id, T: second.time, p: price });
  }
  for (const fields of frames) {
    const data = { e: 'aggTrade', E: now, s: symbol, p: PRICE, q: '1.00000000', f: last, l: last, m: true, M: true };
    for (const { server } of world.alive()) {
      for (const connection of server.connections()) {
        const stream = aggTradeStream(symbol);
        if (connection.streams.has(stream)) connection.send(stream, JSON.stringify({ ...data, ...fields }));
      }
    }
  }
}
