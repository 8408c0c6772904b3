import { describe, expect, test } from 'vitest';
import { MAX_PENDING_TRADES } from '../../../../ingest-task/publishing/publisher.ts';
import { BEFORE_MS, type Outcome, runPlan } from './chaos-run.ts';
import type { Fault, TimedFault } from './fault.ts';

const BUSY = 'BUSYUSDT';
const CALM = 'CALMUSDT';
const THIN = 'THINUSDT';

/** Plays the faults, each so many ms after the first; no trade may be missed, and the task recovers. */
async function survive(faults: readonly (Fault & { atMs?: number })[], clockErrorMs = 0): Promise<Outcome> {
  const timed = faults.map((fault): TimedFault => ({ atMs: 0, ...fault }));
  const forMs = Math.max(...timed.map(({ atMs }) => atMs)) + BEFORE_MS;
  const outcome = await runPlan({ seed: 1, clockErrorMs, forMs, faults: timed, isStrict: true });
  expect(outcome.faults).toEqual([]);
  expect(outcome.fires).toBeGreaterThan(0);
  return outcome;
}

/** … and no trade is stated as missed. */
async function surviveWithoutLoss(faults: readonly (Fault & { atMs?: number })[], clockErrorMs = 0): Promise<Outcome> {
  const outcome = await survive(faults, clockErrorMs);
  expect(outcome.world.tables.unwatched).toEqual([]);
  return outcome;
}

const burst = (count: number, symbol = BUSY) => ({ kind: 'burst', symbol, count }) as const;
/** So that there are trades to request. */
const MISSED: Fault[] = [{ kind: 'cut' }, burst(3_000)];

describe('sockets', () => {
  test('a cut', async () => {
    const { backfilled } = await surviveWithoutLoss([{ kind: 'cut' }, burst(50)]);
    expect(backfilled).toBeGreaterThanOrEqual(50);
  });

  test('a peer that is half open', async () => {
    const { recoveredMs } = await surviveWithoutLoss([{ kind: 'half-open' }]);
    expect(recoveredMs).toBeLessThan(20_000);
  });

  test('a stall without a close', async () => {
    const { recoveredMs } = await surviveWithoutLoss([{ kind: 'stall' }]);
    expect(recoveredMs).toBeLessThan(20_000);
  });

  test('a stream that is silent until it is subscribed again', async () => {
    await surviveWithoutLoss([{ kind: 'silent', symbol: CALM, until: 'subscribed-again' }]);
  });

  test('a stream that is silent until its connection is replaced', async () => {
    await surviveWithoutLoss([{ kind: 'silent', symbol: CALM, until: 'reconnected' }]);
  });

  test('a subscription that the exchange lost', async () => {
    await surviveWithoutLoss([{ kind: 'forget', symbol: CALM }]);
  });

  test('frames that come doubled and in the wrong order', async () => {
    await surviveWithoutLoss([{ kind: 'disorder', doubled: 0.3, swapped: 0.3, forMs: 10_000 }]);
  });

  test('frames that come ten seconds late', async () => {
    await surviveWithoutLoss([{ kind: 'hold-back', forMs: 10_000 }]);
  });

  test('a burst of 10,000 trades at once', async () => {
    const { trades } = await surviveWithoutLoss([burst(10_000)]);
    expect(trades).toBeGreaterThan(10_000);
  });

  test('a server that announces its shutdown, in the middle of a burst', async () => {
    await surviveWithoutLoss([{ kind: 'shutdown' }, burst(5_000), { ...burst(5_000), atMs: 300 }]);
  });

  test('an exchange that accepts no socket for a while', async () => {
    const { backfilled } = await surviveWithoutLoss([
      { kind: 'closed', status: 503, forMs: 15_000 },
      { kind: 'cut', atMs: 100 },
    ]);
    expect(backfilled).toBeGreaterThan(300);
  });
});

describe('frames that can not be true', () => {
  test.each([BUSY, CALM, THIN])(
    'of %s: everything else is published, and no id is taken for a restart',
    async (symbol) => {
      const { world, missed } = await survive([{ kind: 'odd-frames', symbol }]);
      expect(missed).toBe(0);
      const messages = world.tasks.flatMap(({ log }) => log.messages());
      expect(messages).toContain('malformed frame');
      expect(messages).not.toContain('trade ids restarted, alerts re-armed');
      // where trades follow each other closely, a second one of an id is no newer than a duplicate may be, and is dropped as one
      const reasons = new Set(world.tables.unwatched.map(({ interval }) => interval.reason));
      if (symbol === THIN || reasons.size > 0) expect(reasons).toEqual(new Set(['same-id']));
    },
  );

  test('while trades are missing, and while the exchange does not answer', async () => {
    await survive([
      { kind: 'rest', status: 503, count: 20 },
      ...MISSED,
      { kind: 'odd-frames', symbol: BUSY, atMs: 500 },
    ]);
  });

  test('before and after a task is replaced', async () => {
    const { world } = await survive([
      { kind: 'odd-frames', symbol: CALM },
      { kind: 'kill', successorAfterMs: 500, atMs: 100 },
      { kind: 'odd-frames', symbol: CALM, atMs: 4_000 },
    ]);
    expect(world.tasks.flatMap(({ log }) => log.messages())).not.toContain('trade ids restarted, alerts re-armed');
  });
});

