import type { KinesisStreamEvent } from 'aws-lambda';
import { encodeTick, type Tick } from '../../domain/market/tick.ts';
import { evaluateRecords } from '../../functions/evaluate-ticks/evaluate-records.ts';
import { JudgingReport } from '../../functions/evaluate-ticks/judging-report.ts';
import { RecordAttempts } from '../../functions/evaluate-ticks/record-attempts.ts';
import { TickEvaluator } from '../../functions/evaluate-ticks/tick-evaluator.ts';
import { makeAlerts } from '../made-alerts.ts';
import { type Contender, measureRounds } from '../measure-rounds.ts';
import type { BenchContext } from '../part.ts';
import { countRow, type Row, type Section, timingRow } from '../report.ts';
import { SortedIndex } from '../sorted-index.ts';
import { priceRange, repeatTrades } from '../tape.ts';
import { countTrades, strictLog } from './evaluation.ts';
import { quietTicks, roundsOf, SYMBOL } from './flat-cost.ts';

const ALERTS = 10_000;
/** Records of one Lambda event (batchSize in `infra/`). */
const RECORDS_PER_EVENT = 100;
/** The bar (docs/bench.md). */
const TWICE = { atMost: 2 };

const CASES = [
  { kind: 'price', everyMs: 250, name: 'ticks of 250 ms' },
  { kind: 'price', everyMs: 2_000, name: 'ticks of 2 s' },
  { kind: 'price', everyMs: 60_000, name: 'ticks of a minute' },
  { kind: 'mixed', everyMs: 250, name: 'ticks of 250 ms, many metrics' },
] as const;

/** Measures from the raw Kinesis event (base64) to decisions, against `JSON.parse` of the same decoded ticks. */
export async function measureEventToDecisions(context: BenchContext): Promise<Section[]> {
  const trades = repeatTrades(context.tape.trades, context.quick ? 2 : 5);
  const rows: Row[] = [];
  for (const { kind, everyMs, name } of CASES) {
    context.progress(`${name}: measuring`);
    const ticks = quietTicks(trades, kind, { everyMs });
    const alertIndex = new SortedIndex(makeAlerts({ symbol: SYMBOL, count: ALERTS, range: priceRange(trades), kind }));
    const texts = ticks.map(encodeTick);
    const size = Math.round(texts.reduce((sum, { length }) => sum + length, 0) / ticks.length);
    const parse = parseOf(`JSON.parse, ${Math.round(countTrades(ticks) / ticks.length)} trades, ${size} bytes`, texts);
    const decide = new Decisions(name, ticks, alertIndex);
    const [base, timing] = await measureRounds([parse, decide], roundsOf(context));
    if (!base || !timing) continue;
    rows.push(timingRow(base, { per: 'tick' }), timingRow(timing, { per: 'tick', base, bar: TWICE }));
    if (decide.calls > 0) rows.push(countRow(`database calls, ${name}`, decide.calls, 0));
  }
  return [
    {
      title: 'evaluate-ticks, from a raw Kinesis event to decisions',
      notes: [`one coin, ${ALERTS.toLocaleString('en')} alerts, ${RECORDS_PER_EVENT} records an event, nothing fires`],
      rows,
    },
  ];
}

function parseOf(name: string, texts: readonly string[]): Contender {
  return {
    name,
    run: () => {
      let parsed = 0;
      for (const text of texts) if (JSON.parse(text)) parsed += 1;
      return parsed;
    },
  };
}

class Decisions implements Contender {
  readonly name: string;
  calls = 0;
  readonly #alertIndex: SortedIndex;
  readonly #first: KinesisStreamEvent;
  readonly #events: readonly KinesisStreamEvent[];
  readonly #records: number;
  #evaluator: TickEvaluator;

  constructor(name: string, ticks: readonly Tick[], alertIndex: SortedIndex) {
    this.name = name;
    this.#alertIndex = alertIndex;
    this.#first = eventOf(ticks.slice(0, 1));
    const others = ticks.slice(1);
    this.#events = Array.from({ length: Math.ceil(others.length / RECORDS_PER_EVENT) }, (_, index) =>
      eventOf(others.slice(index * RECORDS_PER_EVENT, (index + 1) * RECORDS_PER_EVENT)),
    );
    this.#records = others.length;
    this.#evaluator = this.#make();
  }

  async prepare(): Promise<void> {
    this.#evaluator = this.#make();
    await this.#evaluate(this.#first);
  }

  async run(): Promise<number> {
    const callsBefore = this.#alertIndex.calls;
    for (const event of this.#events) await this.#evaluate(event);
    this.calls += this.#alertIndex.calls - callsBefore;
    return this.#records;
  }

  async #evaluate(event: KinesisStreamEvent): Promise<void> {
    const judging = { table: QUIET_TABLE, log: strictLog, now: Date.now };
    const deps = {
      evaluator: this.#evaluator,
      log: strictLog,
      quarantineQueue: { quarantine: refuse },
      market: { addUnwatched: refuse },
      attempts: new RecordAttempts(judging),
      report: new JudgingReport(judging),
    };
    const { batchItemFailures } = await evaluateRecords(event, { ...deps, deadline: Number.POSITIVE_INFINITY });
    if (batchItemFailures.length > 0) throw new Error('a batch was not finished');
  }

  #make(): TickEvaluator {
    return new TickEvaluator({ alertIndex: this.#alertIndex, log: strictLog, now: Date.now });
  }
}

const QUIET_TABLE = {
  readAttempt: async () => null,
  writeAttempt: async () => undefined,
  writeJudged: async () => undefined,
};

async function refuse(): Promise<never> {
  throw new Error('a record was no tick');
}

function eventOf(ticks: readonly Tick[]): KinesisStreamEvent {
  return {
    Records: ticks.map((tick) => ({
      awsRegion: 'eu-west-1',
      eventID: `shardId-000000000000:${tick.seq}`,
      eventName: 'aws:kinesis:record',
      eventSource: 'aws:kinesis',
      eventSourceARN: 'arn:aws:kinesis:eu-west-1:000000000000:stream/ticks',
      eventVersion: '1.0',
      invokeIdentityArn: 'arn:aws:iam::000000000000:role/bench',
      kinesis: {
        approximateArrivalTimestamp: tick.publishedAt / 1_000,
        data: Buffer.from(encodeTick(tick)).toString('base64'),
        kinesisSchemaVersion: '1.0',
        partitionKey: tick.symbol,
        sequenceNumber: String(tick.seq),
      },
    })),
  };
}
