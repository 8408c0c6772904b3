import { setImmediate as turn } from 'node:timers/promises';
import { beforeEach, describe, expect, it } from 'vitest';
import { alertViewSchema } from '../../../../../contract/alert-view.ts';
import { type Held, holdNothing, type MemoryTables, memoryTables } from '../../../../support/memory-tables.ts';
import { type CallApi, NOW, startApiOver } from '../call-api.ts';

const ALERT = { symbol: 'BTCUSDT', condition: { metric: 'price', op: 'above', level: '65000' } };

/** How many of the reads of one change are under way at once, and which came last. */
class Reads {
  most = 0;
  #underWay = 0;

  watch<Args extends unknown[], Value>(read: (...args: Args) => Promise<Value>) {
    return async (...args: Args): Promise<Value> => {
      this.#underWay += 1;
      this.most = Math.max(this.most, this.#underWay);
      await turn();
      this.#underWay -= 1;
      return read(...args);
    };
  }
}

let held: Held;
let tables: MemoryTables;
let reads: Reads;
let call: CallApi;
beforeEach(() => {
  held = holdNothing();
  tables = memoryTables(held);
  reads = new Reads();
  const { alerts, coins, market, people, counts } = tables;
  const watched: MemoryTables = {
    ...tables,
    alerts: { ...alerts, get: reads.watch(alerts.get) },
    coins: { ...coins, get: reads.watch(coins.get) },
    market: { ...market, readPrices: reads.watch(market.readPrices) },
    people: { ...people, readProfile: reads.watch(people.readProfile) },
    counts: { ...counts, read: reads.watch(counts.read) },
  };
  call = startApiOver(watched, () => NOW);
});

const create = () => call('POST /api/alerts', { body: ALERT });

describe('what a change of an alert reads', () => {
  it('is read at once for a new alert: market, coin, profile and both counts', async () => {
    expect(await create()).toMatchObject({ status: 201 });
    expect(reads.most).toBe(5);
  });

  it('is read at once for a change: alert, market, coin and profile', async () => {
    const { id } = alertViewSchema.parse((await create()).body);
    reads.most = 0;
    expect(await call('PATCH /api/alerts/{id}', { path: { id }, body: { note: 'later' } })).toMatchObject({
      status: 200,
    });
    expect(reads.most).toBe(4);
  });

  it('is read again when another writer was first', async () => {
    const { id } = alertViewSchema.parse((await create()).body);
    let isFirst = true;
    held.beforeWrite = () => {
      const alert = held.alerts.get(id);
      if (isFirst && alert) held.alerts.set(id, { ...alert, rev: alert.rev + 1, note: 'of another' });
      isFirst = false;
    };
    const changed = await call('PATCH /api/alerts/{id}', { path: { id }, body: { name: 'mine' } });
    expect(changed).toMatchObject({ status: 200, body: { name: 'mine', note: 'of another' } });
  });

  it('does not fail a change that is refused without it', async () => {
    const coins = { ...tables.coins, get: () => Promise.reject(new Error('no such table')) };
    const unread = startApiOver({ ...tables, coins }, () => NOW);
    const { id } = alertViewSchema.parse((await create()).body);
    await call('DELETE /api/alerts/{id}', { path: { id } });
    const gone = await unread('PATCH /api/alerts/{id}', { path: { id }, body: { note: 'x' } });
    expect(gone).toMatchObject({ status: 404 });
  });
});
