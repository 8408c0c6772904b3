import type { KinesisStreamEvent, KinesisStreamRecord } from 'aws-lambda';
import type { Connection } from '../../adapters/dynamodb/live/connection-table.ts';
import { errorFields, type Log } from '../../adapters/log.ts';
import { type PostFramesDeps, postFrames } from '../../adapters/sockets/post-frames.ts';
import type { LiveCoin } from '../../contract/live-frames.ts';
import { type CoinText, writeCoin, writePrices } from '../../contract/prices-text.ts';
import { decodeViewedTick, type ViewedTick } from '../../domain/market/viewed-coin.ts';
import type { LiveCoins } from './live-coins.ts';
import type { Viewers } from './viewers.ts';

/** Between two frames of a connection. */
export const FRAME_INTERVAL_MS = 1_000;

export interface PushRecordsDeps extends PostFramesDeps {
  readonly viewers: Pick<Viewers, 'read'>;
  readonly coins: Pick<LiveCoins, 'ofTicks' | 'ofSnapshot'>;
  /** own clock, ms: when this environment sent frames last */
  readonly pace: { lastFrameAt: number };
  readonly sleep: (ms: number) => Promise<unknown>;
  readonly log: Log;
  readonly now: () => number;
}

/**
 * Shows the newest of a batch of ticks to whoever has subscribed. It waits until a second has passed since the frames before; what comes
 * in meanwhile is the next batch. Never throws: a batch that is late shows nothing that the next one does not.
 */
export async function pushRecords({ Records }: KinesisStreamEvent, deps: PushRecordsDeps): Promise<void> {
  try {
    const viewers = await deps.viewers.read();
    if (viewers.length === 0) return;
    await push(ticksOf(Records, deps.log), viewers, deps);
  } catch (error) {
    deps.log.error('prices not pushed', errorFields(error));
  }
}

function ticksOf(records: readonly KinesisStreamRecord[], log: Log): ViewedTick[] {
  return records.flatMap(({ kinesis: { data, sequenceNumber } }) => {
    try {
      return decodeViewedTick(Buffer.from(data, 'base64').toString('utf8'));
    } catch (error) {
      log.warn('tick can not be shown', { record: sequenceNumber, ...errorFields(error) });
      return [];
    }
  });
}

async function push(
  ticks: readonly ViewedTick[],
  viewers: readonly Connection[],
  deps: PushRecordsDeps,
): Promise<void> {
  const { coins, pace, sleep, now } = deps;
  const news = coins.ofTicks(ticks);
  for (const coin of await coins.ofSnapshot(allSymbols(viewers))) news.set(coin.symbol, coin);
  const texts = writeWanted(news, allSymbols(viewers));
  if (texts.size === 0) return;
  const waitMs = pace.lastFrameAt + FRAME_INTERVAL_MS - now();
  if (waitMs > 0) await sleep(waitMs);
  pace.lastFrameAt = now();
  const outgoing = viewers.map(({ connection, symbols }) => ({ connection, frames: framesFor(symbols, texts) }));
  await postFrames(
    outgoing.filter(({ frames }) => frames.length > 0),
    deps,
  );
}

function allSymbols(viewers: readonly Connection[]): ReadonlySet<string> {
  return new Set(viewers.flatMap(({ symbols }) => [...symbols]));
}

/** Each coin is written once, however many watch it. */
function writeWanted(news: ReadonlyMap<string, LiveCoin>, wanted: ReadonlySet<string>): Map<string, CoinText> {
  const shown = [...news].filter(([symbol]) => wanted.has(symbol));
  return new Map(shown.map(([symbol, coin]) => [symbol, writeCoin(coin)]));
}

function framesFor(symbols: ReadonlySet<string>, texts: ReadonlyMap<string, CoinText>): string[] {
  return writePrices([...texts].flatMap(([symbol, text]) => (symbols.has(symbol) ? [text] : [])));
}
