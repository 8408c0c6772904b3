import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type Clock, systemClock } from '../../../../ingest-task/clock.ts';
import { createCounters } from '../../../../ingest-task/counters.ts';
import { REGION_RETRY_MS } from '../../../../ingest-task/exchange/connect-schedule.ts';
import type { FeedListener } from '../../../../ingest-task/exchange/exchange-feed.ts';
import { StreamFeed } from '../../../../ingest-task/exchange/stream-feed.ts';
import { CHECK_INTERVAL_MS } from '../../../../ingest-task/exchange/stream-session.ts';
import { BINANCE } from '../../../../ingest-task/exchanges/binance/binance.ts';
import { manualClock, settle } from '../../../support/manual-clock.ts';
import { recordedLog } from '../../../support/recorded-log.ts';
import { type ScriptedExchange, startScriptedExchange } from '../../../support/scripted-exchange.ts';

let exchange: ScriptedExchange;
let feed: StreamFeed | null = null;

beforeEach(async () => {
  exchange = await startScriptedExchange();
});
afterEach(async () => {
  feed?.stop();
  await exchange.close();
});

test('trades, markers, heartbeats and malformed frames reach the listener', async () => {
  const { events } = await open();
  exchange.trade('BTCUSDT', 1);
  exchange.trade('BTCUSDT', 2, { p: '0' });
  exchange.heartbeat(99);
  exchange.send('{"stream":"x"}');
  await vi.waitFor(() =>
    expect(events.slice(-4)).toEqual([
      'trade BTCUSDT 1',
      'marker BTCUSDT 2',
      'heartbeat 99 BTCUSDT',
      'malformed data: is missing',
    ]),
  );
});

test('after a lost socket another one is opened, and every wanted coin is subscribed again', async () => {
  const { binance, events, subscribedWhenDown, log } = await open();
  binance.want(new Set(['BTCUSDT', 'ETHUSDT']));
  await vi.waitFor(() => expect(binance.isSubscribed('ETHUSDT')).toBe(true));
  exchange.messages.length = 0;
  exchange.sockets[0]?.terminate();
  await vi.waitFor(() => expect(events).toContain('interrupted BTCUSDT,ETHUSDT'));
  expect(subscribedWhenDown).toEqual([false]);
  await vi.waitFor(() => expect(binance.isSubscribed('ETHUSDT')).toBe(true), 3_000);
  expect(exchange.messages[0]?.params).toEqual(['!miniTicker@arr', 'btcusdt@aggTrade', 'ethusdt@aggTrade']);
  const opened = log.lines.filter(({ message }) => message === 'socket open');
  expect(opened.map(({ fields }) => fields.reopened)).toEqual([false, true]);
});

test('an announced shutdown opens the next socket at once', async () => {
  const delays: number[] = [];
  const { binance } = await open({ ...systemClock, after: noting(delays) });
  exchange.send({ stream: '!serverShutdown', data: { e: 'serverShutdown', E: 1 } });
  await vi.waitFor(() => expect(exchange.attempts()).toBe(2));
  await vi.waitFor(() => expect(binance.isReady()).toBe(true));
  expect(delays).toContain(0);
});

test.each([
  ['a socket that had a heartbeat is given up after ten seconds without a frame', true, 10],
  ['one that never had a heartbeat, whose coins may be quiet, after thirty', false, 30],
])('%s', async (_, hasHeartbeat, seconds) => {
  const clock = manualClock();
  const { events } = await open(clock);
  if (hasHeartbeat) {
    exchange.heartbeat(99);
    await vi.waitFor(() => expect(events).toContain('heartbeat 99 BTCUSDT'));
  }
  await clock.advance(seconds * 1_000);
  expect(exchange.attempts()).toBe(1);
  await clock.advance(1_000);
  await vi.waitFor(() => expect(events.slice(-2)).toEqual(['interrupted BTCUSDT', 'subscribed BTCUSDT']));
  expect(exchange.attempts()).toBe(2);
});

test('a refused region is logged once, with its remedy, and then tried once a minute', async () => {
  exchange.upgradeStatus = 451;
  const delays: number[] = [];
  const { log } = begin({ ...systemClock, after: noting(delays, 1_000) });
  await vi.waitFor(() => expect(exchange.attempts()).toBeGreaterThan(2), 3_000);
  const lines = log.lines.filter(({ level }) => level === 'error');
  expect(lines).toHaveLength(1);
  expect(lines[0]?.message).toContain('eu-west-1');
  expect(lines[0]?.message).toContain('data-stream.binance.vision');
  expect(new Set(delays.filter((delayMs) => delayMs !== CHECK_INTERVAL_MS))).toEqual(new Set([REGION_RETRY_MS]));
});

test('the waits between failures grow, up to half a minute', async () => {
  exchange.upgradeStatus = 503;
  const delays: number[] = [];
  begin({ ...systemClock, random: () => 1, after: noting(delays, 1_000) });
  const waits = () => delays.filter((delayMs) => delayMs !== CHECK_INTERVAL_MS);
  await vi.waitFor(() => expect(waits().length).toBeGreaterThanOrEqual(7), 3_000);
  // the second, 1,000, is as long as the time between checks
  expect(waits().slice(0, 7)).toEqual([500, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]);
});

test('after a stop nothing is opened again', async () => {
  const delays: number[] = [];
  await open({ ...systemClock, after: noting(delays) });
  feed?.stop();
  const delaysUntilStop = delays.length;
  await vi.waitFor(() => expect(exchange.sockets).toHaveLength(0));
  await settle(); // the socket's own end
  expect([exchange.attempts(), delays.length]).toEqual([1, delaysUntilStop]);
});

/** Notes the delays asked for, and passes them `faster` times as fast. */
function noting(delays: number[], faster = 1): Clock['after'] {
  return (delayMs, run) => {
    delays.push(delayMs);
    return systemClock.after(delayMs / faster, run);
  };
}

function begin(clock: Clock = systemClock) {
  const events: string[] = [];
  const log = recordedLog();
  const subscribedWhenDown: boolean[] = [];
  const note = (text: string) => void events.push(text);
  const listener: FeedListener = {
    onInterrupted: (symbols) => {
      note(`interrupted ${symbols}`);
      subscribedWhenDown.push(binance.isSubscribed('ETHUSDT')); // later the next socket may be there already
    },
    onSubscribed: (symbols) => note(`subscribed ${symbols}`),
    onTrade: (symbol, trade) => note(`trade ${symbol} ${trade.id}`),
    onMarker: (symbol, id) => note(`marker ${symbol} ${id}`),
    onHeartbeat: (instant, symbols) => note(`heartbeat ${instant} ${[...symbols]}`),
    onMalformed: (_, problem) => note(`malformed ${problem}`),
    onRejected: (symbol) => note(`rejected ${symbol}`),
  };
  const binance = new StreamFeed({
    exchange: BINANCE,
    wsUrl: exchange.wsUrl,
    clock,
    log,
    counters: createCounters(),
    listener,
  });
  feed = binance;
  binance.want(new Set(['BTCUSDT']));
  binance.start();
  return { binance, events, log, subscribedWhenDown };
}

async function open(clock: Clock = systemClock) {
  const begun = begin(clock);
  await vi.waitFor(() => expect(begun.binance.isSubscribed('BTCUSDT')).toBe(true));
  return begun;
}
