import { expect, test, vi } from 'vitest';
import type { Checkpoint } from '../../../../../domain/market/checkpoint.ts';
import { LEASE_MS, SURELY_OVER_MS } from '../../../../../ingest-task/run/lease/foreign-lease.ts';
import {
  type Grant,
  LEASE_MARGIN_MS,
  Lease,
  READ_INTERVAL_MS,
  RENEW_INTERVAL_MS,
} from '../../../../../ingest-task/run/lease/lease.ts';
import { type ManualClock, manualClock } from '../../../../support/manual-clock.ts';
import { type MemoryLease, memoryLease } from '../../../../support/memory-lease.ts';
import { recordedLog } from '../../../../support/recorded-log.ts';
import { buildTrade } from '../../../../support/ticks.ts';

const positionAt = (id: number): Checkpoint => ({ feed: 'simulator', coins: { BTCUSDT: buildTrade({ id }) } });

test('a free lease is taken at once, its token is the epoch, and the last checkpoint comes with it', async () => {
  const table = memoryLease({ token: 7, checkpoint: positionAt(41) });
  const { lease, grants } = begin(table);
  await lease.start();
  expect(grants).toEqual([{ epoch: 8, checkpoint: positionAt(41) }]);
  expect([lease.isSure(8), lease.isSure(7), lease.isSure(9)]).toEqual([true, false, false]);
});

test('the holder renews every three seconds, with the checkpoint of that moment', async () => {
  const clock = manualClock();
  const table = memoryLease();
  const { lease, checkpoint } = begin(table, { clock });
  await lease.start();
  checkpoint(positionAt(5));
  await clock.advance(RENEW_INTERVAL_MS - 1);
  expect(table.record.beat).toBe(0);
  await clock.advance(1);
  expect(table.record).toMatchObject({ beat: 1, checkpoint: positionAt(5) });
  checkpoint(null);
  await clock.advance(10 * RENEW_INTERVAL_MS);
  expect(table.record).toMatchObject({ beat: 11, released: false, checkpoint: positionAt(5) });
  expect(lease.isSure(1)).toBe(true);
});

test('a standby leaves a renewed lease alone, and takes it as soon as it is given back', async () => {
  const clock = manualClock();
  const table = memoryLease();
  const holder = begin(table, { clock, owner: 'a' });
  const standby = begin(table, { clock, owner: 'b' });
  await holder.lease.start();
  await standby.lease.start();
  await clock.advance(60_000);
  expect([holder.lease.state, standby.lease.state]).toEqual(['holding', 'waiting']);
  holder.checkpoint(positionAt(99));
  await holder.lease.release();
  await clock.advance(READ_INTERVAL_MS);
  expect(standby.grants).toEqual([{ epoch: 2, checkpoint: positionAt(99) }]);
});

test('a standby takes the lease of a dead holder when it has not changed for ten seconds, not before', async () => {
  const clock = manualClock();
  const table = memoryLease();
  await begin(table, { clock: frozenAfter(clock, RENEW_INTERVAL_MS), owner: 'dead' }).lease.start();
  const { lease, grants } = begin(table, { clock, owner: 'b' });
  await lease.start();
  await clock.advance(RENEW_INTERVAL_MS); // the last renewal, seen half a second later at most
  expect(table.record.beat).toBe(1);
  await clock.advance(LEASE_MS - 1);
  expect(grants).toEqual([]);
  await clock.advance(READ_INTERVAL_MS + 1);
  expect(grants).toMatchObject([{ epoch: 2 }]);
});

test('two that want the same lease at the same moment do not both get it', async () => {
  const clock = manualClock();
  const table = memoryLease();
  const both = ['a', 'b'].map((owner) => begin(table, { clock, owner }));
  await Promise.all(both.map(({ lease }) => lease.start()));
  await clock.advance(60_000);
  expect(both.map(({ lease }) => lease.state).sort()).toEqual(['holding', 'waiting']);
  expect(table.record.token).toBe(1);
});

test('a holder is sure until a margin before the end of the last answered renewal', async () => {
  const clock = manualClock();
  const table = memoryLease();
  const { lease } = begin(table, { clock });
  await lease.start();
  table.fault = new Error('table down');
  await clock.advance(LEASE_MS - LEASE_MARGIN_MS - 1);
  expect(lease.isSure(1)).toBe(true);
  await clock.advance(1);
  expect([lease.isSure(1), lease.state]).toEqual([false, 'holding']);
});

test('a holder in doubt continues under the same epoch when the table answers again and nobody has taken the lease', async () => {
  const clock = manualClock();
  const table = memoryLease();
  const { lease, grants, log, losses } = begin(table, { clock });
  await lease.start();
  table.fault = new Error('table down');
  await clock.advance(60_000);
  expect(lease.isSure(1)).toBe(false);
  table.fault = null;
  await clock.advance(1_000);
  expect(lease.isSure(1)).toBe(true);
  expect([grants.length, losses()]).toEqual([1, 0]);
  expect(log.messages().filter((message) => message === 'lease not renewed')).toHaveLength(1);
});

