import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { TickRecord } from '../../../../adapters/streams/tick-stream.ts';
import { decodeTick, lastTradeOf, type Tick } from '../../../../domain/market/tick.ts';
import type { Trade } from '../../../../domain/market/trade.ts';
import { createCounters } from '../../../../ingest-task/counters.ts';
import type { CoinOutbox } from '../../../../ingest-task/publishing/coin-outbox.ts';
import { Publisher } from '../../../../ingest-task/publishing/publisher.ts';
import { type ManualClock, manualClock } from '../../../support/manual-clock.ts';
import { recordedLog } from '../../../support/recorded-log.ts';
import { buildTrade } from '../../../support/ticks.ts';
import { unknownValues } from '../../../support/value-source.ts';
import { buildWantedCoin } from '../../../support/wanted-coins.ts';

const COINS = ['BTCUSDT', 'ETHUSDT'];
const START = Date.UTC(2026, 0, 5, 12, 0, 0);

const step = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ do: fc.constant('trade'), coin: fc.nat(1), gapMs: fc.constantFrom(0, 1, 900, 70_000) }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('wait'), ms: fc.constantFrom(1, 50, 100, 700, 6_000) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('heartbeat'), gapMs: fc.constantFrom(0, 10, 2_500) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('index version'), coin: fc.nat(1) }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('ids restart'), coin: fc.nat(1), share: fc.constantFrom(0, 0.5, 1) }),
  },
);
/** `share`: how far up to the last id the next one lies, at most at it */
type Step = { do: string; coin?: number; gapMs?: number; ms?: number; share?: number };

/** The outcome of one call: how long it takes, which records are refused, and whether the answer is lost. */
const outcome = fc.record({
  delayMs: fc.constantFrom(0, 30, 250, 3_000),
  refused: fc.array(fc.boolean(), { maxLength: 2 }),
  fate: fc.constantFrom('answered', 'answered', 'answer-lost', 'never-arrived'),
});
type Outcome = { delayMs: number; refused: boolean[]; fate: string };

test('whatever is refused or lost in flight, and wherever ids restart, each coin’s trades arrive in order, in ticks that keep the rules', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { maxLength: 60 }),
      fc.array(outcome, { maxLength: 25 }),
      async (steps, outcomes) => {
        const run = await play(steps, outcomes);
        for (const symbol of COINS) check(symbol, run);
      },
    ),
    { numRuns: 150 },
  );
});

function check(symbol: string, run: Run) {
  const arrived = run.arrived.filter((tick) => tick.symbol === symbol);
  const trades = run.trades.get(symbol) ?? [];
  const inOrder = trades.map(({ quantity }) => quantity);
  expect(unique(arrived.flatMap((tick) => tick.trades.quantity))).toEqual(inOrder);
  expect(unique(readByPageRule(arrived))).toEqual(inOrder);
  expectGrowing(run.attempts.filter((tick) => tick.symbol === symbol).map(({ seq }) => seq));
  expectMarksHold(arrived, trades);
  expectPreviousIsRight(arrived, trades);
}

/** What a reader judges that skips known ids in a direct successor of the last tick. */
function readByPageRule(ticks: readonly Tick[]): string[] {
  let known: { seq: number; lastId: number } | null = null;
  const read: string[] = [];
  for (const tick of ticks) {
    const judgedTo: number = known?.seq === tick.seq - 1 ? known.lastId : -1;
    read.push(...tick.trades.quantity.filter((_, index) => (tick.trades.id[index] ?? -1) > judgedTo));
    known = { seq: tick.seq, lastId: lastTradeOf(tick)?.id ?? -1 };
  }
  return read;
}

/** The trade before the tick's first one, unless the ids restarted in between. */
function expectPreviousIsRight(arrived: readonly Tick[], trades: readonly Trade[]) {
  for (const { previous, trades: columns } of arrived) {
    const index = trades.findIndex(({ quantity }) => quantity === columns.quantity[0]);
    const [before, first] = [trades[index - 1], trades[index]];
    if (first) expect(previous).toEqual(before && before.id < first.id ? before : null);
  }
}

function unique(texts: readonly string[]): string[] {
  return [...new Set(texts)];
}

function expectGrowing(numbers: readonly number[]) {
  for (let i = 1; i < numbers.length; i += 1) expect(numbers[i]).toBeGreaterThan(numbers[i - 1] ?? 0);
}

