import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Rule } from '../../../../domain/rules/rule.ts';
import type { TapeRow } from '../../../../local/simulator/market/merge-tapes.ts';
import { readTape } from '../../../../local/simulator/market/read-tape.ts';
import { runPlan } from './chaos-run.ts';
import type { PlannedMarket } from './chaos-world.ts';
import { ONCE } from './draw-market.ts';
import type { TimedFault } from './fault.ts';

const DATA = join(import.meta.dirname, '../../../../../shared/data');
const FILES = {
  BTCUSDT: join(DATA, 'btcusdt-spot-trades-2024-08-08.csv.gz'),
  ETHUSDT: join(DATA, 'ethusdt-spot-trades-2024-08-08.csv.gz'),
};
const isHere = Object.values(FILES).every((file) => existsSync(file));
if (!isHere) console.warn(`SKIPPED: the recorded trades are not in ${DATA}, so no run uses them`);

const FAULTS: readonly TimedFault[] = [
  { kind: 'cut', atMs: 2_000 },
  { kind: 'disorder', doubled: 0.2, swapped: 0.2, forMs: 10_000, atMs: 6_000 },
  { kind: 'throttle', share: 0.7, forMs: 15_000, atMs: 10_000 },
  { kind: 'stall', atMs: 30_000 },
  { kind: 'short-pages', pageSize: 50, forMs: 20_000, atMs: 35_000 },
  { kind: 'standby', atMs: 40_000 },
  { kind: 'calls', faults: ['answer-lost', 'late'], atMs: 58_000 },
  { kind: 'kill', successorAfterMs: 1_000, atMs: 60_000 },
  { kind: 'shutdown', atMs: 80_000 },
  { kind: 'stop', successorAfterMs: 1_000, atMs: 100_000 },
];

/** The recordings from their beginning, at their own pace. */
function taped(tapes: Readonly<Record<string, readonly TapeRow[]>>): PlannedMarket {
  const places = new Map<string, number>();
  const first = (symbol: string) => tapes[symbol]?.[0];
  const next = (symbol: string) => tapes[symbol]?.[places.get(symbol) ?? 0];
  const play: PlannedMarket['tradeOnce'] = (world, symbol) => {
    const row = next(symbol);
    if (!row) throw new Error(`the tape of ${symbol} is over`);
    places.set(symbol, (places.get(symbol) ?? 0) + 1);
    world.trade(symbol, row);
  };
  const symbols = Object.keys(tapes);
  return {
    firstIds: Object.fromEntries(symbols.map((symbol) => [symbol, first(symbol)?.id ?? 0])),
    startMs: Math.min(...symbols.map((symbol) => first(symbol)?.time ?? 0)),
    trade(world) {
      for (const symbol of symbols) while ((next(symbol)?.time ?? Infinity) <= world.time.now()) play(world, symbol);
    },
    tradeOnce: play,
    rulesOf: (symbol) => rulesOf((tapes[symbol] ?? []).map(({ price }) => Number(price))),
  };
}

/** Around the prices of the first half minute and of the whole tape. */
function rulesOf(prices: readonly number[]): Rule[] {
  const [start = 0] = prices;
  const highest = prices.reduce((high, price) => Math.max(high, price), 0);
  const often = { mode: 'every-time', cooldownSeconds: null } as const;
  const price = (op: 'above' | 'crosses' | 'crosses-above', level: number) =>
    ({ metric: 'price', op, level: level.toFixed(2) }) as const;
  return [
    { ...ONCE, condition: price('crosses', start) },
    { ...ONCE, repeat: often, rearmPercent: 0.01, condition: price('crosses-above', start) },
    { ...ONCE, repeat: often, rearmPercent: 0.01, condition: price('above', (start + highest) / 2) },
    { ...ONCE, holdSeconds: 5, condition: price('above', start) },
    { ...ONCE, confirm: 'minute-close', condition: price('crosses', start) },
  ];
}

test.skipIf(!isHere)(
  'recorded trades of two coins come through ten faults (deps ../shared/data)',
  async () => {
    const market = taped({ BTCUSDT: await readTape(FILES.BTCUSDT), ETHUSDT: await readTape(FILES.ETHUSDT) });
    const outcome = await runPlan({ seed: 8, clockErrorMs: 0, forMs: 110_000, faults: FAULTS, isStrict: true }, market);
    expect(outcome.faults).toEqual([]);
    expect(outcome.world.tables.unwatched).toEqual([]);
    expect(outcome.trades).toBeGreaterThan(3_000);
    expect(outcome.backfilled).toBeGreaterThan(500);
    expect(outcome.fires).toBeGreaterThan(3);
  },
  60_000,
);
