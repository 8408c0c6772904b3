import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { createGroupFires } from '../../../adapters/dynamodb/people/group-fires.ts';
import type { Message } from '../../../domain/messages/message.ts';
import { makeApiDeps } from '../../../functions/api/api-deps.ts';
import { joinGroups } from '../../../functions/api/groups/join-groups.ts';
import { dispatchRecords } from '../../../functions/dispatch-messages/dispatch-records.ts';
import { ADAS_CLAIMS } from '../../support/api-event.ts';
import { LIMITS } from '../../support/limits.ts';
import { memoryFireHours } from '../../support/memory-fire-hours.ts';
import { noCanary } from '../../support/no-canary.ts';
import { noNews } from '../../support/no-news.ts';
import { silentLog } from '../../support/silent-log.ts';
import { buildTrigger } from '../../support/triggers.ts';
import type { CalledAnswer } from '../../unit/functions/api/call-api.ts';
import { ApiOnEngines } from './api-on-engines.ts';

const COINS = Array.from({ length: 20 }, (_, index) => `C${index}USDT`);
const condition = { metric: 'change-24h', op: 'above', level: '10' };

let world: ApiOnEngines;
let persons = 0;
let claims: Record<string, unknown>;
let person: string;

beforeAll(async () => {
  world = await ApiOnEngines.start([...COINS, 'LATEUSDT']);
});
afterAll(() => world?.stop());
beforeEach(() => {
  persons += 1;
  claims = { ...ADAS_CLAIMS, sub: `grouper-${persons}` };
  person = `${ADAS_CLAIMS.iss}#grouper-${persons}`;
});

interface Body {
  readonly id: string;
  readonly status: string;
  readonly members: readonly { symbol: string; alertId: string; status: string; problem: string | null }[];
}

async function ask(route: string, fields: object): Promise<CalledAnswer> {
  return world.environment()(route, { claims, ...fields });
}
const bodyOf = ({ body }: CalledAnswer) => body as Body;
const statusesOf = (body: Body) => new Set(body.members.map(({ status }) => status));
/** The coin's row, as its stream shows it. */
async function rowOf(symbol: string) {
  const get = new GetItemCommand({ TableName: 'DatabaseCoins', Key: { symbol: { S: symbol } }, ConsistentRead: true });
  return (await world.engines.clients.dynamodb.send(get)).Item;
}
const count = () => world.tables.alerts.count({ owner: person });

test('a group of twenty coins is made, changed and deleted as one, also by requests at the same time', async () => {
  const headers = { 'idempotency-key': 'one' };
  const made = await Promise.all(
    [1, 2].map(() => ask('POST /api/groups', { headers, body: { coins: COINS, condition } })),
  );
  expect(made.map(({ status }) => status)).toEqual([201, 201]);
  const path = { id: bodyOf(made[0] as CalledAnswer).id };
  const whole = bodyOf(await ask('PATCH /api/groups/{id}', { path, body: {} }));
  expect(whole.members.map(({ problem }) => problem).filter(Boolean)).toEqual([]);
  expect([whole.members.length, await count()]).toEqual([20, 20]);

  const changes = [{ note: 'a' }, { status: 'paused' }, { coins: COINS.slice(0, 18) }];
  const answers = await Promise.all(changes.map((body) => ask('PATCH /api/groups/{id}', { path, body })));
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
  const after = bodyOf(await ask('PATCH /api/groups/{id}', { path, body: {} }));
  expect([after.members.length, statusesOf(after), await count()]).toEqual([18, new Set(['paused']), 18]);
  const alerts = await world.tables.groupMembers.read(after.members.map(({ alertId }) => alertId));
  expect(new Set([...alerts.values()].map(({ note }) => note))).toEqual(new Set(['a']));

  expect((await ask('DELETE /api/groups/{id}', { path })).status).toBe(204);
  expect(await count()).toBe(0);
  expect(await ask('GET /api/groups', {})).toMatchObject({ body: { items: [] } });
});

