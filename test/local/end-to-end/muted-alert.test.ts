import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { TapeMarket } from '../../../local/simulator/market/tape-market.ts';
import { buildTape } from './build-tape.ts';
import type { Body, Person } from './person.ts';
import { TestStack } from './start-stack.ts';

const WITHIN = { timeout: 60_000, interval: 200 };
const HOUR_MS = 3_600_000;
/** The exchange's clock stands still between trades and is compared once a minute: all of it must lie in one hour. */
const SPAN_MS = 600_000;
const LEAD_IN = 3;

/** An hour's worth of times, moved back when the hour would end in between. */
const startMs = Date.now() - (Date.now() % HOUR_MS > HOUR_MS - SPAN_MS ? SPAN_MS : 0);
/** Sixty-six times up through 104, and back. */
const prices = [...Array<string>(LEAD_IN).fill('100'), ...Array.from({ length: 66 }, () => ['105', '100']).flat()];
const tape = buildTape(prices, { startMs }).map((row, index) =>
  index < LEAD_IN ? row : { ...row, time: startMs + SPAN_MS / 2 + index * 100 },
);

let stack: TestStack;
let ada: Person;

beforeAll(async () => {
  stack = await TestStack.start(new TapeMarket({ tapes: { BTCUSDT: tape } }));
  ada = await stack.person('ada@example.com');
});
afterAll(() => stack?.end());

/** How many of the alert's triggers have a delivery in each state; those on their way are about to be sent. */
async function states(id: string): Promise<Record<string, number>> {
  const { items } = await ada.get(`/alerts/${id}/triggers?limit=100`);
  const counts = { sent: 0, suppressed: 0 };
  for (const { deliveries } of items as (Body & { deliveries: { state: string }[] })[]) {
    counts[deliveries[0]?.state === 'suppressed' ? 'suppressed' : 'sent'] += 1;
  }
  return counts;
}

async function mutePage(): Promise<string> {
  const notices = (await stack.inbox()).filter(({ text }) => text.includes('BTCUSDT fired too often: muted until'));
  expect(notices).toHaveLength(1);
  return /(https?:\S+\/api\/links\/[\w.-]+)#unmute/.exec(notices[0]?.text ?? '')?.[1] ?? '';
}

test('an alert that fires 65 times within an hour is sent 60 times and muted, and the link in its one notice ends the mute', async () => {
  await ada.call('PUT', '/coins/BTCUSDT');
  await vi.waitFor(async () => expect(await ada.get('/coins/BTCUSDT')).toMatchObject({ state: 'live' }), WITHIN);
  stack.market.step(2);
  const everyTime = { repeat: { mode: 'every-time' }, rearmPercent: 0.01 };
  const id = await ada.addAlert('BTCUSDT', 'crosses-above', '104', everyTime);
  const alert = () => ada.get(`/alerts/${id}`);
  stack.market.advance(60_000);
  await vi.waitFor(async () => expect(await alert()).toMatchObject({ status: 'active', mutedUntil: null }), WITHIN);

  stack.market.step(1 + 2 * 65);
  await vi.waitFor(async () => expect(await states(id)).toEqual({ sent: 60, suppressed: 5 }), WITHIN);
  const end = new Date((Math.floor(startMs / HOUR_MS) + 1) * HOUR_MS).toISOString();
  expect(await alert()).toMatchObject({
    mutedUntil: end,
    explanation: expect.stringContaining(`muted until ${end}, as it has fired too often`),
  });
  const { items } = await ada.get(`/alerts/${id}/triggers?limit=1`);
  expect(items[0]).toMatchObject({ sequence: 65, trade: { price: expect.stringMatching(/^105/) } });

  const page = await vi.waitFor(mutePage, WITHIN);
  expect(await (await fetch(page)).text()).toContain('End the mute');
  expect(await alert()).toMatchObject({ mutedUntil: end });
  const pressed = await fetch(page, {
    method: 'POST',
    body: new URLSearchParams({ action: 'unmute' }),
    redirect: 'manual',
  });
  expect([pressed.status, pressed.headers.get('location')]).toEqual([303, '?done=unmute']);
  expect(await alert()).toMatchObject({ mutedUntil: null, version: 1 });

  stack.market.step(2);
  await vi.waitFor(async () => expect(await states(id)).toEqual({ sent: 61, suppressed: 5 }), WITHIN);
  expect(await mutePage()).toBe(page);
  expect(stack.problems).toEqual([]);
});
