import type { Tick } from '../../domain/market/tick.ts';
import type { Trade } from '../../domain/market/trade.ts';
import { type AlertsPlan, makeAlerts, priceLevelAt, publishedValues } from '../made-alerts.ts';
import { type Contender, measureRounds, type Rounds, type Timing } from '../measure-rounds.ts';
import type { BenchContext } from '../part.ts';
import { type PlainAlert, PlainScan } from '../plain-scan.ts';
import { countRow, type Row, type Section, timingRow } from '../report.ts';
import { SortedIndex } from '../sorted-index.ts';
import { type Cut, cutIntoTicks, priceRange, repeatTrades } from '../tape.ts';
import { Evaluation } from './evaluation.ts';

export const FLUSH_MS = 250;
export const SYMBOL = 'BTCUSDT';
/** The bar for the cost per trade, from few alerts to many (docs/bench.md). */
const FLAT = { atMost: 1.3 };

export function roundsOf({ quick, progress }: BenchContext): Rounds {
  return { clock: 'processor', warmUps: 2, rounds: quick ? 5 : 15, atLeastMs: quick ? 50 : 200, progress };
}

/** The tape's trades as ticks of a coin whose alerts are of this kind. */
export function quietTicks(trades: readonly Trade[], kind: AlertsPlan['kind'], cut: Partial<Cut> = {}): Tick[] {
  const { metrics, refs, measures } = publishedValues(kind, trades[0]?.price ?? '1');
  const book = { version: 1, metrics, shards: 1 };
  return cutIntoTicks(trades, { symbol: SYMBOL, everyMs: FLUSH_MS, book, refs, measures, ...cut });
}

/** Measures the cost per trade when nothing fires, for more and more alerts on one coin, against a plain scan of all alerts. */
export async function measureFlatCost(context: BenchContext): Promise<Section[]> {
  const { tape, quick, progress } = context;
  const sizes = quick ? [1_000, 10_000, 100_000] : [1_000, 10_000, 100_000, 1_000_000];
  const trades = repeatTrades(tape.trades, quick ? 4 : 10);
  const sections: Section[] = [];
  for (const kind of ['price', 'mixed'] as const) {
    const ticks = quietTicks(trades, kind);
    const evaluations = sizes.map((count) => {
      progress(`sorting the index of ${count.toLocaleString('en')} alerts (${kind})`);
      const alertIndex = new SortedIndex(makeAlerts({ symbol: SYMBOL, count, range: priceRange(trades), kind }));
      return new Evaluation({ name: `${count.toLocaleString('en')} alerts`, alertIndex, ticks, per: 'trade' });
    });
    progress('measuring');
    const timings = await measureRounds(evaluations, roundsOf(context));
    // last: a million alert objects would slow the collector down while the evaluator is measured
    const scans = kind === 'price' ? await measureScans(context, sizes) : [];
    sections.push({
      title: `evaluate-ticks, nothing fires, one coin, ${TITLES[kind]}`,
      notes: [`${Math.round(trades.length / ticks.length)} trades a tick; levels on both sides of all prices`],
      rows: [...rowsOf(timings), ...scanRows(scans, timings), callsRow(evaluations)],
    });
  }
  return sections;
}

const TITLES = {
  price: 'alerts on the price',
  mixed: 'alerts on price, change, volatility, volume and minute closes',
};

function rowsOf(timings: readonly Timing[]): Row[] {
  const [base] = timings;
  return timings.map((timing, index) => {
    if (index === 0 || !base) return timingRow(timing, { per: 'trade' });
    return timingRow(timing, { per: 'trade', base, ...(index === timings.length - 1 && { bar: FLAT }) });
  });
}

function scanRows(scans: readonly Timing[], timings: readonly Timing[]): Row[] {
  return scans.map((scan, index) => {
    const base = timings[index];
    return timingRow(scan, { per: 'trade', ...(base && { base }) });
  });
}

function callsRow(evaluations: readonly Evaluation[]): Row {
  const calls = evaluations.reduce((sum, evaluation) => sum + evaluation.calls, 0);
  return countRow('database calls of all of them', calls, 0);
}

function measureScans(context: BenchContext, sizes: readonly number[]): Promise<Timing[]> {
  context.progress('measuring the scans');
  const scans = sizes.map((count) => scanOf(context.tape.trades, count));
  return measureRounds(scans, roundsOf(context));
}

/** Alert checks of one run: a scan of a million takes milliseconds. */
const CHECKS_PER_RUN = 20_000_000;

function scanOf(trades: readonly Trade[], count: number): Contender {
  const alerts = plainAlerts(trades, count);
  const scan = new PlainScan(alerts, Number(trades[0]?.price));
  const some = trades.slice(0, Math.max(10, Math.min(trades.length, Math.floor(CHECKS_PER_RUN / count))));
  return {
    name: `plain scan of ${count.toLocaleString('en')}`,
    run: () => {
      for (const { price } of some) if (scan.judge(Number(price)).length > 0) throw new Error('nothing should fire');
      return some.length;
    },
  };
}

export function plainAlerts(trades: readonly Trade[], count: number): PlainAlert[] {
  const range = priceRange(trades);
  return Array.from({ length: count }, (_, index) => {
    const { level, above } = priceLevelAt({ range }, index);
    return { id: String(index), op: above ? 'crosses-above' : 'crosses-below', level: Number(level) };
  });
}
