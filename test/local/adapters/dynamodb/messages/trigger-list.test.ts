import { CreateTableCommand } from '@aws-sdk/client-dynamodb';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type AlertHistory, createAlertHistory } from '../../../../../adapters/dynamodb/alerts/alert-history.ts';
import { createDeliveryLog, type DeliveryLog } from '../../../../../adapters/dynamodb/messages/delivery-log.ts';
import {
  createTriggerList,
  type OwnerTriggerQuery,
  type TriggerList,
} from '../../../../../adapters/dynamodb/messages/trigger-list.ts';
import { createWriteAll, type WriteAll } from '../../../../../adapters/dynamodb/write-transaction.ts';
import { recordChange } from '../../../../../domain/alerts/alert-change.ts';
import { encodePosition } from '../../../../../domain/market/position.ts';
import { DELIVERY_STATES, type DeliveryState, queuedDelivery } from '../../../../../domain/messages/delivery.ts';
import { parseTriggerId, type Trigger } from '../../../../../domain/messages/trigger.ts';
import { buildStoredAlert } from '../../../../support/stored-alert.ts';
import { buildTrigger } from '../../../../support/triggers.ts';
import { type RunningEngines, runEngines } from '../../../run-engines.ts';

const TableName = 'triggers';
const SYMBOLS = ['BTCUSDT', 'ETHUSDT'];

let engines: RunningEngines;
let list: TriggerList;
let log: DeliveryLog;
let history: AlertHistory;
let writeAll: WriteAll;
let persons = 0;

