import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Tick } from '../../../../domain/market/tick.ts';
import type { Trade } from '../../../../domain/market/trade.ts';
import { WINDOWED } from '../../../../domain/metrics/metric.ts';
import type { MinuteValues } from '../../../../domain/metrics/minute-values.ts';
import { CoinOutbox } from '../../../../ingest-task/publishing/coin-outbox.ts';
import { PublishedMetrics } from '../../../../ingest-task/publishing/published-metrics.ts';
import { buildTrade } from '../../../support/ticks.ts';

/** Minutes are counted by plain division here, not by the code under test. */
const START = Date.UTC(2026, 0, 5, 12, 0, 0);
const LENGTH = 60_000;
const ALERT_INDEX = { version: 1, metrics: ['price', 'change-1h', 'change-5m@close', 'volume-1h'], shards: 1 };

const stepArbitrary = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constant('trade' as const),
      gapMs: fc.constantFrom(0, 1, 700, 20_000, 61_000, 400_000),
      /** how far the trade's time lies behind the newest one */
      lateMs: fc.constantFrom(0, 0, 0, 0, 0, 900),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant('heartbeat' as const), gapMs: fc.constantFrom(0, 1_000, 59_000, 300_000) }),
  },
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constant('send' as const),
      fate: fc.constantFrom('taken', 'taken', 'taken', 'refused', 'answer lost'),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constantFrom('cut' as const, 'drop' as const, 'index-version' as const) }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('learn' as const) }) },
);
type Step = typeof stepArbitrary extends fc.Arbitrary<infer T> ? T : never;

interface Run {
  /** what reached the stream, in order */
  readonly arrived: Tick[];
  readonly trades: Trade[];
  readonly dropped: Set<number>;
  /** the watermark of the last heartbeat, which was published to the end */
  readonly end: number;
}

test('whatever is refused, cut off or dropped, every minute is published, in order and to its end, with its own values', () => {
  fc.assert(
    fc.property(fc.array(stepArbitrary, { maxLength: 80 }), (steps) => {
      const run = play(steps);
      expectEveryMinuteClosed(run);
      expectTradesOnce(run);
      expectMarksHold(run);
      expectOwnValues(run.arrived);
    }),
    { numRuns: 600 },
  );
}, 60_000);

/** No tick of a minute arrives before every minute since the first one was published to its end. */
function expectEveryMinuteClosed({ arrived, end }: Run) {
  const closed = new Set<number>();
  const telling = arrived.filter(({ trades, watermark }) => trades.id.length > 0 || watermark !== null);
  const first = telling[0]?.minute ?? Number.POSITIVE_INFINITY;
  for (const { minute, watermark } of telling) {
    for (let before = first; before < minute; before += LENGTH) expect(closed).toContain(before);
    if (watermark === minute + LENGTH) closed.add(minute);
  }
  for (let minute = first; minute + LENGTH <= end; minute += LENGTH) expect(closed).toContain(minute);
}

/** The trades that were not dropped, in order; some may arrive twice. */
function expectTradesOnce({ arrived, trades, dropped }: Run) {
  const seen = [...new Set(arrived.flatMap((tick) => tick.trades.id))];
  const kept = trades.map(({ id }) => id).filter((id) => !dropped.has(id) || seen.includes(id));
  expect(seen).toEqual(kept);
  for (const { minute, trades: columns } of arrived) {
    for (const time of columns.time) expect(Math.floor(time / LENGTH) * LENGTH).toBe(minute);
  }
}

/** A watermark reaches no further than its minute and never goes back, and no trade before it comes later, except late ones. */
function expectMarksHold({ arrived, trades, dropped }: Run) {
  const published = new Set<number>();
  let highest = 0;
  for (const { minute, watermark, trades: columns } of arrived) {
    for (const id of columns.id) published.add(id);
    if (watermark === null) continue;
    expect(watermark).toBeGreaterThanOrEqual(highest);
    expect(watermark).toBeLessThanOrEqual(minute + LENGTH);
    highest = watermark;
    for (const { id, time } of trades) {
      const isLate = trades.some((other) => other.id < id && other.time > time);
      if (time < watermark && !isLate && !dropped.has(id)) expect(published).toContain(id);
    }
  }
}

