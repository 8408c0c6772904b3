import { knownTrade, type Tick, type TradeColumns } from '../market/tick.ts';

/** The tick as two: what comes before the instant (ms), and what comes at it or later. */
export function cutTick(tick: Tick, instant: number): readonly [before: Tick, after: Tick] {
  const { time } = tick.trades;
  const later = time.findIndex((each) => each >= instant);
  const count = later < 0 ? time.length : later;
  const before = { ...tick, trades: columns(tick.trades, 0, count), watermark: instant - 1 };
  const after = {
    ...tick,
    trades: columns(tick.trades, count, time.length),
    previous: knownTrade(tick, count - 1),
    beforePrevious: knownTrade(tick, count - 2),
  };
  return [before, after];
}

function columns({ id, time, price, quantity }: TradeColumns, from: number, to: number): TradeColumns {
  return {
    id: id.slice(from, to),
    time: time.slice(from, to),
    price: price.slice(from, to),
    quantity: quantity.slice(from, to),
  };
}
