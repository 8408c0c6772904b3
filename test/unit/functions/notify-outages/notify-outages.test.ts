import { marshall } from '@aws-sdk/util-dynamodb';
import type { DynamoDBRecord } from 'aws-lambda';
import { expect, test } from 'vitest';
import * as z from 'zod';
import type { ArmedAlert } from '../../../../adapters/dynamodb/alerts/armed-alerts.ts';
import type { NotifiedPerson } from '../../../../adapters/dynamodb/messages/notified-persons.ts';
import type { QuarantinedRecord } from '../../../../adapters/queues/quarantine-queue.ts';
import type { Message } from '../../../../domain/messages/message.ts';
import { type NotifyOutagesDeps, notifyOutages } from '../../../../functions/notify-outages/notify-outages.ts';
import { silentLog } from '../../../support/silent-log.ts';
import { buildWantedCoin } from '../../../support/wanted-coins.ts';

const SINCE = 1_763_800_000_000;
const outage = { symbol: 'BTCUSDT', since: SINCE, toldAt: SINCE + 60_000, before: { tradeId: 7, time: SINCE - 5 } };
const ended = { ...outage, endedAt: SINCE + 90_000, rechecked: { tradeId: 12, time: SINCE + 80_000 } };

function record(sequence: number, item: object | null): DynamoDBRecord {
  // the SDK's attribute values and Lambda's are the same JSON
  const image = (value: object) => marshall({ kind: 'outage', name: 'x', ...value }) as never;
  return {
    eventSourceARN: 'market',
    dynamodb: { SequenceNumber: String(sequence), ...(item && { NewImage: image(item) }) },
  };
}

function setUp(alerts: readonly ArmedAlert[]) {
  const put = new Map<string, Message>();
  const quarantined: QuarantinedRecord[] = [];
  const notified = new Map<string, NotifiedPerson>();
  const deps: NotifyOutagesDeps = {
    coins: { get: async (symbol) => (symbol === 'BTCUSDT' ? buildWantedCoin(symbol) : null) },
    alerts: { ofCoin: async () => [...alerts] },
    notified: {
      add: async (_, person) => void notified.set(person.person, notified.get(person.person) ?? person),
      list: async () => [...notified.values()],
    },
    outbox: { put: async (message) => void put.set(message.id, message) },
    quarantineQueue: { quarantine: async (it) => void quarantined.push(it) },
    log: silentLog,
    now: () => SINCE + 61_000,
  };
  return { put, quarantined, deps };
}

const ada: ArmedAlert = { owner: 'ada', channels: [{ type: 'email' }] };
const adaToo: ArmedAlert = { owner: 'ada', channels: [{ type: 'email' }, { type: 'webhook', id: 'a1' }] };
const bob: ArmedAlert = { owner: 'bob', channels: [{ type: 'webhook', id: 'b1' }] };

test('each owner of an armed alert gets one notice that the coin is dark, through every channel of theirs', async () => {
  const { put, deps } = setUp([ada, adaToo, bob]);
  expect(await notifyOutages({ Records: [record(1, outage)] }, deps)).toEqual({ batchItemFailures: [] });
  const notices = [...put.values()].map(({ id, deliveries }) => [id, Object.keys(deliveries)]);
  expect(notices).toEqual([
    [`notice#ada@coin-dark:BTCUSDT:${SINCE}`, ['email', 'webhook:a1']],
    [`notice#bob@coin-dark:BTCUSDT:${SINCE}`, ['webhook:b1']],
  ]);
});

test.each(['halted', 'delisted', 'rejected'])(
  'that the coin is %s is notified in the same way, and that it is back',
  async (cause) => {
    const { put, deps } = setUp([ada]);
    await notifyOutages({ Records: [record(1, { ...outage, cause }), record(2, { ...ended, cause })] }, deps);
    expect([...put.keys()]).toEqual([
      `notice#ada@coin-halted:BTCUSDT:${SINCE}`,
      `notice#ada@coin-back:BTCUSDT:${SINCE}`,
    ]);
    expect(put.get(`notice#ada@coin-halted:BTCUSDT:${SINCE}`)).toMatchObject({ content: { outage: { cause } } });
  },
);

