import type { Trade } from '../../../../domain/market/trade.ts';
import { MINUTE, type MinuteValues } from '../../../oracle/coin-events.ts';
import { type Given, isReference, LENGTHS, nothingGiven, PlainMarket } from '../../../oracle/plain-metrics.ts';

/** The values of every minute from all trades that were ever made, seen or not; so no value is unknown for lack of history. */
export function plainWindows(truth: readonly Trade[]): (minute: number) => MinuteValues {
  const market = new PlainMarket(truth);
  const given = everythingOf(market, truth);
  const valuesOf = (minute: number): MinuteValues => {
    const values = Object.entries(market.values(given, minute / MINUTE));
    const [refs, measures] = [true, false].map((isRef) => {
      const some = values.filter(([metric]) => isReference(metric) === isRef);
      return Object.fromEntries(some.map(([metric, value]) => [metric, value === null ? null : Number(value)]));
    });
    return { refs: refs ?? {}, measures: measures ?? {} };
  };
  // each trade needs the values of its minute
  const known = new Map<number, MinuteValues>();
  return (minute) => {
    const values = known.get(minute) ?? valuesOf(minute);
    known.set(minute, values);
    return values;
  };
}

function everythingOf(market: PlainMarket, truth: readonly Trade[]): Given {
  const [first, last] = [truth[0], truth.at(-1)].map((trade) => Math.floor((trade?.time ?? 0) / MINUTE));
  const given = { ...nothingGiven(), began: first ?? null };
  // time goes on for a while after the last trade
  for (let minute = first ?? 0; minute <= (last ?? 0) + 60; minute += 1) {
    if (market.hasTrades(minute)) given.candles.add(minute);
    else given.empties.add(minute);
    for (const minutes of Object.values(LENGTHS)) {
      const candle = (minute + 1) / minutes - 1;
      if (Number.isInteger(candle)) market.make(given, { minutes, candle, withExtremes: true });
    }
  }
  return given;
}
