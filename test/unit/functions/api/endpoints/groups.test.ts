import { beforeEach, describe, expect, it } from 'vitest';
import type { OwnedAlert } from '../../../../../adapters/dynamodb/alerts/alert-item.ts';
import { BOBS_CLAIMS } from '../../../../support/api-event.ts';
import { LIMITS } from '../../../../support/limits.ts';
import { type Held, holdNothing, listing, memoryTables } from '../../../../support/memory-tables.ts';
import { type CallApi, NOW, startApi, startApiOver } from '../call-api.ts';

const CREATE = 'POST /api/groups';
const READ = 'GET /api/groups/{id}';
const PATCH = 'PATCH /api/groups/{id}';
const DELETE = 'DELETE /api/groups/{id}';
const condition = { metric: 'change-24h', op: 'above', level: '10' };
const THREE = ['BTCUSDT', 'ETHUSDT', 'SOLUSDT'];

let held: Held;
let call: CallApi;

beforeEach(() => {
  held = { ...holdNothing(), catalogue: [...THREE, 'ADAUSDT', 'XRPUSDT'].map((symbol) => listing(symbol)) };
  call = startApi(held);
});

interface Body {
  readonly id: string;
  readonly version: number;
  readonly members: readonly { symbol: string; alertId: string; status: string; problem: string | null }[];
}

async function make(fields: Record<string, unknown> = {}): Promise<Body> {
  const answer = await call(CREATE, { body: { coins: THREE, condition, ...fields } });
  expect(answer.status).toBe(201);
  return answer.body as Body;
}

async function change(id: string, body: object): Promise<Body> {
  const answer = await call(PATCH, { path: { id }, body });
  expect(answer).toMatchObject({ status: 200 });
  return answer.body as Body;
}

const alerts = () => [...held.alerts.values()].toSorted((a, b) => (a.symbol < b.symbol ? -1 : 1));
const follow = (...symbols: string[]) => {
  for (const symbol of symbols)
    held.coins.set(symbol, { symbol, wanted: true, book: { version: 1, shards: 1, metrics: [] } });
};
/** As the evaluator would write it. */
const write = (symbol: string, fields: Partial<OwnedAlert>) => {
  const alert = alerts().find((it) => it.symbol === symbol);
  if (alert) held.alerts.set(alert.id, { ...alert, ...fields, rev: alert.rev + 1 } as OwnedAlert);
};
const triggered = { status: 'triggered', asOf: { tradeId: 9, instant: 1 }, watchedFrom: null } as const;

