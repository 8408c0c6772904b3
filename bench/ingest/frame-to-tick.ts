import { MINUTE_MS, minuteOf } from '../../domain/market/tick.ts';
import { readFrame } from '../../ingest-task/exchanges/binance/read-frame.ts';
import type { Publisher } from '../../ingest-task/publishing/publisher.ts';
import type { MarketWatch } from '../../ingest-task/watching/market-watch.ts';
import type { Contender } from '../measure-rounds.ts';
import { FLUSH_MS, handClock, settled, wireTask } from './task-parts.ts';

/** From the exchange to the task. Trades of one instant arrive together. */
const ON_ITS_WAY_MS = 20;

/**
 * The task's work for a trade, from the frame's text to the tick's bytes: parse it, sequence it by id, add it to its minute, cut and
 * encode the tick. Without the socket, and with a stream that accepts everything.
 */
export class FrameToTick implements Contender {
  readonly name: string;
  /** frames between two flushes */
  readonly flushEvery: number;
  ticks = 0;
  readonly #texts: readonly string[];
  #clock = handClock(0);
  #watch: MarketWatch | null = null;
  #publisher: Publisher | null = null;

  constructor(name: string, texts: readonly string[], flushEvery: number) {
    this.name = name;
    this.#texts = texts;
    this.flushEvery = flushEvery;
  }

  prepare(): void {
    const first = readFrame(this.#texts[0] ?? '');
    if (first.kind !== 'trade') throw new Error('the first frame is no trade');
    this.#clock = handClock(first.trade.time);
    const parts = wireTask(this.#clock, (count) => {
      this.ticks += count;
    });
    this.#watch = parts.watch;
    this.#publisher = parts.publisher;
    const symbols = new Set(this.#texts.map((text) => symbolOf(text)));
    for (const symbol of symbols)
      parts.watch.follow({ symbol, wanted: true, book: { version: 1, metrics: ['price'], shards: 1 } });
    parts.watch.onSubscribed([...symbols]);
  }

  async run(): Promise<number> {
    const [watch, publisher] = [this.#watch, this.#publisher];
    if (!watch || !publisher) throw new Error('not prepared');
    let left = this.flushEvery;
    for (const text of this.#texts) {
      const frame = readFrame(text);
      if (frame.kind !== 'trade') throw new Error(`no trade: ${text}`);
      watch.onTrade(frame.symbol, frame.trade, frame.trade.time + ON_ITS_WAY_MS);
      left -= 1;
      if (left > 0) continue;
      left = this.flushEvery;
      this.#clock.pass(FLUSH_MS);
      publisher.flush();
      await settled();
    }
    publisher.flush();
    await settled();
    return this.#texts.length;
  }
}

/** The least that parsing these frames can cost. */
export function parseOf(name: string, texts: readonly string[]): Contender {
  return {
    name,
    run: () => {
      let trades = 0;
      for (const text of texts) if (JSON.parse(text).data.e === 'aggTrade') trades += 1;
      return trades;
    },
  };
}

/** The frames `passes` times in a row. Each coin's ids and times go on. */
export function repeatFrames(texts: readonly string[], passes: number): string[] {
  const frames = texts.map((text) => JSON.parse(text));
  const ids = new Map<string, number>();
  const start = minuteOf(Math.min(...frames.map(({ data }) => data.T)));
  return Array.from({ length: passes }, (_, pass) =>
    frames.map(({ stream, data }) => {
      const a = (ids.get(data.s) ?? data.a - 1) + 1;
      ids.set(data.s, a);
      const T = start + ((pass * 20) % (10 * MINUTE_MS));
      return JSON.stringify({ stream, data: { ...data, a, T, E: T + 5 } });
    }),
  ).flat();
}

function symbolOf(text: string): string {
  const frame = readFrame(text);
  return frame.kind === 'trade' ? frame.symbol : '';
}