test('a lease counts from before its write was sent: a slow answer does not make it longer', async () => {
  const clock = manualClock();
  const table = memoryLease();
  const { renew } = table;
  table.renew = async (renewal) => {
    await new Promise<void>((resolve) => clock.after(1_900, resolve));
    return renew(renewal);
  };
  const { lease } = begin(table, { clock });
  await lease.start();
  await clock.advance(RENEW_INTERVAL_MS + 1_900);
  table.renew = () => new Promise(() => {});
  await clock.advance(LEASE_MS - LEASE_MARGIN_MS - 1_900 - 1);
  expect(lease.isSure(1)).toBe(true);
  await clock.advance(1);
  expect(lease.isSure(1)).toBe(false);
});

test('a suspended task is not sure when it resumes, learns that it lost the lease, and stands by for the next epoch', async () => {
  const clock = manualClock();
  const table = memoryLease();
  const frozen = pausable(clock);
  const sleeper = begin(table, { clock: frozen.clock, owner: 'sleeper' });
  const standby = begin(table, { clock, owner: 'standby' });
  await sleeper.lease.start();
  await standby.lease.start();
  await clock.advance(RENEW_INTERVAL_MS);
  frozen.freeze();
  await clock.advance(LEASE_MS + READ_INTERVAL_MS);
  expect(standby.grants).toMatchObject([{ epoch: 2 }]);
  expect(sleeper.lease.isSure(1)).toBe(false);
  frozen.wake();
  await clock.advance(1);
  expect([sleeper.losses(), sleeper.lease.state]).toEqual([1, 'waiting']);
  await clock.advance(30_000);
  await standby.lease.release();
  await clock.advance(READ_INTERVAL_MS);
  expect(sleeper.grants.map(({ epoch }) => epoch)).toEqual([1, 3]);
  expect([sleeper.lease.isSure(1), sleeper.lease.isSure(3)]).toEqual([false, true]);
});

test('the lease of a crashed task of the same name is taken at once', async () => {
  const clock = manualClock();
  const table = memoryLease({ token: 4, beat: 9, owner: 'local', released: false, renewedAt: clock.now() });
  const { lease, grants } = begin(table, { clock, owner: 'local' });
  await lease.start();
  expect(grants).toMatchObject([{ epoch: 5 }]);
});

test('a lease that was renewed long ago is taken at once, but not one within the difference of two clocks', async () => {
  const clock = manualClock();
  const at = async (renewedAt: number) => {
    const { lease } = begin(memoryLease({ token: 4, owner: 'gone', released: false, renewedAt }), { clock });
    await lease.start();
    return lease.state;
  };
  expect(await at(clock.now() - SURELY_OVER_MS - 1)).toBe('holding');
  expect(await at(clock.now() - LEASE_MS - 2_000)).toBe('waiting');
  expect(await at(clock.now() + 3_600_000)).toBe('waiting');
});

test('a take-over whose answer was lost is harmless: the next read finds the own name', async () => {
  const clock = manualClock();
  const table = memoryLease({ token: 4, owner: 'other', released: false, renewedAt: clock.now() });
  const { lease, grants } = begin(table, { clock, owner: 'b' });
  await lease.start();
  table.record = { ...table.record, released: true };
  table.loseNextAnswer = true;
  await clock.advance(READ_INTERVAL_MS);
  expect([lease.state, table.record.owner]).toEqual(['waiting', 'b']);
  await clock.advance(READ_INTERVAL_MS);
  expect(grants).toMatchObject([{ epoch: 6 }]);
});

test('a renewal whose answer was lost is repeated and loses nothing', async () => {
  const clock = manualClock();
  const table = memoryLease();
  const { lease, losses } = begin(table, { clock });
  await lease.start();
  table.loseNextAnswer = true;
  await clock.advance(2 * RENEW_INTERVAL_MS);
  expect([lease.state, losses(), table.record.beat]).toEqual(['holding', 0, 2]);
});

test('a table that can’t be read at first fails the start; later it is tried again', async () => {
  const clock = manualClock();
  const broken = memoryLease();
  broken.fault = new Error('no such table');
  await expect(begin(broken).lease.start()).rejects.toThrow('no such table');
  const table = memoryLease({ token: 1, owner: 'other', released: false, renewedAt: clock.now() });
  const { lease, log } = begin(table, { clock });
  await lease.start();
  table.fault = new Error('table down');
  await clock.advance(5_000);
  table.fault = null;
  table.record = { ...table.record, released: true };
  await clock.advance(READ_INTERVAL_MS);
  expect(lease.state).toBe('holding');
  expect(log.messages().filter((message) => message === 'lease not read')).toHaveLength(1);
});

