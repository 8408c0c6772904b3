import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { Trade } from '../../domain/market/trade.ts';

/** Frames of one combined stream, and where they are from. */
export interface Frames {
  readonly texts: readonly string[];
  readonly origin: string;
}

const FOLDER = join(import.meta.dirname, '../../../shared/data');
const RECORDINGS = ['binance-frames-2021-10-12.txt.gz', 'binance-us-frames-2021-10-12.txt.gz'];

/** Reads the recorded frames of aggregate trades. They are few, so that they are used many times. */
export function findFrames(folder = FOLDER): Frames | null {
  const files = RECORDINGS.map((name) => join(folder, name)).filter(existsSync);
  const texts = files.flatMap(readFrames).filter((text) => text.includes('"e":"aggTrade"'));
  return texts.length === 0 ? null : { texts, origin: `${texts.length} recorded frames, 2021-10-12` };
}

/** The first line is the address; every other line is `<unix s>: <frame>`. */
function readFrames(file: string): string[] {
  const lines = gunzipSync(readFileSync(file)).toString('utf8').split('\n').slice(1);
  return lines.filter(Boolean).map((line) => line.slice(line.indexOf('{')));
}

/** Frames as the exchange sends them: prices and quantities with eight decimals. */
export function makeFrames(trades: readonly Trade[], symbol: string): string[] {
  return trades.map(({ id, time, price, quantity }) => {
    const [p, q] = [Number(price).toFixed(8), Number(quantity).toFixed(8)];
    const data = {
      e: 'aggTrade',
      E: time + 5,
      s: symbol,
      a: id,
      p,
      q,
      f: 2 * id,
      l: 2 * id + 1,
      T: time,
      m: true,
      M: true,
    };
    return JSON.stringify({ stream: `${symbol.toLowerCase()}@aggTrade`, data });
  });
}
