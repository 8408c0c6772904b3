import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { TapeMarket } from '../../../local/simulator/market/tape-market.ts';
import { buildTape } from './build-tape.ts';
import { mailedLines } from './mailed-lines.ts';
import type { Person } from './person.ts';
import { TestStack } from './start-stack.ts';

const WITHIN = { timeout: 30_000, interval: 50 };
/** What fires while mails are leaving waits for its turn. */
const MAILED = { timeout: 90_000, interval: 100 };
const KILLED = ['EvaluateTicks', 'DispatchMessages'] as const;
const MIN_KILLS = 6;

/** A staircase: every trade crosses one more level. */
const LEAD_IN = ['100', '100', '100'];
const STEPS = Array.from({ length: 60 }, (_, index) => String(101 + index));

let stack: TestStack;
let ada: Person;

beforeAll(async () => {
  const market = new TapeMarket({ tapes: { BTCUSDT: buildTape([...LEAD_IN, ...STEPS]) } });
  stack = await TestStack.start(market);
  ada = await stack.person('ada@example.com');
});
afterAll(() => stack?.end());

test('environments that are killed during their work change nothing', async () => {
  await ada.call('PUT', '/coins/BTCUSDT');
  await vi.waitFor(async () => expect(await ada.get('/coins/BTCUSDT')).toMatchObject({ state: 'live' }), WITHIN);
  stack.market.step(LEAD_IN.length);
  await vi.waitFor(async () => expect(await ada.get('/coins/BTCUSDT')).toMatchObject({ lastTradeId: 502 }), WITHIN);
  const alerts = await Promise.all(STEPS.map((level) => ada.addAlert('BTCUSDT', 'crosses-above', level)));
  stack.market.advance(60_000);
  await vi.waitFor(async () => {
    const { items } = await ada.get('/alerts?status=active&limit=100');
    expect(items).toHaveLength(alerts.length);
  }, WITHIN);

  const kills = { count: 0 };
  const killing = killWhatIsBusy(kills);
  await stack.market.play({ tradesPerSecond: 12 });
  await vi.waitFor(() => expect(kills.count).toBeGreaterThanOrEqual(MIN_KILLS), WITHIN);
  killing.abort();

  await vi.waitFor(async () => {
    const { items } = await ada.get('/triggers?limit=100');
    const fired = items.map(({ alertId, level, trade }) => [alertId, level, trade.id]);
    expect(fired.sort()).toEqual(alerts.map((id, index) => [id, STEPS[index], 503 + index]).sort());
  }, WITHIN);
  await vi.waitFor(async () => {
    const mailed = mailedLines(await stack.inbox());
    expect(mailed.sort()).toEqual(STEPS.map((level) => `ada@example.com: BTCUSDT crossed above ${level}.00`).sort());
  }, MAILED);
  console.log(`${kills.count} environments were killed at work`);
}, 240_000);

/** Ends environments at work, again and again, until told to stop. */
function killWhatIsBusy(kills: { count: number }): AbortController {
  const control = new AbortController();
  const timer = setInterval(async () => {
    for (const name of KILLED) {
      const pool = stack.running.functions.get(name);
      const [busy] = pool?.busy() ?? [];
      if (!pool || busy === undefined || kills.count >= 3 * MIN_KILLS) continue;
      kills.count += 1;
      await pool.kill(busy);
    }
  }, 7);
  control.signal.addEventListener('abort', () => clearInterval(timer));
  return control;
}
