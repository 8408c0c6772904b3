import { beforeEach, describe, expect, test } from 'vitest';
import type { StoredAlert } from '../../../../adapters/dynamodb/alerts/alert-item.ts';
import { readMarketNow } from '../../../../adapters/dynamodb/market/read-market-now.ts';
import type { AlertState } from '../../../../domain/alerts/alert.ts';
import { canaryId } from '../../../../domain/canary/canary-rule.ts';
import {
  NOT_ARMED_AFTER_MS,
  NOT_DISPATCHED_AFTER_MS,
  NOT_FIRED_AFTER_MS,
} from '../../../../domain/canary/judge-canary.ts';
import type { Candle } from '../../../../domain/market/candle.ts';
import type { ObservedCoin, WantedCoin } from '../../../../domain/market/coin.ts';
import { MINUTE_MS, minuteOf } from '../../../../domain/market/tick.ts';
import { firedAt } from '../../../../domain/messages/trigger.ts';
import { SERVICE_PERSON } from '../../../../domain/people/service-person.ts';
import { runCanary } from '../../../../functions/run-canary/run-canary.ts';
import { type Held, holdNothing, memoryTables } from '../../../support/memory-tables.ts';
import { recordedLog } from '../../../support/recorded-log.ts';
import { buildTrigger } from '../../../support/triggers.ts';

const START = Date.UTC(2026, 10, 22, 9) + 20_000;
/** The exchange's clock is ahead. */
const OFFSET_MS = 2_000;

let held: Held;
let now: number;
/** the last fire that was dispatched; ms, exchange clock */
let dispatched: number | null;
let log: ReturnType<typeof recordedLog>;

function wanted(symbol: string): WantedCoin {
  return { symbol, wanted: true, book: { version: 7, shards: 4, metrics: [] } };
}

function live(price: string, activity = 1): ObservedCoin {
  const measures = { 'volume-24h': activity, 'volatility-24h': 1 };
  return { state: 'live', price, lastTradeId: 1, tradeAt: START, measures };
}

function publish(coins: Record<string, ObservedCoin>): void {
  held.prices = { feed: 'binance', updatedAt: now + OFFSET_MS, coins };
  held.clockMeasuredAt = now;
}

function closeMinute(start: number, high: string): void {
  const candle: Candle = {
    ...{ start, open: '100', high, low: '100', close: '100' },
    ...{ volume: 1, quoteVolume: 1, trades: 3 },
  };
  held.candles.set('BTCUSDT 1m', [...(held.candles.get('BTCUSDT 1m') ?? []), candle]);
}

function run(): Promise<void> {
  const { alerts, coins, candles, market, writeAll } = memoryTables(held);
  const fire = dispatched === null ? null : { symbol: 'BTCUSDT', firedAt: dispatched, decisionMs: 1, dispatchMs: 1 };
  const canaryTable = { readFire: async () => fire };
  const deps = { alerts, coins, candles, canaryTable, writeAll, log, now: () => now };
  return runCanary({ ...deps, readMarketNow: readMarketNow(market, () => now) });
}

function canary(symbol = 'BTCUSDT'): StoredAlert {
  const alert = held.alerts.get(canaryId(symbol));
  if (!alert || alert.rule === null) throw new Error(`no canary of ${symbol}`);
  return alert;
}

/** As evaluate-ticks and the fire write it. */
function write(state: AlertState, more: Partial<StoredAlert> = {}): void {
  const alert = canary();
  held.alerts.set(alert.id, { ...alert, ...more, state, rev: alert.rev + 1 });
}

function watching(instant: number): AlertState {
  const asOf = { tradeId: 5, instant };
  const watchedFrom = { tradeId: 5, time: instant, epoch: 1 };
  return { status: 'active', phase: 'watching', watch: 0, zone: 'within', asOf, watchedFrom };
}

beforeEach(() => {
  held = holdNothing();
  held.clockOffset = OFFSET_MS;
  now = START;
  log = recordedLog();
  dispatched = null;
  for (const symbol of ['BTCUSDT', 'ETHUSDT']) held.coins.set(symbol, wanted(symbol));
  publish({ BTCUSDT: live('100', 9), ETHUSDT: live('7', 1) });
});

test('without a live coin nothing is armed', async () => {
  publish({ BTCUSDT: { ...live('100'), state: 'dark' }, ETHUSDT: { ...live('7'), price: null } });
  await run();
  held.prices = null;
  await run();
  expect(held.alerts.size).toBe(0);
});

