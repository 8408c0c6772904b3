import { vi } from 'vitest';
import type { Clock } from '../../../../ingest-task/clock.ts';
import { createCounters } from '../../../../ingest-task/counters.ts';
import type { FeedListener } from '../../../../ingest-task/exchange/exchange-feed.ts';
import { StreamFeed } from '../../../../ingest-task/exchange/stream-feed.ts';
import { BINANCE } from '../../../../ingest-task/exchanges/binance/binance.ts';
import { type ExchangeServer, startExchangeServer } from '../../../../local/simulator/exchange-server.ts';
import { manualClock, settle } from '../../../support/manual-clock.ts';
import { recordedLog } from '../../../support/recorded-log.ts';
import { HandMarket } from './hand-market.ts';

const STEP_MS = 100;
/** A trade of this coin is made in every step of time; the others trade when the test says so. */
export const BUSY = 'BUSYUSDT';

export const coins = (count: number) => Array.from({ length: count }, (_, i) => `C${i}USDT`);

export interface RunOptions {
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
 * The feed on real sockets to the simulator, in a time that passes only by `pass`: in each step every socket that is well
 * takes in all that was sent to it, and every second the heartbeat goes out.
 */
export async function runFeed({ adjustClock = (clock) => clock, refusal, ...settings }: RunOptions = {}) {
  const symbols = [BUSY, ...(settings.coins ?? [])];
  const market = new HandMarket(symbols);
  const time = manualClock();
  const clock = adjustClock(time);
  const server = await startExchangeServer({ market, clock: time.elapsed, miniTickerIntervalMs: 0 });
  server.refuseUpgrades(refusal ?? null);
  const log = recordedLog();
  const counters = createCounters();
  const heard = listen((symbol) => feed.isSubscribed(symbol));
  const feed = new StreamFeed({
    exchange: BINANCE,
    wsUrl: server.wsUrl,
    clock,
    log,
    counters,
    listener: heard.listener,
    ...(settings.coinsPerConnection && { coinsPerConnection: settings.coinsPerConnection }),
  });
  let steps = 0;

  async function step(): Promise<void> {
    steps += 1;
    market.advance(STEP_MS);
    market.trade(BUSY);
    if (steps % 10 === 0) server.sendMiniTickers();
    await takeIn(server, heard);
    await time.advance(STEP_MS);
    await takeIn(server, heard);
  }
  async function pass(seconds: number): Promise<void> {
    for (let i = 0; i < seconds * 10; i += 1) await step();
  }
  /** Lets time pass until it holds; fails after so many seconds. */
  async function until(holds: () => boolean, seconds = 60): Promise<void> {
    for (let i = 0; i < seconds * 10 && !holds(); i += 1) await step();
    if (!holds()) throw new Error(`not within ${seconds} s:\n${heard.events.join('\n')}\n${JSON.stringify(log.lines)}`);
  }

  feed.want(new Set(symbols));
  feed.start();
  if (!refusal) {
    const carried = settings.canLeaveOut ? symbols.slice(0, -1) : symbols;
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

/** What is sent to a client comes before what is sent to it later: a text that can't be read is waited for. */
async function takeIn(server: ExchangeServer, { malformed }: ReturnType<typeof listen>): Promise<void> {
  await settle();
  const marks = server.connections().flatMap((connection) => {
    if (connection.health !== 'well' || !connection.isOpen) return [];
    barriers += 1;
    const mark = `barrier ${barriers}`;
    connection.sendText(mark);
    return [{ mark, connection }];
  });
  const isIn = ({ mark, connection }: (typeof marks)[number]) => malformed.delete(mark) || !connection.isOpen;
  let waiting = marks;
  await vi.waitFor(
    () => {
      waiting = waiting.filter((mark) => !isIn(mark));
      if (waiting.length > 0) throw new Error('a socket does not take in what was sent');
    },
    { interval: 0, timeout: 5_000 },
  );
}
let barriers = 0;

function listen(isSubscribed: (symbol: string) => boolean) {
  /** in words: `subscribed A B`, `interrupted A: reason` */
  const events: string[] = [];
  const ids = new Map<string, number[]>();
  const instants = new Map<string, number>();
  const malformed = new Set<string>();
  const faults: string[] = [];
  const listener: FeedListener = {
    onSubscribed(symbols) {
      events.push(`subscribed ${symbols.join(' ')}`);
      for (const symbol of symbols) if (!isSubscribed(symbol)) faults.push(`${symbol} is told, and not subscribed`);
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

/** The ids that come at their place: the first appearance of each, and whether one came too early. */
export function inOrder(ids: readonly number[]): { first: number; last: number; holes: number } {
  let last = (ids[0] ?? 0) - 1;
  let holes = 0;
  for (const id of ids) {
    if (id > last + 1) holes += 1;
    if (id > last) last = id;
  }
  return { first: ids[0] ?? 0, last, holes };
}