describe('REST, while trades are missing', () => {
  const refusals = [
    { status: 429, count: 3, retryAfterSeconds: 2 },
    { status: 418, count: 2, retryAfterSeconds: 20 },
    { status: 403, count: 2 },
    { status: 451, count: 1 },
    { status: 500, count: 5 },
    { status: 503, count: 5 },
    { status: 400, count: 2 },
  ];
  test.each(refusals)('status $status, $count times', async (refusal) => {
    await surviveWithoutLoss([{ kind: 'rest', ...refusal }, ...MISSED]);
  });

  test('short pages', async () => {
    const { backfilled } = await surviveWithoutLoss([{ kind: 'short-pages', pageSize: 100, forMs: 60_000 }, ...MISSED]);
    expect(backfilled).toBeGreaterThanOrEqual(3_000);
  });

  test('answers that lag behind the sockets', async () => {
    await surviveWithoutLoss([{ kind: 'lag', lagMs: 1_500, forMs: 20_000 }, ...MISSED]);
  });

  test('answers that take seconds', async () => {
    await surviveWithoutLoss([{ kind: 'slow', latencyMs: 5_000, forMs: 30_000 }, ...MISSED]);
  });

  test('purged ids are stated as unwatched, and everything else is published', async () => {
    const { world, missed } = await survive([{ kind: 'purge', symbol: BUSY }]);
    expect(world.tables.unwatched.map(({ symbol, interval }) => [symbol, interval.reason])).toEqual([[BUSY, 'purged']]);
    expect(missed).toBeGreaterThanOrEqual(20);
    expect(missed).toBeLessThan(60);
  });
});

describe('the stream', () => {
  test('throttled for two minutes', async () => {
    const { world } = await surviveWithoutLoss([{ kind: 'throttle', share: 1, forMs: 120_000 }, burst(2_000)]);
    expect(world.stream.landed.length).toBeGreaterThan(0);
  });

  test('throttled while more trades come than can be kept: the dropped ones are filled by id', async () => {
    const { world, backfilled } = await surviveWithoutLoss([
      { kind: 'throttle', share: 1, forMs: 10_000 },
      { ...burst(MAX_PENDING_TRADES.perCoin + 5_000), atMs: 500 },
    ]);
    expect(world.tasks[0]?.log.messages()).toContain('buffer dropped, to be filled by id');
    expect(backfilled).toBeGreaterThan(MAX_PENDING_TRADES.perCoin);
  });

  test('half of the records refused for half a minute', async () => {
    await surviveWithoutLoss([{ kind: 'throttle', share: 0.5, forMs: 30_000 }]);
  });

  test('an accepted put whose answer is lost', async () => {
    await surviveWithoutLoss([{ kind: 'calls', faults: ['answer-lost'] }]);
  });

  test('calls that have their effect after they were given up', async () => {
    await surviveWithoutLoss([{ kind: 'calls', faults: ['late', 'not-taken', 'late', 'answer-lost'] }]);
  });
});

describe('the task', () => {
  test('killed in the middle of a burst: another one goes on', async () => {
    const { recoveredMs } = await surviveWithoutLoss([
      burst(4_000),
      { kind: 'kill', successorAfterMs: 1_000, atMs: 50 },
    ]);
    expect(recoveredMs).toBeLessThan(15_000);
  });

  test('stopped in the middle of a burst: another one goes on', async () => {
    await surviveWithoutLoss([burst(4_000), { kind: 'stop', successorAfterMs: 1_000, atMs: 50 }]);
  });

  test('killed while another one stands by, which takes over within 12 s', async () => {
    const { recoveredMs } = await surviveWithoutLoss([
      { kind: 'standby' },
      { kind: 'kill', successorAfterMs: 0, atMs: 20_000 },
    ]);
    expect(recoveredMs).toBeLessThanOrEqual(13_000); // a trade counts as due when it is a second old
  });

  test('stopped while another one stands by, which takes over within 3 s', async () => {
    const { recoveredMs } = await surviveWithoutLoss([
      { kind: 'standby' },
      { kind: 'stop', successorAfterMs: 0, atMs: 20_000 },
    ]);
    expect(recoveredMs).toBeLessThanOrEqual(4_000);
  });

  test('two at once', async () => {
    const { world } = await surviveWithoutLoss([{ kind: 'standby' }, { kind: 'standby', atMs: 3_000 }, burst(100)]);
    expect(new Set(world.stream.landed.map(({ tick }) => tick.epoch)).size).toBeGreaterThan(0);
  });

  test.each([true, false])('frozen, it wakes after another has its lease (timers first: %s)', async (timersFirst) => {
    const { world } = await surviveWithoutLoss([
      { kind: 'standby' },
      { kind: 'freeze', forMs: 30_000, timersFirst, atMs: 10_000 },
    ]);
    const epochs = world.stream.landed.map(({ tick }) => tick.epoch);
    expect(epochs).toContain(2);
    expect(epochs).toEqual([...epochs].sort()); // it sends nothing more
  });

  test.each([true, false])('frozen, it wakes in time (timers first: %s)', async (timersFirst) => {
    await surviveWithoutLoss([{ kind: 'standby' }, { kind: 'freeze', forMs: 6_000, timersFirst, atMs: 10_000 }]);
  });

  test('the tables down for a minute', async () => {
    await surviveWithoutLoss([
      { kind: 'tables-down', forMs: 60_000 },
      { kind: 'cut', atMs: 5_000 },
    ]);
  });

  test.each([2_000, -2_000])('a clock that is %i ms off', async (clockErrorMs) => {
    await surviveWithoutLoss(
      [{ kind: 'cut' }, burst(100), { kind: 'kill', successorAfterMs: 0, atMs: 5_000 }],
      clockErrorMs,
    );
  });

  test('a quiet coin’s only trade during a cut is published without another frame of it', async () => {
    await surviveWithoutLoss([{ kind: 'cut' }, burst(1, THIN)]);
  });
});