describe('on the busiest live coin', () => {
  beforeEach(run);

  test('the canary arms as any alert does: with the next version of the index, after the present instant of the exchange', () => {
    expect(canary()).toMatchObject({
      owner: SERVICE_PERSON,
      channels: [],
      rev: 1,
      rule: { condition: { op: 'leaves', from: '99.8', to: '100.2' }, repeat: { mode: 'once' } },
      state: { status: 'arming', armFrom: { armAfter: START + OFFSET_MS, bookVersion: START } },
    });
    expect(held.coins.get('BTCUSDT')).toMatchObject({ wanted: true, book: { version: START } });
    expect(held.counts.size).toBe(0);
    expect(log.lines).toMatchObject([{ message: 'canary armed', fields: { symbol: 'BTCUSDT', because: 'no-canary' } }]);
  });

  test('it is left alone while it is armed', async () => {
    now += MINUTE_MS;
    publish({ BTCUSDT: live('100', 9) });
    const before = canary();
    await run();
    write(watching(now));
    await run();
    expect(canary()).toMatchObject({ rule: before.rule, version: before.version });
  });

  test('after a fire it gets levels around the price of then, and keeps what was judged', async () => {
    const asOf = { tradeId: 9, instant: now + 30_000 };
    write({ status: 'triggered', asOf, watchedFrom: null }, { fires: 1 });
    now += MINUTE_MS;
    publish({ BTCUSDT: live('200', 9) });
    await run();
    expect(canary()).toMatchObject({
      ...{ rev: 3, version: 2, fires: 1, createdAt: START },
      rule: { condition: { from: '199.6', to: '200.4' } },
      state: { status: 'arming', asOf, armFrom: { armAfter: now + OFFSET_MS } },
    });
  });

  test('a request that changes the index at the same moment does not keep it from being armed', async () => {
    write({ status: 'triggered', asOf: null, watchedFrom: null });
    let others = 3;
    held.beforeWrite = () => {
      if (others > 0)
        held.coins.set('BTCUSDT', { ...wanted('BTCUSDT'), book: { version: now + others, shards: 4, metrics: [] } });
      others -= 1;
    };
    await run();
    expect(canary().state.status).toBe('arming');
  });

  test('the run fails when a closed minute shows that it must have fired', async () => {
    write(watching(now));
    const minute = minuteOf(now + OFFSET_MS) + MINUTE_MS;
    closeMinute(minute, '100.3');
    now = minute + MINUTE_MS + NOT_FIRED_AFTER_MS - OFFSET_MS - 1;
    publish({ BTCUSDT: live('100', 9) });
    await run();
    now += 1;
    const since = new Date(minute + MINUTE_MS).toISOString();
    await expect(run()).rejects.toThrow(`not-fired since ${since}`);
    expect(log.lines.at(-1)).toMatchObject({
      level: 'error',
      message: 'canary is late',
      fields: { symbol: 'BTCUSDT', since },
    });
    // what must fire is not moved: it fires, with its proof, once the judging goes on
    expect(canary().state).toEqual(watching(START));
  });

  test('the run fails when its fire is not dispatched, and arms it all the same, so that the next fire shows it', async () => {
    const lastTrigger = buildTrigger();
    const at = firedAt(lastTrigger);
    const look = (exchangeNow: number) => {
      now = exchangeNow - OFFSET_MS;
      publish({ BTCUSDT: live('100', 9) });
      return run();
    };
    write({ status: 'triggered', asOf: null, watchedFrom: null }, { lastTrigger });
    await look(at + NOT_DISPATCHED_AFTER_MS);
    expect(canary().state.status).toBe('arming');
    write({ status: 'triggered', asOf: null, watchedFrom: null });
    dispatched = at - 1;
    await expect(look(at + NOT_DISPATCHED_AFTER_MS + 1)).rejects.toThrow('not-dispatched since');
    expect(canary().state.status).toBe('arming');
    dispatched = at;
    await look(at + NOT_DISPATCHED_AFTER_MS + 2);
  });

  test('the run fails when it does not arm, and when the clock of the exchange is not known for long', async () => {
    now += NOT_ARMED_AFTER_MS + 1;
    publish({ BTCUSDT: live('100', 9) });
    await expect(run()).rejects.toThrow('not-armed since');
    write({ status: 'expired', asOf: null, watchedFrom: null });
    held.clockOffset = null;
    await expect(run()).rejects.toThrow('the clock of the exchange is not known');
  });

  test('another coin takes over when this one is no longer live, and the one that was armed last is the present one', async () => {
    now += MINUTE_MS;
    publish({ BTCUSDT: { ...live('100', 9), state: 'halted' }, ETHUSDT: live('7', 1) });
    await run();
    expect(canary('ETHUSDT').state.status).toBe('arming');
    now += MINUTE_MS;
    publish({ BTCUSDT: live('100', 2), ETHUSDT: live('7', 1) });
    const before = canary();
    await run();
    expect(canary()).toEqual(before);
  });

  test('a coin that was let go is not followed again because of it', async () => {
    write({ status: 'triggered', asOf: null, watchedFrom: null });
    held.coins.set('BTCUSDT', { ...wanted('BTCUSDT'), wanted: false });
    await expect(run()).rejects.toThrow('BTCUSDT is not followed any more');
    expect(held.coins.get('BTCUSDT')?.wanted).toBe(false);
  });

  test('one that can not be read is made again in its place', async () => {
    const { rule: _, ...unreadable } = canary();
    const state = { status: 'faulty', fault: 'rule: is missing', asOf: null, watchedFrom: null } as const;
    held.alerts.set(unreadable.id, { ...unreadable, rule: null, state });
    await run();
    expect(canary()).toMatchObject({ rev: 2, state: { status: 'arming' }, rule: { condition: { from: '99.8' } } });
  });
});