describe('POST /api/groups', () => {
  it('makes an ordinary alert on each coin, each with the group that shows it', async () => {
    const answer = await call(CREATE, { body: { coins: THREE, condition, name: 'Up a tenth', note: 'look' } });
    expect(answer).toMatchObject({
      status: 201,
      headers: { etag: '"1"' },
      body: {
        coins: THREE,
        fires: 'each',
        condition,
        name: 'Up a tenth',
        status: 'active',
        memberCount: 3,
        firedBy: null,
      },
    });
    const { id, members } = answer.body as Body;
    expect(answer.headers.location).toBe(`/api/groups/${id}`);
    expect(members.map(({ symbol, status, problem }) => [symbol, status, problem])).toEqual(
      THREE.map((symbol) => [symbol, 'arming', null]),
    );
    expect(
      alerts()
        .map((alert) => alert.id)
        .toSorted(),
    ).toEqual(members.map(({ alertId }) => alertId).toSorted());
    expect(alerts()).toMatchObject(
      THREE.map((symbol) => ({ symbol, name: 'Up a tenth', note: 'look', group: { id } })),
    );
    const [single] = alerts();
    expect(await call('GET /api/alerts/{id}', { path: { id: single?.id ?? '' } })).toMatchObject({
      body: { groupId: id },
    });
    expect(await call(READ, { path: { id } })).toMatchObject({ status: 200, body: answer.body as object });
    expect(await call('GET /api/groups')).toMatchObject({
      body: { items: [{ id, memberCount: 3 }], nextCursor: null },
    });
  });

  it('writes nothing when one coin is unknown, or when there is no room for all of them', async () => {
    expect(await call(CREATE, { body: { coins: ['BTCUSDT', 'NOPEUSDT'], condition } })).toMatchObject({
      status: 422,
      body: { errors: [{ path: 'coins.1', message: expect.stringContaining('not listed') }] },
    });
    const narrow = startApiOver(memoryTables(held), () => NOW, undefined, { ...LIMITS, maxAlerts: 2 });
    expect(await narrow(CREATE, { body: { coins: THREE, condition } })).toMatchObject({
      status: 422,
      body: { title: 'Limit reached', errors: [{ path: 'coins.0' }, { path: 'coins.1' }, { path: 'coins.2' }] },
    });
    expect([held.groups.size, held.alerts.size, held.coins.size]).toEqual([0, 0, 0]);
  });

  it('names the field of a rule that makes no sense, and of a group that fires once and repeats', async () => {
    expect(await call(CREATE, { body: { coins: THREE, condition: { ...condition, level: 'much' } } })).toMatchObject({
      status: 422,
      body: { errors: [{ path: 'condition.level' }] },
    });
    const every = { coins: THREE, condition, fires: 'once', repeat: { mode: 'every-time', cooldownSeconds: 60 } };
    expect(await call(CREATE, { body: every })).toMatchObject({ status: 422, body: { errors: [{ path: 'repeat' }] } });
    expect(await call(CREATE, { body: { coins: [], symbol: 'BTCUSDT', condition } })).toMatchObject({
      status: 422,
      body: { errors: [{ path: 'coins' }, { path: 'symbol' }] },
    });
  });

  it('repeated with its key makes one group, and completes what was cut off', async () => {
    const headers = { 'idempotency-key': 'k1' };
    let writes = 0;
    held.beforeWrite = () => {
      writes += 1;
      if (writes === 2) throw new Error('the process ended');
    };
    expect(await call(CREATE, { headers, body: { coins: THREE, condition } })).toMatchObject({ status: 500 });
    expect([held.groups.size, held.alerts.size]).toEqual([1, 0]);
    const again = await call(CREATE, { headers, body: { coins: THREE, condition } });
    expect(again).toMatchObject({ status: 201, body: { memberCount: 3 } });
    expect(await call(CREATE, { headers, body: { coins: ['BTCUSDT'], condition } })).toMatchObject({ status: 422 });
    expect([held.groups.size, held.alerts.size]).toEqual([1, 3]);
  });

  it('on followed coins takes those that are followed, and is found when one is followed later', async () => {
    follow('BTCUSDT', 'ETHUSDT');
    const { id, members } = await make({ coins: 'followed' });
    expect(members.map(({ symbol }) => symbol)).toEqual(['BTCUSDT', 'ETHUSDT']);
    expect(held.followedGroups).toEqual(new Map([[id, 'https://issuer.example#ada']]));
    await change(id, { coins: ['ETHUSDT'] });
    expect([held.followedGroups.size, alerts().map(({ symbol }) => symbol)]).toEqual([0, ['ETHUSDT']]);
  });

  it('makes the others when others took the last room meanwhile, says which are refused, and a PATCH tries those again', async () => {
    const narrow = startApiOver(memoryTables(held), () => NOW, undefined, { ...LIMITS, maxAlerts: 3 });
    let writes = 0;
    held.beforeWrite = () => {
      writes += 1;
      const usage = held.counts.get('https://issuer.example#ada usage');
      if (writes === 2)
        held.counts.set('https://issuer.example#ada usage', { at: NOW, counts: { ...usage?.counts, alerts: 2 } });
    };
    const answer = await narrow(CREATE, { body: { coins: THREE, condition } });
    const { id, members } = answer.body as Body;
    expect(members.filter(({ alertId }) => alertId !== null)).toHaveLength(1);
    expect(members.filter(({ problem }) => problem?.includes('more than 3 alerts'))).toHaveLength(2);
    held.beforeWrite = () => {};
    expect(await change(id, {})).toMatchObject({ version: 1, memberCount: 3 });
    expect((await change(id, {})).members.map(({ problem }) => problem)).toEqual([null, null, null]);
  });
});

