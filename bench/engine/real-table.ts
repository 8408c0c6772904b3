import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { JavaMissingError } from '../../local/engines/java.ts';
import { Teardown } from '../../local/start/teardown.ts';
import { makeAlerts } from '../made-alerts.ts';
import { measureRounds } from '../measure-rounds.ts';
import type { BenchContext } from '../part.ts';
import { countRow, type Section, timingRow } from '../report.ts';
import { SortedIndex } from '../sorted-index.ts';
import { priceRange, repeatTrades } from '../tape.ts';
import { startTables } from './dynamo-index.ts';
import { Evaluation } from './evaluation.ts';
import { quietTicks, roundsOf, SYMBOL } from './flat-cost.ts';

const SIZES = [1_000, 10_000];
const QUICK_SIZES = [1_000];
const TITLE =
  'evaluate-ticks, nothing fires, alerts read from DynamoDB Local by adapters/dynamodb/alerts/alert-index.ts';

/** Measures the same cost with a real table, to show that the in-memory index of the other measurements hides none. */
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
  const ticks = quietTicks(trades, 'price');
  const made = (count: number) => makeAlerts({ symbol: SYMBOL, count, range: priceRange(trades), kind: 'price' });
  const inMemory = new SortedIndex(made(1_000));
  const evaluations = [new Evaluation({ name: '1,000 alerts in memory', alertIndex: inMemory, ticks, per: 'trade' })];
  for (const count of quick ? QUICK_SIZES : SIZES) {
    const name = `${count.toLocaleString('en')} alerts in the table`;
    progress(`DynamoDB Local: ${name}`);
    evaluations.push(new Evaluation({ name, alertIndex: await tables.indexOf(made(count)), ticks, per: 'trade' }));
  }
  progress('measuring');
  const timings = await measureRounds(evaluations, { ...roundsOf(context), rounds: quick ? 3 : 7 });
  const [base] = timings;
  const calls = evaluations.reduce((sum, evaluation) => sum + evaluation.calls, 0);
  return {
    title: TITLE,
    notes: ['the clock starts after the first tick, which reads the index'],
    rows: [
      ...timings.map((timing, index) => timingRow(timing, { per: 'trade', ...(index > 0 && base && { base }) })),
      countRow('database calls of all of them', calls, 0),
    ],
  };
}
