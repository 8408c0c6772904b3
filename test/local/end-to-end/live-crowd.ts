import { setTimeout as sleep } from 'node:timers/promises';
import { quantile } from '../../../bench/statistics.ts';
import { inParallel } from '../fairness/flood-stack.ts';
import type { LiveClient } from './live-client.ts';
import { delaysOf, framesASecond, type Span } from './live-market.ts';
import type { LiveStack } from './live-stack.ts';

const OPENED_AT_ONCE = 10;
/** The last trades of a span have so long to come. */
const SETTLE_MS = 4_000;

/** What becomes of sockets: they read, take no post any more, vanish without a `$disconnect`, or stop reading without closing. */
export type Fate = 'reading' | 'stalled' | 'vanishing' | 'deaf';
export type Crowd = Readonly<Record<Fate, readonly LiveClient[]>>;

/** So many sockets of each fate, all on the same coins; until `strike` all of them read. */
export async function openCrowd(live: LiveStack, coins: readonly string[], counts: Readonly<Record<Fate, number>>) {
  const crowd: Record<Fate, LiveClient[]> = { reading: [], stalled: [], vanishing: [], deaf: [] };
  const fates: readonly Fate[] = ['reading', 'stalled', 'vanishing', 'deaf'];
  const wanted = fates.flatMap((fate) => Array.from({ length: counts[fate] }, () => fate));
  await inParallel(wanted, OPENED_AT_ONCE, async (fate) => {
    const client = await live.open(fate);
    crowd[fate].push(client);
    await client.subscribe(...coins);
  });
  return crowd;
}

/** Everybody meets their fate at once. */
export function strike(live: LiveStack, { vanishing, deaf }: Crowd): void {
  for (const { client } of vanishing) client.socket.terminate();
  for (const { client } of deaf) client.socket.pause(); // as a machine that lost its power
  live.stalled.add('stalled');
}

export interface Pace {
  /** of the one who gets fewest */
  readonly fewestFramesASecond: number;
  /** from a trade to its frame */
  readonly p50Ms: number;
  readonly p99Ms: number;
}

/** What readers get of the first coin for so long. */
export async function watchPace(live: LiveStack, readers: readonly LiveClient[], forMs: number): Promise<Pace> {
  const from = performance.now();
  await sleep(forMs);
  const span: Span = { from, to: performance.now() };
  const settled = { from, to: span.to - SETTLE_MS };
  const delays = readers.flatMap((reader) => delaysOf(reader, live.coin, live.trades, settled));
  return {
    fewestFramesASecond: Math.min(...readers.map((reader) => framesASecond(reader, span))),
    p50Ms: quantile(delays, 0.5),
    p99Ms: quantile(delays, 0.99),
  };
}