describe('PATCH /api/groups/{id}', () => {
  it('changes every member, and arms nothing again by an edit of the note', async () => {
    const { id } = await make();
    for (const symbol of THREE) write(symbol, { state: triggered });
    expect(await change(id, { note: 'sold' })).toMatchObject({ version: 2, note: 'sold' });
    expect(alerts()).toMatchObject(THREE.map(() => ({ note: 'sold', version: 2, state: { status: 'triggered' } })));
    await change(id, { condition: { ...condition, level: '12' } });
    expect(alerts()).toMatchObject(THREE.map(() => ({ note: 'sold', rule: { condition: { level: '12' } } })));
    expect(alerts().map(({ state }) => state.status)).toEqual(['arming', 'arming', 'arming']);
  });

  it('gives a member that missed a change all that changed since, and the others nothing twice', async () => {
    const { id } = await make();
    let writes = 0;
    held.beforeWrite = () => {
      writes += 1;
      if (writes === 2) throw new Error('the process ended');
    };
    expect(await call(PATCH, { path: { id }, body: { status: 'paused' } })).toMatchObject({ status: 500 });
    held.beforeWrite = () => {};
    expect(await change(id, { note: 'later' })).toMatchObject({ status: 'paused', version: 3 });
    expect(alerts()).toMatchObject(THREE.map(() => ({ note: 'later', version: 2, state: { status: 'paused' } })));
  });

  it('pauses, resumes and adds coins: those of a paused group get their alert when it is resumed', async () => {
    const { id } = await make();
    await change(id, { status: 'paused', coins: [...THREE, 'ADAUSDT'] });
    expect(alerts().map(({ state }) => state.status)).toEqual(['paused', 'paused', 'paused']);
    const { members } = (await call(READ, { path: { id } })).body as Body;
    expect(members.at(-1)).toMatchObject({
      symbol: 'ADAUSDT',
      alertId: null,
      problem: expect.stringContaining('paused'),
    });
    await change(id, { status: 'active' });
    expect(alerts().map(({ symbol, state }) => [symbol, state.status])).toEqual(
      ['ADAUSDT', ...THREE].map((symbol) => [symbol, 'arming']),
    );
    await change(id, { coins: ['ADAUSDT'] });
    expect(alerts().map(({ symbol }) => symbol)).toEqual(['ADAUSDT']);
    expect(held.counts.get('https://issuer.example#ada usage')?.counts.alerts).toBe(1);
  });

  it('is refused when If-Match names another version, when the group is another person’s, and what can not be', async () => {
    const { id } = await make();
    const path = { id };
    expect(await call(PATCH, { path, body: { note: 'x' }, headers: { 'if-match': '"7"' } })).toMatchObject({
      status: 412,
    });
    for (const route of [PATCH, DELETE]) {
      expect(await call(route, { path, body: {}, claims: BOBS_CLAIMS })).toMatchObject({ status: 404 });
    }
    expect(await call(READ, { path, claims: BOBS_CLAIMS })).toMatchObject({ status: 404 });
    expect(await call(PATCH, { path, body: { fires: 'once' } })).toMatchObject({ status: 422 });
    expect(await call(PATCH, { path, body: { coins: ['NOPEUSDT', 'BTCUSDT'] } })).toMatchObject({
      status: 422,
      body: { errors: [{ path: 'coins.0' }] },
    });
    expect(held.groups.get(`https://issuer.example#ada ${id}`)).toMatchObject({ version: 1 });
  });
});

describe('the rate of changes', () => {
  const left = (headers: Record<string, unknown>) => Number(/r=(\d+)/.exec(String(headers.ratelimit))?.[1]);

  it('counts what a request may write: one for each ten alerts begun of the group, every followed coin as ten', async () => {
    const coins = Array.from({ length: 25 }, (_, i) => `C${i}USDT`);
    held = { ...holdNothing(), catalogue: coins.map((symbol) => listing(symbol)) };
    call = startApi(held);
    const made = await call(CREATE, { body: { coins, condition } });
    const path = { id: (made.body as Body).id };
    const patched = await call(PATCH, { path, body: { note: 'look' } });
    const removed = await call(DELETE, { path });
    const followed = await call(CREATE, { body: { coins: 'followed', condition } });
    const absent = await call(DELETE, { path });
    const counts = [made, patched, removed, followed, absent].map(({ headers }) => left(headers));
    const { writesPerMinute } = LIMITS;
    expect(counts).toEqual([3, 6, 9, 19, 20].map((used) => writesPerMinute - used));
  });
});