test('only those who were notified that it was dark are notified that it is back', async () => {
  const { put, deps } = setUp([ada]);
  await notifyOutages({ Records: [record(1, outage)] }, deps);
  const later = { ...deps, alerts: { ofCoin: async () => [ada, bob] } };
  await notifyOutages({ Records: [record(2, ended)] }, later);
  expect([...put.keys()]).toEqual([`notice#ada@coin-dark:BTCUSDT:${SINCE}`, `notice#ada@coin-back:BTCUSDT:${SINCE}`]);
  expect(put.get(`notice#ada@coin-back:BTCUSDT:${SINCE}`)).toMatchObject({
    content: { kind: 'coin-back', outage: { rechecked: { tradeId: 12 } } },
  });
});

test('an outage of a coin that nobody follows any more, and one that was removed, notify nobody', async () => {
  const { put, deps } = setUp([ada]);
  await notifyOutages({ Records: [record(1, { ...outage, symbol: 'ETHUSDT' }), record(2, null)] }, deps);
  expect(put.size).toBe(0);
});

test('an outage that can not be read is quarantined, and the next one is notified', async () => {
  const { put, quarantined, deps } = setUp([ada]);
  const answer = await notifyOutages({ Records: [record(1, { ...outage, since: 'noon' }), record(2, outage)] }, deps);
  expect(answer).toEqual({ batchItemFailures: [] });
  expect(quarantined).toMatchObject([{ record: '1', reason: expect.stringContaining('since') }]);
  expect(put.size).toBe(1);
});

test('an outage of a coin whose row can not be read is quarantined, and the next one is notified', async () => {
  const { put, quarantined, deps } = setUp([ada]);
  const get: typeof deps.coins.get = async (symbol) =>
    symbol === 'ETHUSDT' ? z.object({ bookShards: z.number() }).parse({}) && null : deps.coins.get(symbol);
  const records = [record(1, { ...outage, symbol: 'ETHUSDT' }), record(2, outage)];
  expect(await notifyOutages({ Records: records }, { ...deps, coins: { get } })).toEqual({ batchItemFailures: [] });
  expect(quarantined).toMatchObject([{ record: '1', reason: expect.stringContaining('bookShards') }]);
  expect(put.size).toBe(1);
});

test('all records from the first failure on come again, so that an end never comes before its beginning', async () => {
  const { put, deps } = setUp([ada]);
  const failing = { ...deps, alerts: { ofCoin: () => Promise.reject(new Error('the table did not answer')) } };
  const answer = await notifyOutages({ Records: [record(1, outage), record(2, ended)] }, failing);
  expect([answer, put.size]).toEqual([{ batchItemFailures: [{ itemIdentifier: '1' }] }, 0]);
});

test('those whose alerts have fired meanwhile are notified too that it is back', async () => {
  const { put, deps } = setUp([ada]);
  await notifyOutages({ Records: [record(1, outage)] }, deps);
  await notifyOutages({ Records: [record(2, ended)] }, { ...deps, alerts: { ofCoin: async () => [] } });
  expect(put.has(`notice#ada@coin-back:BTCUSDT:${SINCE}`)).toBe(true);
});

test('an error with one person stops the notices of no other', async () => {
  const others = Array.from({ length: 30 }, (_, index): ArmedAlert => ({ ...bob, owner: `bob${index}` }));
  const { put, deps } = setUp([ada, ...others]);
  const failing = {
    put: async (message: Message) => {
      if (message.id.includes('#ada@')) throw new Error('the table did not answer');
      return deps.outbox.put(message);
    },
  };
  const answer = await notifyOutages({ Records: [record(1, outage)] }, { ...deps, outbox: failing });
  expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: '1' }] });
  expect(put.size).toBe(others.length);
});
