import { describe, expect, it } from 'vitest';
import type { TransactItem, TransactionOutcome } from '../../../../../adapters/dynamodb/write-transaction.ts';
import { ANNOUNCE_INTERVAL_MS, announceCoinChanges } from '../../../../../functions/api/coins/announce-coin-changes.ts';
import { MARKER_INTERVAL_MS, QUICK_FOR_MS } from '../../../../../ingest-task/watching/wanted-coins.ts';
import { recordedLog } from '../../../../support/recorded-log.ts';

const COIN: TransactItem = {
  Update: { TableName: 'coins', Key: { symbol: 'BTCUSDT' }, UpdateExpression: 'SET x = :x' },
};
const OTHER: TransactItem = { Put: { TableName: 'alerts', Item: {} } };
const WRITTEN: TransactionOutcome = { written: true };

function begin(outcome: TransactionOutcome = WRITTEN) {
  const world = { now: 100_000, announced: [] as number[], fault: null as Error | null };
  const log = recordedLog();
  const writeAll = announceCoinChanges({
    writeAll: async () => outcome,
    coins: { isRow: (item) => item.Update?.TableName === 'coins' },
    market: {
      async announceCoinsChanged(at) {
        if (world.fault) throw world.fault;
        world.announced.push(at);
      },
    },
    log,
    now: () => world.now,
  });
  return { world, writeAll, log };
}

describe('a change of a coin', () => {
  it('is announced after it was written', async () => {
    const { world, writeAll } = begin();
    expect(await writeAll([OTHER, COIN])).toEqual(WRITTEN);
    expect(world.announced).toEqual([100_000]);
  });

  it('that was not written is not announced, and neither is what changes no coin', async () => {
    const refused = begin({ written: false, failed: [0] });
    expect(await refused.writeAll([COIN])).toEqual({ written: false, failed: [0] });
    const { world, writeAll } = begin();
    await writeAll([OTHER]);
    expect([refused.world.announced, world.announced]).toEqual([[], []]);
  });

  it('is announced at most every two seconds of an environment, however many are written', async () => {
    const { world, writeAll } = begin();
    for (let change = 0; change < 41; change += 1) {
      await writeAll([COIN]);
      world.now += 100;
    }
    expect(world.announced).toEqual([100_000, 102_000, 104_000]);
  });

  it('that shares an announcement is written while the task still reads the stream each second', () => {
    const longestCallMs = 1_000;
    const recordLagMs = 1_000;
    expect(ANNOUNCE_INTERVAL_MS + longestCallMs + recordLagMs + MARKER_INTERVAL_MS).toBeLessThanOrEqual(QUICK_FOR_MS);
  });

  it('that can not be announced is written all the same, and logged once', async () => {
    const { world, writeAll, log } = begin();
    world.fault = new Error('throttled');
    expect(await writeAll([COIN])).toEqual(WRITTEN);
    await writeAll([COIN]);
    expect(log.messages()).toEqual(['changed coins not announced']);
    world.fault = null;
    await writeAll([COIN]);
    expect(world.announced).toEqual([100_000]);
  });
});