beforeAll(async () => {
  engines = await runEngines();
  const { dynamodb, documents } = engines.clients;
  await dynamodb.send(
    new CreateTableCommand({
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [
        ...['alertId', 'position', 'owner'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' as const })),
        { AttributeName: 'firedAt', AttributeType: 'N' },
      ],
      KeySchema: [
        { AttributeName: 'alertId', KeyType: 'HASH' },
        { AttributeName: 'position', KeyType: 'RANGE' },
      ],
      GlobalSecondaryIndexes: [
        {
          IndexName: 'owner',
          KeySchema: [
            { AttributeName: 'owner', KeyType: 'HASH' },
            { AttributeName: 'firedAt', KeyType: 'RANGE' },
          ],
          Projection: { ProjectionType: 'ALL' },
        },
      ],
    }),
  );
  list = createTriggerList(documents, TableName);
  log = createDeliveryLog(documents, TableName);
  history = createAlertHistory(documents, TableName);
  writeAll = createWriteAll(documents);
});
afterAll(() => engines?.stop());

interface Drawn {
  readonly symbol: string;
  readonly evaluatedAt: number;
  readonly states: readonly DeliveryState[];
}

/** The trade ids are the places in the list: no two fires have one id. */
function triggerOf(owner: string, { symbol, evaluatedAt, states }: Drawn, index: number): Trigger {
  const alertId = `${symbol}-0-01J9ZX${String(persons).padStart(20, '0')}`;
  const base = buildTrigger();
  const id = `${alertId}@${encodePosition({ tradeId: index + 1, instant: evaluatedAt })}`;
  const deliveries = Object.fromEntries(
    states.map((state, number) => [`webhook:${number}`, { ...queuedDelivery(`webhook:${number}`, 1), state }]),
  );
  return { ...base, id, alertId, owner, symbol, deliveries, hops: { ...base.hops, evaluatedAt } };
}

const drawn: fc.Arbitrary<Drawn> = fc.record({
  symbol: fc.constantFrom(...SYMBOLS),
  evaluatedAt: fc.integer({ min: 1, max: 30 }),
  states: fc.array(fc.constantFrom(...DELIVERY_STATES), { maxLength: 2 }),
});
const filters = fc.record(
  {
    symbol: fc.constantFrom(...SYMBOLS),
    state: fc.constantFrom('sent' as const, 'failed' as const, 'suppressed' as const),
    from: fc.integer({ min: 0, max: 20 }),
    to: fc.integer({ min: 21, max: 31 }),
  },
  { requiredKeys: [] },
);

async function pagesOf(
  owner: string,
  query: Omit<OwnerTriggerQuery, 'after'>,
  betweenPages: (page: number) => Promise<void> = async () => {},
): Promise<Trigger[][]> {
  const pages: Trigger[][] = [];
  let after: OwnerTriggerQuery['after'] = null;
  do {
    const page: Awaited<ReturnType<TriggerList['byOwner']>> = await list.byOwner(owner, { ...query, after });
    pages.push(page.items);
    await betweenPages(pages.length - 1);
    after = page.next;
  } while (after);
  return pages;
}

test('pages through a person’s triggers under any filters have each that matches once, the newest first', () =>
  fc.assert(
    fc.asyncProperty(
      fc.array(drawn, { maxLength: 14 }),
      filters,
      fc.integer({ min: 1, max: 4 }),
      async (all, filter, limit) => {
        persons += 1;
        const owner = `issuer#${persons}`;
        const triggers = all.map((each, index) => triggerOf(owner, each, index));
        await Promise.all(triggers.map((trigger) => log.add(trigger)));
        const { symbol, state, from = 0, to = 100 } = filter;
        const matching = triggers.filter(
          ({ hops: { evaluatedAt }, ...trigger }) =>
            (symbol ?? trigger.symbol) === trigger.symbol &&
            (state === undefined || Object.values(trigger.deliveries).some((it) => it.state === state)) &&
            evaluatedAt >= from &&
            evaluatedAt < to,
        );
        const pages = await pagesOf(owner, { ...filter, limit });
        const found = pages.flat();
        expect(found.map(({ id }) => id).sort()).toEqual(matching.map(({ id }) => id).sort());
        const times = found.map(({ hops }) => hops.evaluatedAt);
        expect(times).toEqual([...times].sort((a, b) => b - a));
        // so few are looked at in one read: only the last page is short
        for (const page of pages.slice(0, -1)) expect(page).toHaveLength(limit);
      },
    ),
    { numRuns: 15 },
  ));

test('what had fired before the first page is on one of them, whatever fires between them', () =>
  fc.assert(
    fc.asyncProperty(
      fc.array(drawn, { minLength: 3, maxLength: 10 }),
      fc.array(fc.array(drawn, { maxLength: 3 }), { maxLength: 5 }),
      fc.constantFrom({}, { symbol: 'BTCUSDT' }),
      async (all, later, filter) => {
        persons += 1;
        const owner = `issuer#${persons}`;
        const lasting = all.map((each, index) => triggerOf(owner, each, index));
        const addAll = (triggers: Trigger[]) => Promise.all(triggers.map((trigger) => log.add(trigger)));
        await addAll(lasting);
        const fireMore = async (page: number): Promise<void> => {
          const fired = later[page] ?? [];
          await addAll(fired.map((each, index) => triggerOf(owner, each, 100 * (page + 1) + index)));
        };
        const found = (await pagesOf(owner, { ...filter, limit: 2 }, fireMore)).flat().map(({ id }) => id);
        expect(new Set(found).size).toBe(found.length);
        const due = lasting.filter(({ symbol }) => !('symbol' in filter) || symbol === filter.symbol);
        expect(found).toEqual(expect.arrayContaining(due.map(({ id }) => id)));
      },
    ),
    { numRuns: 12 },
  ));

test('a trigger is found by its id, and nothing else is', async () => {
  persons += 1;
  const trigger = triggerOf(`issuer#${persons}`, { symbol: 'BTCUSDT', evaluatedAt: 9, states: ['sent'] }, 0);
  await log.add(trigger);
  const key = parseTriggerId(trigger.id) ?? { alertId: '', position: '' };
  expect(await list.get(key)).toEqual(trigger);
  expect(await list.get({ ...key, position: encodePosition({ tradeId: 2, instant: 9 }) })).toBeNull();
});

test('the history of an alert comes back as it was recorded, and is in no list of triggers', async () => {
  const alert = buildStoredAlert({ owner: 'issuer#historian' });
  const changes = [1, 2, 3].map((version) =>
    recordChange({ before: version > 1 ? alert : null, after: { ...alert, version }, by: 'you', at: 1_000 * version }),
  );
  await writeAll(changes.map((change) => history.entry({ alert, change })));
  const first = await history.list({ alertId: alert.id, limit: 2, after: null });
  expect(first.items.map(({ person, ...change }) => change)).toEqual([changes[2], changes[1]]);
  const second = await history.list({ alertId: alert.id, limit: 2, after: first.next });
  expect(second).toEqual({ items: [{ ...changes[0], person: alert.owner }], next: null });
  expect((await list.byAlert(alert.id, { limit: 9, after: null })).items).toEqual([]);
  expect((await list.byOwner(alert.owner, { limit: 9, after: null })).items).toEqual([]);
});