describe('a member by itself', () => {
  it('is listed by its group, in every order', async () => {
    const { id, members } = await make();
    await call('POST /api/alerts', { body: { symbol: 'ADAUSDT', condition } });
    for (const sort of ['created', 'distance', 'fired']) {
      const { body } = await call('GET /api/alerts', { query: { group: id, sort, limit: '2' } });
      const { items, nextCursor } = body as { items: { id: string }[]; nextCursor: string };
      const next = await call('GET /api/alerts', { query: { group: id, sort, limit: '2', cursor: nextCursor } });
      const listed = [...items, ...(next.body as { items: { id: string }[] }).items].map((alert) => alert.id);
      expect(listed.sort()).toEqual(members.map(({ alertId }) => alertId).sort());
    }
    expect((await call('GET /api/alerts', { query: { group: 'none' } })).body).toMatchObject({ items: [] });
  });

  it('can be paused and resumed; what else it is belongs to the group, which the refusal names', async () => {
    const { id } = await make();
    const path = { id: alerts()[0]?.id ?? '' };
    expect(await call('PATCH /api/alerts/{id}', { path, body: { status: 'paused' } })).toMatchObject({ status: 200 });
    expect(await call('PATCH /api/alerts/{id}', { path, body: { status: 'active' } })).toMatchObject({ status: 200 });
    const refused = { status: 409, body: { detail: expect.stringContaining(id) } };
    expect(await call('PATCH /api/alerts/{id}', { path, body: { note: 'x' } })).toMatchObject(refused);
    expect(await call('DELETE /api/alerts/{id}', { path })).toMatchObject(refused);
    expect(held.alerts.size).toBe(3);
  });
});

describe('DELETE /api/groups/{id}', () => {
  it('deletes the members, then the group; cut off, the group still shows what is left, and the next DELETE completes it', async () => {
    const { id } = await make();
    let writes = 0;
    held.beforeWrite = () => {
      writes += 1;
      if (writes === 2) throw new Error('the process ended');
    };
    expect(await call(DELETE, { path: { id } })).toMatchObject({ status: 500 });
    expect(await call(READ, { path: { id } })).toMatchObject({ body: { status: 'deleting', memberCount: 3 } });
    expect(await call(PATCH, { path: { id }, body: { note: 'x' } })).toMatchObject({ status: 409 });
    held.beforeWrite = () => {};
    expect(await call(DELETE, { path: { id } })).toMatchObject({ status: 204 });
    expect([held.groups.size, held.alerts.size]).toEqual([0, 0]);
    expect(held.counts.get('https://issuer.example#ada usage')?.counts).toMatchObject({ alerts: 0, groups: new Set() });
    expect(await call(READ, { path: { id } })).toMatchObject({ status: 404 });
  });
});

describe('a group that fires once', () => {
  const ROUND_0 = (id: string) => `https://issuer.example#ada ${id} 0`;
  const fire = { triggerId: 'BTCUSDT-0-X@1', symbol: 'BTCUSDT', at: 1_000 };

  it('shows what fired, ends the others when it is settled, and begins a round when it is armed again', async () => {
    const { id } = await make({ fires: 'once' });
    held.groupFires.set(ROUND_0(id), fire);
    write('BTCUSDT', { state: triggered });
    expect(await change(id, { coins: [...THREE, 'ADAUSDT'] })).toMatchObject({
      status: 'triggered',
      firedBy: { triggerId: fire.triggerId, symbol: 'BTCUSDT' },
      members: [{}, {}, {}, { symbol: 'ADAUSDT', alertId: null, problem: expect.stringContaining('fired') }],
    });
    expect(alerts().map(({ state }) => state)).toMatchObject([
      { status: 'triggered' },
      { status: 'triggered', endedBy: { symbol: 'BTCUSDT' } },
      { status: 'triggered', endedBy: { symbol: 'BTCUSDT' } },
    ]);
    const path = { id: alerts()[1]?.id ?? '' };
    const shown = await call('GET /api/alerts/{id}', { path });
    expect(shown).toMatchObject({ body: { explanation: 'over, as its group fires once and has fired with BTCUSDT' } });
    expect(await call('PATCH /api/alerts/{id}', { path, body: { status: 'active' } })).toMatchObject({ status: 409 });

    expect(await change(id, { status: 'active' })).toMatchObject({ status: 'active', firedBy: null, memberCount: 4 });
    expect(alerts()).toMatchObject([1, 2, 3, 4].map(() => ({ state: { status: 'arming' }, group: { round: 1 } })));
  });

  it('keeps its round when it is resumed before it has fired: no second fire could be sent', async () => {
    const { id } = await make({ fires: 'once' });
    await change(id, { status: 'paused' });
    await change(id, { status: 'active' });
    expect(alerts()).toMatchObject(THREE.map(() => ({ state: { status: 'arming' }, group: { round: 0 } })));
  });
});