test('a release ends everything: nothing is renewed, taken or sure after it', async () => {
  const clock = manualClock();
  const table = memoryLease();
  const { lease, grants } = begin(table, { clock });
  await lease.start();
  await lease.release();
  const reads = table.reads;
  await clock.advance(60_000);
  expect([lease.isSure(1), grants.length, table.reads]).toEqual([false, 1, reads]);
  expect(table.record).toMatchObject({ token: 1, beat: 1, released: true });
});

test('a standby that is stopped has nothing to give back', async () => {
  const clock = manualClock();
  const table = memoryLease({ token: 1, owner: 'other', released: false, renewedAt: clock.now() });
  const { lease, grants } = begin(table, { clock });
  await lease.start();
  await lease.release();
  await clock.advance(60_000);
  expect([grants, table.record.released]).toEqual([[], false]);
});

test('a stop in the middle of taking the lease gives it back', async () => {
  const table = memoryLease({ token: 4, checkpoint: positionAt(9) });
  const { take } = table;
  let answer = () => {};
  table.take = async (...given) => {
    const taken = await take(...given);
    await new Promise<void>((resolve) => (answer = resolve));
    return taken;
  };
  const { lease, grants } = begin(table);
  const started = lease.start();
  await vi.waitFor(() => expect(table.record.owner).toBe('a'));
  const released = lease.release();
  answer();
  await Promise.all([started, released]);
  expect([grants, lease.state]).toEqual([[], 'released']);
  expect(table.record).toMatchObject({ token: 5, released: true, checkpoint: positionAt(9) });
});

test('a failed release is logged, and leaves the lease to its end', async () => {
  const table = memoryLease();
  const { lease, log } = begin(table);
  await lease.start();
  table.fault = new Error('table down');
  await lease.release();
  expect(log.messages().at(-1)).toMatch(/^lease not released/);
});

test('the heart beats after every attempt of a holder and of a standby, also of one that fails', async () => {
  const clock = manualClock();
  const table = memoryLease();
  const holder = begin(table, { clock, owner: 'a' });
  const standby = begin(table, { clock, owner: 'b' });
  await holder.lease.start();
  await standby.lease.start();
  table.fault = new Error('table down');
  await clock.advance(30_000);
  for (const { beats } of [holder, standby]) {
    const pauses = beats.map((at, i) => at - (beats[i - 1] ?? 0));
    expect(Math.max(...pauses)).toBeLessThanOrEqual(RENEW_INTERVAL_MS);
    expect(beats.at(-1)).toBeGreaterThan(30_000 - RENEW_INTERVAL_MS);
  }
});

test.each(['read', 'renew'] as const)('the heart stops with an attempt to %s that does not end', async (call) => {
  const clock = manualClock();
  const table = memoryLease(call === 'read' ? { token: 1, owner: 'b', released: false, renewedAt: clock.now() } : {});
  const { lease, beats } = begin(table, { clock });
  await lease.start();
  table[call] = () => new Promise<never>(() => undefined);
  await clock.advance(60_000);
  expect(beats).toEqual([0]);
});

interface Options {
  readonly clock?: ManualClock | Pick<ManualClock, 'now' | 'elapsed' | 'after' | 'random'>;
  readonly owner?: string;
}

function begin(leaseTable: MemoryLease, { clock = manualClock(), owner = 'a' }: Options = {}) {
  const log = recordedLog();
  const grants: Grant[] = [];
  /** monotonic ms */
  const beats: number[] = [];
  let checkpoint: Checkpoint | null = null;
  let losses = 0;
  const lease: Lease = new Lease({
    leaseTable,
    clock,
    log,
    heartbeat: { beat: () => void beats.push(clock.elapsed()) },
    owner,
    checkpoint: () => checkpoint,
    onHeld: (grant) => void grants.push(grant),
    onLost: () => {
      losses += 1;
      lease.wait();
    },
  });
  const setCheckpoint = (to: Checkpoint | null) => {
    checkpoint = to;
  };
  return { lease, log, grants, beats, losses: () => losses, checkpoint: setCheckpoint };
}

/** A process whose timers do not run while it is suspended, and all at once when it resumes; its clock goes on. */
function pausable(clock: ManualClock) {
  let isFrozen = false;
  const late: (() => void)[] = [];
  return {
    clock: {
      ...clock,
      after: (delayMs: number, run: () => void) => clock.after(delayMs, () => (isFrozen ? late.push(run) : run())),
    },
    freeze: () => {
      isFrozen = true;
    },
    wake: () => {
      isFrozen = false;
      for (const run of late.splice(0)) run();
    },
  };
}

/** A process that is killed: no later timer runs. */
function frozenAfter(clock: ManualClock, ms: number) {
  const end = clock.elapsed() + ms;
  return {
    ...clock,
    after: (delayMs: number, run: () => void) => clock.after(delayMs, () => clock.elapsed() <= end && run()),
  };
}
