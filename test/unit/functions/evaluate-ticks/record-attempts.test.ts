import { expect, test } from 'vitest';
import type { Attempt } from '../../../../adapters/dynamodb/market/judging-table.ts';
import {
  LATE_AFTER_MS,
  MAX_DEADLY_ATTEMPTS,
  RecordAttempts,
} from '../../../../functions/evaluate-ticks/record-attempts.ts';
import { buildRecord } from '../../../support/kinesis-records.ts';
import { silentLog } from '../../../support/silent-log.ts';

const ARRIVED = 1_700_000_000_000;

/** A table that every environment sees, and environments over it that may die. */
function setUp(ageMs: number) {
  let noted: Attempt | null = null;
  let calls = 0;
  let isDown = false;
  const call = <Value>(value: () => Value) => {
    calls += 1;
    return isDown ? Promise.reject(new Error('the table is down')) : Promise.resolve(value());
  };
  const table = {
    readAttempt: () => call(() => noted),
    writeAttempt: (_: string, attempt: Attempt) =>
      call(() => {
        noted = attempt;
      }),
  };
  const records = Array.from({ length: 10 }, (_, index) => buildRecord(`seq-${index}`, ARRIVED));
  const environment = () => new RecordAttempts({ table, log: silentLog, now: () => ARRIVED + ageMs });
  return {
    records,
    environment,
    calls: () => calls,
    noted: () => noted,
    takeDown() {
      isDown = true;
    },
  };
}

/** Invocations of one batch, each in an environment of its own, of which record `deadly` never lets one come back. */
async function invoke({ records, environment }: ReturnType<typeof setUp>, deadly: number): Promise<string[]> {
  const attempts = environment();
  const tried: string[] = [];
  await attempts.begin(records);
  for (const [index, record] of records.entries()) {
    if (!(await attempts.mayTry(record))) continue;
    if (index === deadly) return [...tried, 'dies'];
    tried.push(record.kinesis.sequenceNumber);
  }
  return tried;
}

test.each([0, 3, 9])(
  'record %i, from which no invocation comes back, is left out after some of them',
  async (deadly) => {
    const world = setUp(LATE_AFTER_MS);
    const invocations: string[][] = [];
    while (invocations.at(-1)?.at(-1) === 'dies' || invocations.length === 0)
      invocations.push(await invoke(world, deadly));
    expect(invocations.length).toBeLessThanOrEqual(MAX_DEADLY_ATTEMPTS + 3);
    const others = world.records.map(({ kinesis }) => kinesis.sequenceNumber).filter((_, index) => index !== deadly);
    expect(invocations.at(-1)).toEqual(others);
  },
);

test('while records are judged in time nothing is read or written', async () => {
  const world = setUp(LATE_AFTER_MS - 1);
  expect(await invoke(world, -1)).toHaveLength(10);
  expect(world.calls()).toBe(0);
});

test('late records that can be judged cost one read and one write a batch', async () => {
  const world = setUp(LATE_AFTER_MS);
  expect(await invoke(world, -1)).toHaveLength(10);
  expect(world.calls()).toBe(2);
});

test('attempts that end with an error of AWS do not count, however late the record is', async () => {
  const world = setUp(LATE_AFTER_MS);
  const [first] = world.records;
  for (let times = 0; times < 20; times += 1) {
    const attempts = world.environment();
    await attempts.begin(world.records);
    if (!first || !(await attempts.mayTry(first))) expect.unreachable('it is given up');
    await attempts.failed(first, new Error('throttled'), true);
  }
  expect(world.noted()).toEqual({ record: 'seq-0', attempts: 0 });
});

test('judging goes on while the table fails', async () => {
  const world = setUp(LATE_AFTER_MS);
  world.takeDown();
  expect(await invoke(world, -1)).toHaveLength(10);
});
