import { vi } from 'vitest';
import type { Clock } from '../../../../ingest-task/clock.ts';
import { createCounters } from '../../../../ingest-task/counters.ts';
import type { FeedListener } from '../../../../ingest-task/exchange/exchange-feed.ts';
import { StreamFeed } from '../../../../ingest-task/exchange/stream-feed.ts';
import { EXCHANGES } from '../../../../ingest-task/exchanges/exchanges.ts';
import { EXCHANGE_LIMITS, type SimulatedExchange } from '../../../../local/simulator/exchange-limits.ts';
import { type ExchangeServer, startExchangeServer } from '../../../../local/simulator/exchange-server.ts';
import { manualClock, settle } from '../../../support/manual-clock.ts';
import { recordedLog } from '../../../support/recorded-log.ts';
import { HandMarket } from './hand-market.ts';

const STEP_MS = 100;
/** This coin trades in every step of time; the others trade when the test says so. */
export const BUSY = 'BUSYUSDT';

export const coins = (count: number) => Array.from({ length: count }, (_, i) => `C${i}USDT`);

export interface RunOptions {
  /** whose protocol the feed speaks, and whose limits the server holds it to; default: Binance */
  readonly exchange?: SimulatedExchange;
  readonly coins?: readonly string[];
  readonly coinsPerConnection?: number;
  readonly adjustClock?: (clock: Clock) => Clock;
  /** more coins are wanted than there is room for */
  readonly canLeaveOut?: boolean;
  /** HTTP status that refuses the sockets from the start on */
  readonly refusal?: number;
}

export type FeedRun = Awaited<ReturnType<typeof runFeed>>;

/**
 * The feed on real sockets to the simulator, in a time that passes only by `pass`. In each step every socket without a fault
 * receives all that was sent to it; every second the heartbeat is sent.
 */
export async function runFeed({ exchange = 'binance', adjustClock = (clock) => clock, ...options }: RunOptions = {}) {
  const { refusal } = options;
  const symbols = [BUSY, ...(options.coins ?? [])];
  const market = new HandMarket(symbols);
  const time = manualClock();
  const clock = adjustClock(time);
  const server = await startExchangeServer({
    market,
    limits: EXCHANGE_LIMITS[exchange],
    clock: time.elapsed,
    miniTickerIntervalMs: 0,
  });
  server.refuseUpgrades(refusal ?? null);
  const log = recordedLog();
  const counters = createCounters();
  const heard = listen((symbol) => feed.isSubscribed(symbol));
  const feed = new StreamFeed({
    exchange: EXCHANGES[exchange],
    wsUrl: server.wsUrl,
    clock,
    log,
    counters,
    listener: heard.listener,
    ...(options.coinsPerConnection && { coinsPerConnection: options.coinsPerConnection }),
  });
  let steps = 0;

  async function step(): Promise<void> {
    steps += 1;
    market.advance(STEP_MS);
    market.trade(BUSY);
    if (steps % 10 === 0) server.sendMiniTickers();
    await untilReceived(server, heard);
    await time.advance(STEP_MS);
    await untilReceived(server, heard);
  }
  async function pass(seconds: number): Promise<void> {
    for (let i = 0; i < seconds * 10; i += 1) await step();
  }
  /** Lets time pass until the condition holds; fails after so many seconds. */
  async function until(holds: () => boolean, seconds = 60): Promise<void> {
    for (let i = 0; i < seconds * 10 && !holds(); i += 1) await step();
    if (!holds()) throw new Error(`not within ${seconds} s:\n${heard.events.join('\n')}\n${JSON.stringify(log.lines)}`);
  }

  feed.want(new Set(symbols));
  feed.start();
  if (!refusal) {
    const carried = options.canLeaveOut ? symbols.slice(0, -1) : symbols;
    await until(() => carried.every((symbol) => feed.isSubscribed(symbol)) && feed.isReady());
    await pass(2); // heartbeats come, and the subscriptions were listed
    heard.events.length = 0;
  }
  const stop = async () => {
    feed.stop();
    await server.close();
  };
  return { feed, server, market, log, counters, symbols, pass, until, stop, ...heard };
}

/** Waits until each client has received all that was sent to it: a last text, which can't be read, comes back as malformed. */
async function untilReceived(server: ExchangeServer, { malformed }: ReturnType<typeof listen>): Promise<void> {
  await settle();
  const barriers = server.connections().flatMap((connection) => {
    if (connection.health !== 'well' || !connection.isOpen) return [];
    barrierCount += 1;
    const text = `barrier ${barrierCount}`;
    connection.sendText(text);
    return [{ text, connection }];
  });
  const hasArrived = ({ text, connection }: (typeof barriers)[number]) => malformed.delete(text) || !connection.isOpen;
  let waiting = barriers;
  await vi.waitFor(
    () => {
      waiting = waiting.filter((barrier) => !hasArrived(barrier));
      if (waiting.length > 0) throw new Error('a socket does not receive what was sent');
    },
    { interval: 0, timeout: 5_000 },
  );
}
let barrierCount = 0;

function listen(isSubscribed: (symbol: string) => boolean) {
  /** such as `subscribed A B`, `interrupted A: reason` */
  const events: string[] = [];
  const ids = new Map<string, number[]>();
  const instants = new Map<string, number>();
  const malformed = new Set<string>();
  const faults: string[] = [];
  const listener: FeedListener = {
    onSubscribed(symbols) {
      events.push(`subscribed ${symbols.join(' ')}`);
      for (const symbol of symbols)
        if (!isSubscribed(symbol)) faults.push(`${symbol} is reported as subscribed, and is not`);
    },
    onInterrupted(symbols, reason) {
      events.push(`interrupted ${symbols.join(' ')}: ${reason}`);
      for (const symbol of symbols) if (isSubscribed(symbol)) faults.push(`${symbol} is subscribed when interrupted`);
    },
    onTrade(symbol, { id }) {
      const known = ids.get(symbol);
      if (known) known.push(id);
      else ids.set(symbol, [id]);
    },
    onMarker: () => undefined,
    onHeartbeat(instant, symbols) {
      for (const symbol of symbols) {
        instants.set(symbol, instant);
        if (!isSubscribed(symbol)) faults.push(`a heartbeat for ${symbol}, which is not subscribed`);
      }
    },
    onMalformed: (text) => void malformed.add(text),
    onRejected: (symbol) => void events.push(`rejected ${symbol}`),
  };
  return { listener, events, ids, instants, malformed, faults };
}

/** The first and the last id, and how often one came too early; ids that come again do not count. */
export function inOrder(ids: readonly number[]): { first: number; last: number; holes: number } {
  let last = (ids[0] ?? 0) - 1;
  let holes = 0;
  for (const id of ids) {
    if (id > last + 1) holes += 1;
    if (id > last) last = id;
  }
  return { first: ids[0] ?? 0, last, holes };
}