describe('a group that fires once', () => {
  /** The record of the member's fire, as the alerts stream brings it. */
  async function fire(alertId: string, instant: number) {
    const alert = await world.tables.alerts.get(alertId);
    const { alertId: _, owner, dispatchedAt, deliveries, channels, symbol, ...proof } = buildTrigger();
    const id = `${alertId}@${String(instant).padStart(16, '0')}-00000000000007`;
    const state = { status: 'triggered', asOf: { tradeId: 7, instant }, watchedFrom: null };
    const after = { ...alert, state, lastTrigger: { ...proof, id } };
    return {
      eventID: id,
      dynamodb: { SequenceNumber: id, OldImage: marshall(alert, MARSHALL), NewImage: marshall(after, MARSHALL) },
    } as never;
  }

  const MARSHALL = { removeUndefinedValues: true };

  test('sends exactly one of fires at the same moment, whatever is dispatched again, and one more when it is armed again', async () => {
    const body = { coins: COINS.slice(0, 6), fires: 'once', condition };
    const group = bodyOf(await ask('POST /api/groups', { body }));
    const path = { id: group.id };
    const rows = new Map<string, Message>();
    const dispatch = async (ids: readonly string[], instant: number) => {
      const records = await Promise.all(ids.map((id) => fire(id, instant)));
      const deps = {
        outbox: {
          put: async (message: Message) => {
            if (!rows.has(message.id)) rows.set(message.id, message);
          },
        },
        quarantineQueue: { quarantine: () => Promise.reject(new Error('all can be read')) },
        canaryTable: noCanary,
        fireHours: memoryFireHours(),
        createNews: () => noNews,
        maxFiresPerHour: 60,
        groupFires: createGroupFires(world.engines.clients.documents, 'DatabasePeople'),
        groups: world.tables.groups,
        groupMembers: world.tables.groupMembers,
        log: silentLog,
        now: () => world.now,
      };
      // each shard has a reader of its own, and a batch may come again
      const batches = [...records, ...records].map((record) => dispatchRecords({ Records: [record] }, deps));
      const answers = await Promise.all(batches);
      expect(answers.flatMap(({ batchItemFailures }) => batchItemFailures)).toEqual([]);
    };
    const sent = () =>
      [...rows.values()].filter(({ deliveries }) => Object.values(deliveries).some(({ state }) => state === 'queued'));

    const [first, second, third] = group.members.map(({ alertId }) => alertId);
    await dispatch([first ?? '', second ?? '', third ?? ''], 1_000);
    expect([rows.size, sent().length]).toEqual([3, 1]);
    const fired = bodyOf(await ask('GET /api/groups/{id}', { path }));
    expect(fired).toMatchObject({ status: 'triggered', firedBy: { triggerId: sent()[0]?.id } });
    expect(statusesOf(fired)).toEqual(new Set(['triggered']));

    const again = bodyOf(await ask('PATCH /api/groups/{id}', { path, body: { status: 'active' } }));
    expect([again.status, statusesOf(again)]).toEqual(['active', new Set(['arming'])]);
    await dispatch([second ?? '', third ?? ''], 2_000);
    expect([rows.size, sent().length]).toEqual([5, 2]);
  });
});

test('a coin that is followed later gets its alert in the groups that take every followed coin, also when it comes twice', async () => {
  const group = bodyOf(await ask('POST /api/groups', { body: { coins: 'followed', condition } }));
  const before = group.members.length;
  expect((await ask('PUT /api/coins/{symbol}', { path: { symbol: 'LATEUSDT' } })).status).toBe(202);
  const Item = await rowOf('LATEUSDT');
  const record = { eventID: '1', dynamodb: { SequenceNumber: '1', NewImage: Item } } as never;
  const apiDeps = makeApiDeps(world.tables, {
    now: () => world.now,
    limits: LIMITS,
  });
  const deps = { ...world.tables, ...apiDeps, log: silentLog };
  const answers = await Promise.all([1, 2].map(() => joinGroups({ Records: [record] }, deps)));
  expect(answers).toEqual([{ batchItemFailures: [] }, { batchItemFailures: [] }]);
  const after = bodyOf(await ask('GET /api/groups/{id}', { path: { id: group.id } }));
  expect(after.members.map(({ symbol }) => symbol)).toContain('LATEUSDT');
  expect([after.members.length, await count()]).toEqual([before + 1, before + 1]);
  // the member's own write changed the row: that is no coin that became followed
  const listFollowed = vi.fn(world.tables.groups.listFollowed);
  const watching = { ...deps, groups: { ...deps.groups, listFollowed } };
  const later = await rowOf('LATEUSDT');
  await joinGroups(
    { Records: [{ eventID: '2', dynamodb: { SequenceNumber: '2', NewImage: later } } as never] },
    watching,
  );
  expect(listFollowed).not.toHaveBeenCalled();
});
