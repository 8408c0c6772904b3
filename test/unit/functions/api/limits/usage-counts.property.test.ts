import fc from 'fast-check';
import { expect, it } from 'vitest';
import { isArmed, isInIndex } from '../../../../../domain/alerts/alert.ts';
import { armingState } from '../../../../../domain/alerts/arming-state.ts';
import { sizeOf } from '../../../../../domain/people/counts.ts';
import { RECOUNT_AFTER_MS } from '../../../../../functions/api/limits/usage.ts';
import { ADAS_CLAIMS } from '../../../../support/api-event.ts';
import { LIMITS } from '../../../../support/limits.ts';
import { type Held, holdNothing, listing, memoryTables } from '../../../../support/memory-tables.ts';
import { ADA, buildStoredAlert } from '../../../../support/stored-alert.ts';
import { type CallApi, NOW, startApiOver } from '../call-api.ts';

const SYMBOLS = ['BTCUSDT', 'ETHUSDT', 'SOLUSDT', 'XRPUSDT'];
const TIGHT = { ...LIMITS, maxAlerts: 5, maxArmedPerCoin: 2, maxCoins: 2 };
const admin = { ...ADAS_CLAIMS, sub: 'admin', 'cognito:groups': '[admin]' };

/** `which`: of the alerts, coins or webhooks that are there, or of the names that can be asked for. */
const step = fc.record({
  does: fc.constantFrom(
    'create',
    'create',
    'pause',
    'snooze',
    'wake',
    'resume',
    'edit',
    'delete',
    'fire',
    'follow',
    'unfollow',
    'remove',
  ),
  which: fc.nat({ max: 9 }),
  /** until the next step; 0: at the same moment */
  waitMs: fc.constantFrom(0, 1, 500, RECOUNT_AFTER_MS),
});
type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;

async function take({ does, which }: Step, call: CallApi, held: Held): Promise<number> {
  const symbol = SYMBOLS[which % SYMBOLS.length] ?? '';
  const alerts = [...held.alerts.values()];
  const alert = alerts[which % Math.max(1, alerts.length)];
  const path = { id: alert?.id ?? 'none', symbol };
  switch (does) {
    case 'create': {
      const channels = [{ type: 'webhook', url: `https://hooks.example.com/${which}` }];
      const condition = { metric: 'price', op: 'above', level: '1' };
      return (await call('POST /api/alerts', { body: { symbol, condition, channels } })).status;
    }
    case 'pause':
    case 'resume':
      return patch({ status: does === 'pause' ? 'paused' : 'active' });
    case 'snooze':
      return patch({ status: 'paused', pausedUntil: new Date(NOW + 30 * 86_400_000).toISOString() });
    case 'wake':
      if (alert?.rule && alert.state.status === 'paused' && alert.state.armFrom) {
        const state = armingState(alert.rule, alert.state.armFrom, alert.state.asOf);
        held.alerts.set(alert.id, { ...alert, state, rev: alert.rev + 1 });
      }
      return 200;
    case 'edit':
      return patch({ condition: { level: String(1 + which) } });
    case 'delete':
      return (await call('DELETE /api/alerts/{id}', { path })).status;
    case 'fire':
      if (alert && isArmed(alert.state) && alert.rule) {
        const state = { status: 'triggered', asOf: null, watchedFrom: null } as const;
        held.alerts.set(alert.id, { ...alert, state, rev: alert.rev + 1 });
      }
      return 200;
    case 'follow':
      return (await call('PUT /api/coins/{symbol}', { path })).status;
    case 'unfollow':
      return (await call('DELETE /api/coins/{symbol}', { path, claims: admin })).status;
    case 'remove': {
      const [id = 'none'] = [...held.webhooks.values()].map((webhook) => webhook.id);
      return (await call('PUT /api/me', { body: { webhooks: [{ id, state: 'removed' }] } })).status;
    }
  }

  async function patch(body: Record<string, unknown>): Promise<number> {
    return (await call('PATCH /api/alerts/{id}', { path, body })).status;
  }
}

/** Counted one by one. */
function bruteForce(held: Held, symbol = '') {
  const mine = [...held.alerts.values()].filter(({ owner }) => owner === ADA);
  return {
    alerts: mine.length,
    armed: mine.filter((alert) => alert.symbol === symbol && isInIndex(alert.state)).length,
    webhooks: held.webhooks.size,
    followed: [...held.coins.values()].filter(({ wanted }) => wanted).length,
  };
}

function expectCounted(held: Held): void {
  const counts = (name: string) => held.counts.get(name)?.counts;
  const usage = counts(`${ADA} usage`);
  const there = bruteForce(held);
  if (usage) expect([sizeOf(usage.alerts), sizeOf(usage.webhooks)]).toEqual([there.alerts, there.webhooks]);
  if (usage) expect(sizeOf(usage.coins)).toBeLessThanOrEqual(TIGHT.maxCoins);
  const followed = counts('pricebell followed-coins');
  if (followed) expect(followed.followed).toBe(there.followed);
  expect(there.alerts).toBeLessThanOrEqual(TIGHT.maxAlerts);
  for (const symbol of SYMBOLS) {
    const { armed } = bruteForce(held, symbol);
    const counted = counts(`${ADA} usage#${symbol}`);
    expect(armed).toBeLessThanOrEqual(TIGHT.maxArmedPerCoin);
    if (counted) expect(sizeOf(counted.armed)).toBeGreaterThanOrEqual(armed);
    else expect(armed).toBeLessThanOrEqual(1);
  }
}

async function run(steps: readonly Step[], before: number) {
  const held = { ...holdNothing(), catalogue: SYMBOLS.map((symbol) => listing(symbol)) };
  let now = NOW;
  // of an earlier version: nothing counted it
  for (let i = 0; i < before; i += 1) {
    const id = `BTCUSDT-0-01J9ZX000000000000000000${i}0`;
    held.alerts.set(id, buildStoredAlert({ id }));
  }
  const call = startApiOver(memoryTables(held), () => now, undefined, TIGHT);
  for (const one of steps) {
    held.clockMeasuredAt = now;
    const status = await take(one, call, held);
    expect(status, `${one.does} must not fail`).toBeLessThan(500);
    expectCounted(held);
    now += one.waitMs;
  }
  const rest = () => {
    now += RECOUNT_AFTER_MS;
    return now;
  };
  return { held, call, rest };
}

it('counts are what is there, an upper bound of what is armed, and never past a limit', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40 }), fc.nat({ max: 1 }), async (steps, before) => {
      await run(steps, before);
    }),
    { numRuns: 60 },
  );
});

it('an alert can be made once there is room, whatever came before', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
      const { held, call, rest } = await run(steps, 0);
      held.clockMeasuredAt = rest();
      const symbol = 'BTCUSDT';
      const { armed, alerts } = bruteForce(held, symbol);
      const stored = held.counts.get(`${ADA} usage`)?.counts.coins;
      const mine = [...(typeof stored === 'object' ? stored : [])].filter((name) => held.coins.get(name)?.wanted);
      const isFollowed = held.coins.get(symbol)?.wanted ?? false;
      const fits =
        armed < TIGHT.maxArmedPerCoin && alerts < TIGHT.maxAlerts && (isFollowed || mine.length < TIGHT.maxCoins);
      const body = { symbol, condition: { metric: 'price', op: 'above', level: '1' } };
      expect((await call('POST /api/alerts', { body })).status).toBe(fits ? 201 : 422);
    }),
    { numRuns: 60 },
  );
});