/** The values of the minute's first tick, known or unknown, hold to its end; `refsBefore` are those of the minute before. */
function expectOwnValues(arrived: readonly Tick[]) {
  const said = new Map<string, string | number | null>();
  const isOf = (minute: number, value: string | number | null) =>
    expect(value === null ? minute / LENGTH : Math.floor(Number(value))).toBe(minute / LENGTH);
  for (const { minute, refs, refsBefore, measures, trades, watermark } of arrived) {
    if (trades.id.length === 0 && watermark === null) {
      expect([refs, refsBefore, measures]).toEqual([{}, {}, {}]);
      continue;
    }
    expect(Object.keys(refs).sort()).toEqual(['change-1h', 'change-5m']);
    expect(Object.keys(refsBefore).sort()).toEqual(['change-1h', 'change-5m']);
    expect(Object.keys(measures)).toEqual(['volume-1h']);
    for (const [name, value] of Object.entries({ ...refs, ...measures })) {
      const key = `${name} of ${minute}`;
      if (!said.has(key)) said.set(key, value);
      expect(value).toBe(said.get(key));
      isOf(minute, value);
    }
    for (const value of Object.values(refsBefore)) isOf(minute - LENGTH, value);
  }
}

function play(steps: readonly Step[]): Run {
  const stage = new Stage();
  for (const step of steps) stage.enact(step);
  return stage.finish();
}

/** A socket, a stream and a history around one outbox. Heartbeats come a second late, as trades may. */
class Stage {
  readonly #outbox: CoinOutbox;
  readonly #run = { arrived: [] as Tick[], trades: [] as Trade[], dropped: new Set<number>() };
  #time = START;
  #alertIndex = ALERT_INDEX;
  #revision = 0;
  #known = false;

  constructor() {
    const revision = () => this.#revision;
    this.#outbox = new CoinOutbox({
      symbol: 'BTCUSDT',
      alertIndex: ALERT_INDEX,
      onSkipped: () => expect.unreachable('too few minutes to leave any out'),
      metrics: new PublishedMetrics({
        get revision() {
          return revision();
        },
        valuesAt: (minute) => this.#valuesAt(minute),
      }),
    });
  }

  enact(step: Step): void {
    if (step.do === 'trade') this.#trade(step.gapMs, step.lateMs);
    else if (step.do === 'heartbeat') this.#heartbeat(step.gapMs);
    else if (step.do === 'send') this.#send(step.fate);
    else if (step.do === 'cut') this.#outbox.loseWatermark();
    else if (step.do === 'drop') for (const { id } of this.#outbox.dropAll()) this.#run.dropped.add(id);
    else if (step.do === 'learn') this.#learn();
    else this.#raiseIndexVersion();
  }

  finish(): Run {
    this.#heartbeat(130_000);
    let calls = 0;
    for (; this.#send('taken'); calls += 1) expect(calls).toBeLessThan(2_000);
    return { ...this.#run, end: this.#time - 1_000 };
  }

  #trade(gapMs: number, lateMs: number): void {
    this.#time += gapMs;
    const trade = buildTrade({ id: this.#run.trades.length + 1, time: this.#time - lateMs });
    this.#run.trades.push(trade);
    this.#outbox.add(trade, 1);
  }

  #heartbeat(gapMs: number): void {
    this.#time += gapMs;
    this.#outbox.setWatermark(this.#time - 1_000);
  }

  /** Answers whether there was anything to send. */
  #send(fate: string): boolean {
    const context = { feed: 'binance', epoch: 1, now: 1, exchangeNow: this.#time, clockOffsetMs: 0 } as const;
    const tick = this.#outbox.cut(context);
    if (!tick) return false;
    if (fate !== 'refused') this.#run.arrived.push(tick);
    if (fate === 'taken') this.#outbox.accepted();
    else this.#outbox.refused();
    return true;
  }

  /** Unknown values become known, and candles are repaired: the values change. */
  #learn(): void {
    this.#known = true;
    this.#revision += 1;
  }

  #raiseIndexVersion(): void {
    this.#alertIndex = { ...this.#alertIndex, version: this.#alertIndex.version + 1 };
    this.#outbox.setAlertIndex(this.#alertIndex);
  }

  /** The whole part names the minute, the fraction how often the history has changed. */
  #valuesAt(minute: number): MinuteValues {
    const value = this.#known ? minute / LENGTH + this.#revision / 1_000 : null;
    const refs: Record<string, string | null> = {};
    const measures: Record<string, number | null> = {};
    for (const { name, moves } of WINDOWED) {
      if (moves === 'by-reference') refs[name] = value === null ? null : String(value);
      else measures[name] = value;
    }
    // a metric that is never known: the others must stay fixed all the same
    return { refs: { ...refs, 'change-7d': null }, measures } as unknown as MinuteValues;
  }
}