function expectMarksHold(arrived: readonly Tick[], trades: readonly Trade[]) {
  let highest = 0;
  const published = new Set<string>();
  for (const { watermark, trades: columns } of arrived) {
    for (const quantity of columns.quantity) published.add(quantity);
    if (watermark === null) continue;
    expect(watermark).toBeGreaterThanOrEqual(highest);
    highest = watermark;
    for (const { quantity, time } of trades) if (time < watermark) expect(published).toContain(quantity);
  }
}

interface Run {
  readonly arrived: Tick[];
  readonly attempts: Tick[];
  readonly trades: ReadonlyMap<string, Trade[]>;
}

async function play(steps: readonly Step[], outcomes: readonly Outcome[]): Promise<Run> {
  const clock = manualClock();
  const stream = unreliableStream(clock, outcomes);
  const publisher = new Publisher({
    tickStream: stream,
    clock,
    log: recordedLog(),
    counters: createCounters(),
    feed: 'simulator',
    epoch: 1,
    flushIntervalMs: 100,
    exchangeNow: () => START,
    clockOffsetMs: () => 0,
    onDropped: () => expect.unreachable('nothing may be dropped'),
    viewOf: () => null,
    onAccepted: () => {},
  });
  const outboxes = COINS.map((symbol) => publisher.follow(buildWantedCoin(symbol), unknownValues()));
  publisher.start();
  const trades = await enact(steps, { clock, publisher, outboxes });
  const drained = publisher.drain(60_000);
  await clock.advance(61_000);
  expect(await drained).toBe(0);
  return { arrived: stream.arrived, attempts: stream.attempts, trades };
}

interface Stage {
  readonly clock: ManualClock;
  readonly publisher: Publisher;
  readonly outboxes: readonly CoinOutbox[];
}

/** An exchange where no trade is older than a heartbeat before it. A trade’s quantity is its number. */
async function enact(steps: readonly Step[], { clock, publisher, outboxes }: Stage) {
  const trades = new Map<string, Trade[]>(COINS.map((symbol) => [symbol, []]));
  const lastIds = COINS.map(() => 0);
  let exchangeTime = START;
  let version = 1;
  for (const { do: what, coin = 0, gapMs = 0, ms = 0, share = 0 } of steps) {
    exchangeTime += gapMs;
    const outbox = outboxes[coin];
    const seen = trades.get(COINS[coin] ?? '');
    if (!outbox || !seen) continue;
    if (what === 'wait') await clock.advance(ms);
    if (what === 'heartbeat') for (const each of outboxes) each.setWatermark(exchangeTime);
    if (what === 'index version') {
      version += 1;
      outbox.setAlertIndex(buildWantedCoin('', version).book);
    }
    const lastId = lastIds[coin] ?? 0;
    if (what === 'ids restart') lastIds[coin] = Math.floor(Math.max(lastId, 0) * share) - 1;
    if (what !== 'trade') continue;
    lastIds[coin] = lastId + 1;
    const trade = buildTrade({ id: lastId + 1, time: exchangeTime, quantity: String(seen.length + 1) });
    seen.push(trade);
    publisher.add(outbox, trade, clock.now());
  }
  return trades;
}

function unreliableStream(clock: ManualClock, outcomes: readonly Outcome[]) {
  const arrived: Tick[] = [];
  const attempts: Tick[] = [];
  const unacknowledged = new Set<string>();
  let call = 0;
  return {
    arrived,
    attempts,
    async put(records: readonly TickRecord[]): Promise<(string | null)[]> {
      const { delayMs, refused, fate } = outcomes[call] ?? { delayMs: 0, refused: [], fate: 'answered' };
      call += 1;
      const ticks = records.map(({ data }) => decodeTick(Buffer.from(data).toString()));
      attempts.push(...ticks);
      for (const { symbol } of ticks) {
        expect(unacknowledged).not.toContain(symbol);
        unacknowledged.add(symbol);
      }
      if (fate !== 'never-arrived') arrived.push(...ticks.filter((_, index) => !refused[index]));
      await new Promise<void>((resolve) => clock.after(delayMs, resolve));
      for (const { symbol } of ticks) unacknowledged.delete(symbol);
      if (fate !== 'answered') throw new Error('no answer in time');
      return ticks.map((_, index) => (refused[index] ? 'ProvisionedThroughputExceededException' : null));
    },
  };
}
