import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { JavaMissingError } from '../../local/engines/java.ts';
import { Teardown } from '../../local/start/teardown.ts';
import { makeAlerts } from '../made-alerts.ts';
import { measureRounds } from '../measure-rounds.ts';
import type { BenchContext } from '../part.ts';
import { countRow, type Section, timingRow } from '../report.ts';
import { SortedBook } from '../sorted-book.ts';
import { calmOf, repeatTrades } from '../tape.ts';
import { startTables } from './dynamo-book.ts';
import { Evaluation } from './evaluation.ts';
import { calmTicks, roundsOf, SYMBOL } from './flat-cost.ts';

const SIZES = [1_000, 10_000];
const QUICK_SIZES = [1_000];
const TITLE =
  'evaluate-ticks, nothing fires, alerts read from DynamoDB Local by adapters/dynamodb/alerts/alert-index.ts';

/** The same cost with the real table behind it: the book in memory of the other measurements must not flatter. */
export async function measureRealTable(context: BenchContext): Promise<Section[]> {
  const teardown = new Teardown(context.progress);
  const end = () => void teardown.run().then(() => process.exit(130));
  process.once('SIGINT', end).once('SIGTERM', end);
  const folder = mkdtempSync(join(tmpdir(), 'pricebell-bench-'));
  teardown.add('the folder', () => rmSync(folder, { recursive: true, force: true }));
  try {
    return [await measure(context, folder, teardown)];
  } catch (error) {
    if (!(error instanceof JavaMissingError)) throw error;
    return [{ title: TITLE, notes: [], rows: [], leftOut: [`DynamoDB Local: ${error.message.split('\n')[0]}`] }];
  } finally {
    await teardown.run();
    process.off('SIGINT', end).off('SIGTERM', end);
  }
}

async function measure(context: BenchContext, folder: string, teardown: Teardown): Promise<Section> {
  const { tape, quick, progress } = context;
  const tables = await startTables(folder, teardown);
  const trades = repeatTrades(tape.trades, quick ? 4 : 10);
  const ticks = calmTicks(trades, 'price');
  const made = (count: number) => makeAlerts({ symbol: SYMBOL, count, calm: calmOf(trades), kind: 'price' });
  const inMemory = new SortedBook(made(1_000));
  const evaluations = [new Evaluation({ name: '1,000 alerts in memory', book: inMemory, ticks, per: 'trade' })];
  for (const count of quick ? QUICK_SIZES : SIZES) {
    const name = `${count.toLocaleString('en')} alerts in the table`;
    progress(`DynamoDB Local: ${name}`);
    evaluations.push(new Evaluation({ name, book: await tables.bookOf(made(count)), ticks, per: 'trade' }));
  }
  progress('measuring');
  const timings = await measureRounds(evaluations, { ...roundsOf(context), rounds: quick ? 3 : 7 });
  const [base] = timings;
  const calls = evaluations.reduce((sum, evaluation) => sum + evaluation.calls, 0);
  return {
    title: TITLE,
    notes: ['the clock starts after the first tick, which reads the book'],
    rows: [
      ...timings.map((timing, index) => timingRow(timing, { per: 'trade', ...(index > 0 && base && { base }) })),
      countRow('database calls of all of them', calls, 0),
    ],
  };
}
