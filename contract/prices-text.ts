import type { LiveCoin, PricesFrame } from './live-frames.ts';
import { MAX_FRAME_BYTES } from './live-limits.ts';

/** A coin as it stands in a frame, written once for all who subscribe to it. */
export interface CoinText {
  readonly text: string;
  readonly bytes: number;
}

const EMPTY_FRAME = JSON.stringify({ type: 'prices', coins: [] } satisfies PricesFrame);
const [BEFORE, AFTER] = [EMPTY_FRAME.slice(0, -2), EMPTY_FRAME.slice(-2)];
const COMMA_BYTES = 1;

export function writeCoin(coin: LiveCoin): CoinText {
  const text = JSON.stringify(coin);
  return { text, bytes: Buffer.byteLength(text) };
}

/** `prices` frames with these coins, in their order: as few as their bytes allow, none without a coin. */
export function writePrices(coins: readonly CoinText[], maxBytes = MAX_FRAME_BYTES): string[] {
  const frames: string[][] = [];
  let bytes = Number.POSITIVE_INFINITY;
  for (const coin of coins) {
    bytes += coin.bytes + COMMA_BYTES;
    if (bytes > maxBytes) {
      frames.push([]);
      bytes = EMPTY_FRAME.length + coin.bytes;
    }
    frames.at(-1)?.push(coin.text);
  }
  return frames.map((texts) => `${BEFORE}${texts.join(',')}${AFTER}`);
}
