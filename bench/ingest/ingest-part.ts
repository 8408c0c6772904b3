import { roundsOf } from '../engine/flat-cost.ts';
import { type Contender, measureRounds, type Timing } from '../measure-rounds.ts';
import type { BenchContext, Part } from '../part.ts';
import { type Row, type Section, timingRow } from '../report.ts';
import { quantile } from '../statistics.ts';
import { repeatTrades } from '../tape.ts';
import { FrameToTick, parseOf, repeatFrames } from './frame-to-tick.ts';
import { findFrames, makeFrames } from './frames.ts';
import { measureMemory } from './memory.ts';

/** The bar (docs/bench.md). */
const COST = { atMost: 1.6 };
const TRADES_A_SECOND = { atLeast: 300_000 };
/** Frames of a coin between two flushes: a quiet coin, a busy one, a burst. */
const FLUSHES = [10, 100, 2_000] as const;
/** With fewer frames most of the cost is the tick's own, and speed does not matter: no bar. */
const BARRED_FROM = 100;
const RECORDED_PASSES = 2_000;

export const ingestPart: Part = {
  name: 'ingest',
  about: 'ingest task: from a raw frame to a tick beside JSON.parse, and memory with 500 coins',
  async *run(context) {
    for (const measure of [measureFrames, measureMemory]) yield* await measure(context);
  },
};

async function measureFrames(context: BenchContext): Promise<Section[]> {
  const trades = repeatTrades(context.tape.trades, context.quick ? 2 : 5);
  const made = makeFrames(trades, 'BTCUSDT');
  const sections: Section[] = [];
  const notes = [
    'read, brought into order, counted into its minute, cut into ticks, encoded; processor time, collector included',
  ];
  context.progress('frames of the tape: measuring');
  const parse = parseOf(`JSON.parse of ${made.length.toLocaleString('en')} frames`, made);
  const tasks = FLUSHES.map((every) => new FrameToTick(`frame → tick, ${every} frames a flush`, made, every));
  sections.push({
    title: 'ingest, from a raw frame to a tick: the tape’s trades',
    notes,
    rows: await measure(context, parse, tasks),
  });
  const recorded = findFrames();
  if (!recorded) return [...sections, leftOut()];
  context.progress('recorded frames: measuring');
  const texts = repeatFrames(recorded.texts, RECORDED_PASSES);
  const base = parseOf(`JSON.parse of ${recorded.origin}`, texts);
  const rows = await measure(context, base, [new FrameToTick('frame → tick, 100 frames a flush', texts, 100)]);
  return [...sections, { title: 'ingest, from a raw frame to a tick: recorded frames, over and over', notes, rows }];
}

async function measure(context: BenchContext, parse: Contender, tasks: readonly FrameToTick[]): Promise<Row[]> {
  const [base, ...timings] = await measureRounds([parse, ...tasks], roundsOf(context));
  if (!base) return [];
  const costs = timings.map((timing, index) => {
    const isBarred = (tasks[index]?.flushEvery ?? 0) >= BARRED_FROM;
    return timingRow(timing, { per: 'trade', base, ...(isBarred && { bar: COST }) });
  });
  return [timingRow(base, { per: 'trade' }), ...costs, ...timings.map(rateRow)];
}

/** Trades a second on one core, from the median of the rounds. */
function rateRow({ name, rounds }: Timing): Row {
  const rate = Math.round(1e9 / quantile(rounds, 0.5));
  const value = rate.toLocaleString('en');
  const what = `trades a second, ${name}`;
  return { what, value, spread: null, collecting: null, against: null, ratio: rate, bar: TRADES_A_SECOND };
}

function leftOut(): Section {
  const title = 'ingest, from a raw frame to a tick: recorded frames';
  return { title, notes: [], rows: [], leftOut: ['there are no recorded frames in ../shared/data'] };
}
