import { beforeEach, describe, expect, it } from 'vitest';
import type { StoredAlert } from '../../../../../adapters/dynamodb/alerts/alert-item.ts';
import { explainViewSchema } from '../../../../../contract/explain-view.ts';
import { recordChange } from '../../../../../domain/alerts/alert-change.ts';
import { armingState } from '../../../../../domain/alerts/arming-state.ts';
import { encodePosition } from '../../../../../domain/market/position.ts';
import { suppressedDelivery } from '../../../../../domain/messages/delivery.ts';
import type { Trigger } from '../../../../../domain/messages/trigger.ts';
import { BOBS_CLAIMS } from '../../../../support/api-event.ts';
import { buildCrossingRule } from '../../../../support/crossing-rule.ts';
import { type Held, holdNothing } from '../../../../support/memory-tables.ts';
import { ADA, buildStoredAlert } from '../../../../support/stored-alert.ts';
import { ALERT_ID, buildTrigger } from '../../../../support/triggers.ts';
import { NOW, startApi } from '../call-api.ts';

const EXPLAIN = 'GET /api/alerts/{id}/explain';
const path = { id: ALERT_ID };
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const MADE = NOW - 2 * HOUR;
const rule = buildCrossingRule({ repeat: { mode: 'every-time', cooldownSeconds: 600 } });
const at = (instant: number) => new Date(instant).toISOString();

let held: Held;
let call: ReturnType<typeof startApi>;

beforeEach(() => {
  held = holdNothing();
  call = startApi(held);
  // below the level but for the minutes 60 and 66
  held.candles.set(
    'BTCUSDT 1m',
    minutesAt((index) => (index === 60 || index === 66 ? '65010' : '64900')),
  );
  made({});
});

/** Of the three hours before now, the minute by its number from MADE on. */
function minutesAt(priceAt: (index: number) => string) {
  return Array.from({ length: 180 }, (_, index) => {
    const price = priceAt(index - 60);
    const start = MADE + (index - 60) * MINUTE;
    return { start, open: price, high: price, low: price, close: price, volume: 1, quoteVolume: 1, trades: 1 };
  });
}

/** Made two hours ago, armed a second later. */
function made(fields: Partial<StoredAlert>): StoredAlert {
  const state = armingState(rule, { armAfter: MADE, bookVersion: 1 }, null);
  const alert = buildStoredAlert({ rule, state, createdAt: MADE, updatedAt: MADE });
  const change = recordChange({ before: null, after: alert, by: 'you', at: MADE });
  held.history.set(ALERT_ID, [{ ...change, person: ADA }]);
  const asOf = { tradeId: 9, instant: MADE + 1_000 };
  const watching = { status: 'active', phase: 'watching', watch: 0, zone: 'below', asOf, watchedFrom: null } as const;
  const present = { ...alert, state: watching, ...fields };
  held.alerts.set(ALERT_ID, present);
  return present;
}

const watchingFrom = (instant: number) => {
  const asOf = { tradeId: 9, instant };
  return { status: 'active', phase: 'watching', watch: 0, zone: 'below', asOf, watchedFrom: null } as const;
};

function firedBy(trade: Trigger['trade']): Trigger {
  const id = `${ALERT_ID}@${encodePosition({ tradeId: trade.id, instant: trade.time })}`;
  return { ...buildTrigger(), id, trade, value: trade.price, rule };
}

/** In minute 60, with a mail that was not sent. The alert has cooled down and watches since. */
function fired(): void {
  const instant = MADE + 60 * MINUTE + 10_000;
  const base = buildTrigger();
  const trade = { id: 50, time: instant, price: '65010', quantity: '1' };
  const id = `${ALERT_ID}@${encodePosition({ tradeId: 50, instant })}`;
  const deliveries = { email: suppressedDelivery('email', instant, 'e-mail is switched off') };
  held.triggers.push({ ...base, id, trade, value: '65010', rule, deliveries });
  const asOf = { tradeId: 60, instant: instant + 10 * MINUTE };
  made({ state: { status: 'active', phase: 'watching', watch: 0, zone: 'below', asOf, watchedFrom: null }, fires: 1 });
}

const explained = async (query: Record<string, string> = {}) =>
  explainViewSchema.parse((await call(EXPLAIN, { path, query })).body);

describe('GET /api/alerts/{id}/explain', () => {
  it('says that it watched all the time, and what came closest', async () => {
    held.candles.set(
      'BTCUSDT 1m',
      minutesAt((index) => (index === 30 ? '64990' : '64900')),
    );
    const view = await explained({ from: at(MADE + 5_000) });
    expect(view).toMatchObject({
      fired: [],
      states: [{ from: at(MADE + 5_000), to: at(NOW), state: 'watching', exact: true }],
      closest: [{ value: '64990', distance: '10', time: at(MADE + 30 * MINUTE) }],
      suppressed: [],
    });
    expect(view.explanation).toBe(
      `did not fire between ${at(MADE + 5_000)} and ${at(NOW)}; the price came closest in the minute ${at(MADE + 30 * MINUTE).slice(0, 16)}Z: 64,990, 0.02 % away`,
    );
  });

  it('shows a fire, what kept its mail, and what the cooldown kept from firing', async () => {
    fired();
    const view = await explained({ from: at(MADE), to: at(NOW) });
    const instant = MADE + 60 * MINUTE + 10_000;
    expect(view.fired).toMatchObject([{ firedAt: at(instant), value: '65010' }]);
    expect(view.states.map(({ from, to, state }) => [from, to, state])).toEqual([
      // made at the very start of a minute, it arms there
      [at(MADE), at(instant), 'watching'],
      [at(instant), at(instant + 10 * MINUTE), 'cooling'],
      [at(instant + 10 * MINUTE), at(NOW), 'watching'],
    ]);
    expect(view.suppressed).toMatchObject([
      { from: at(instant), because: 'not-sent', channel: 'email', detail: 'e-mail is switched off' },
      { from: at(MADE + 66 * MINUTE), because: 'cooling', until: at(instant + 10 * MINUTE) },
    ]);
    expect(view.explanation).toContain('fired once');
    expect(view.explanation).toContain('1 of 1 not sent everywhere (email suppressed: e-mail is switched off)');
    expect(view.explanation).toContain(`but it was cooling down until ${at(instant + 10 * MINUTE)}`);
  });

  describe('of an alert without a history', () => {
    const moved = watchingFrom(MADE + 100 * MINUTE);

    it('begins with its last change, as if that had armed it', async () => {
      made({ state: moved });
      held.history.clear();
      const { states } = await explained({ from: at(MADE - HOUR) });
      expect(states).toMatchObject([
        { state: 'unknown', to: at(MADE) },
        { state: 'watching', from: at(MADE), exact: false },
      ]);
    });

    it('goes by the rule of that change, and not by the one of an earlier fire', async () => {
      const earlier = { ...rule, condition: { metric: 'price', op: 'crosses-above', level: '64000' } } as const;
      const trade = { id: 50, time: MADE - 30 * MINUTE, price: '64010', quantity: '1' };
      held.triggers.push({ ...firedBy(trade), rule: earlier });
      made({ state: moved, fires: 1 });
      held.history.clear();
      const { closest } = await explained({ from: at(MADE + MINUTE) });
      expect(closest.map(({ condition }) => condition)).toEqual([rule.condition]);
    });
  });

  it('names only the minutes in which its rule was met, and not what lies between', async () => {
    const price = (index: number) => ([62, 66].includes(index) ? '65010' : '64900');
    held.candles.set('BTCUSDT 1m', minutesAt(price));
    fired();
    const { suppressed } = await explained({ from: at(MADE) });
    const kept = suppressed.filter(({ because }) => because === 'cooling');
    expect(kept.map(({ from, to }) => [from, to])).toEqual([
      [at(MADE + 62 * MINUTE), at(MADE + 63 * MINUTE)],
      [at(MADE + 66 * MINUTE), at(MADE + 67 * MINUTE)],
    ]);
  });

  it('lays what was not watched over it, lists outages, and knows nothing from before the alert', async () => {
    const gap = { from: MADE + 10 * MINUTE, to: MADE + 12 * MINUTE };
    held.unwatched.set('BTCUSDT', [{ ...gap, reason: 'purged', firstTradeId: 3, lastTradeId: 9 }]);
    const outage = { symbol: 'BTCUSDT', since: gap.from, cause: 'halted', toldAt: gap.to, before: null } as const;
    held.outages.set('BTCUSDT', [{ ...outage, endedAt: gap.to, rechecked: null }]);
    const view = await explained({ from: at(MADE - HOUR) });
    expect(view.states[0]).toMatchObject({ state: 'unknown', to: at(MADE) });
    expect(view.states).toContainEqual({
      ...{ from: at(gap.from), to: at(gap.to), state: 'unwatched', until: null, reason: 'purged', exact: true },
    });
    expect(view.outages).toEqual([{ from: at(gap.from), to: at(gap.to), cause: 'halted' }]);
    expect(view.explanation).toContain(`it was not watched from ${at(gap.from)} to ${at(gap.to)}`);
  });

  it('knows the windows of a coin whose name another one has taken since', async () => {
    const quiet = buildCrossingRule({ condition: { metric: 'volume-5m', op: 'below', level: '3' } });
    made({ rule: quiet });
    held.history.clear();
    const observed = { state: 'live', price: '64900', lastTradeId: 1, tradeAt: NOW } as const;
    const coins = { BTCUSDT: { ...observed, listedFrom: MADE + 100 * MINUTE } };
    held.prices = { feed: 'binance', updatedAt: NOW, coins };
    // a quote volume of 1 in each minute
    const before = await explained({ from: at(MADE), to: at(MADE + 90 * MINUTE) });
    expect(before.closest).toMatchObject([{ value: '5', distance: '2' }]);
    // the other coin has traded for one minute
    const after = await explained({ from: at(MADE + 90 * MINUTE) });
    expect(after.closest).toMatchObject([{ value: '1', time: at(MADE + 101 * MINUTE) }]);
  });

  it('lays what only windows lacked over the time of a rule that has one', async () => {
    const armed = armingState(rule, { armAfter: MADE, bookVersion: 1 }, null);
    const volatile = buildCrossingRule({ condition: { metric: 'volatility-1h', op: 'above', level: '90' } });
    const [first, second, third] = [rule, volatile, rule].map((each, index) => {
      const updatedAt = MADE + index * 30 * MINUTE;
      return buildStoredAlert({ rule: each, state: armed, createdAt: MADE, updatedAt, version: index + 1 });
    });
    if (!first || !second || !third) throw new Error('three versions');
    const changes = [
      recordChange({ before: null, after: first, by: 'you', at: first.updatedAt }),
      recordChange({ before: first, after: second, by: 'you', at: second.updatedAt }),
      recordChange({ before: second, after: third, by: 'you', at: third.updatedAt }),
    ];
    held.history.set(ALERT_ID, changes.map((change) => ({ ...change, person: ADA })).reverse());
    held.alerts.set(ALERT_ID, { ...third, state: watchingFrom(third.updatedAt + 1_000) });
    const gap = { from: MADE + 10 * MINUTE, to: MADE + 80 * MINUTE, reason: 'no-windows' } as const;
    held.unwatched.set('BTCUSDT', [{ ...gap, firstTradeId: 3, lastTradeId: 2 }]);
    const { states } = await explained({ from: at(MADE) });
    expect(states.filter(({ state }) => state === 'unwatched')).toMatchObject([
      { from: at(second.updatedAt), to: at(third.updatedAt), reason: 'no-windows' },
    ]);
  });

  it('shows each of two fires in one millisecond', async () => {
    const instant = MADE + 60 * MINUTE + 10_000;
    held.triggers.push(firedBy({ id: 50, time: instant, price: '65010', quantity: '1' }));
    held.triggers.push(firedBy({ id: 51, time: instant, price: '65700', quantity: '1' }));
    made({ state: { ...watchingFrom(instant), asOf: { tradeId: 51, instant } }, fires: 2 });
    const { fired } = await explained({ from: at(MADE) });
    expect(fired.map(({ value }) => value)).toEqual(['65010', '65700']);
  });

  it('shows a fire right before the alert was paused by a clock that is some ms behind', async () => {
    const [instant, pausedAt] = [MADE + 60 * MINUTE + 10_000, MADE + 60 * MINUTE + 9_980];
    held.triggers.push(firedBy({ id: 50, time: instant, price: '65010', quantity: '1' }));
    const state = { status: 'paused', asOf: { tradeId: 50, instant }, watchedFrom: null } as const;
    const present = made({ state, version: 2, updatedAt: pausedAt });
    const paused = recordChange({
      before: { ...present, state: watchingFrom(instant) },
      after: present,
      by: 'you',
      at: pausedAt,
    });
    held.history.get(ALERT_ID)?.unshift({ ...paused, person: ADA });
    const { fired, states } = await explained({ from: at(MADE) });
    expect(fired).toMatchObject([{ firedAt: at(instant), value: '65010' }]);
    expect(states.at(-1)).toMatchObject({ from: at(instant), state: 'paused', exact: true });
  });

  it('names the minutes that are not stored', async () => {
    held.candles.set('BTCUSDT 1m', minutesAt(() => '64900').slice(0, 90));
    made({
      state: {
        ...{ status: 'active', phase: 'watching', watch: 0, zone: 'above' },
        ...{ asOf: { tradeId: 99, instant: NOW - MINUTE }, watchedFrom: null },
      },
    });
    const view = await explained({ from: at(MADE) });
    expect(view.unknownMinutes).toBe(89);
    expect(view.states.at(-1)).toMatchObject({ from: at(NOW - MINUTE), state: 'watching', exact: true });
    expect(view.states.at(-2)).toMatchObject({ from: at(MADE + 30 * MINUTE), state: 'unknown' });
  });

  it('says why a faulty alert can not be judged', async () => {
    const state = { status: 'faulty' as const, fault: 'rule: is missing', asOf: null, watchedFrom: null };
    held.alerts.set(ALERT_ID, { ...buildStoredAlert(), rule: null, state });
    expect(await explained()).toMatchObject({
      states: [{ state: 'faulty', reason: 'rule: is missing' }],
      explanation: "can't be judged: rule: is missing",
    });
  });

  it('shows the fires of a faulty alert, from before it was so', async () => {
    fired();
    const state = { status: 'faulty' as const, fault: 'rule: is missing', asOf: null, watchedFrom: null };
    held.alerts.set(ALERT_ID, { ...buildStoredAlert(), rule: null, state });
    const view = await explained({ from: at(MADE) });
    expect(view).toMatchObject({
      fired: [{ value: '65010' }],
      suppressed: [{ because: 'not-sent' }],
      states: [{ state: 'faulty', exact: false }],
    });
    expect(view.explanation).toContain("can't be judged: rule: is missing; fired once");
  });

  it.each([
    [{ from: at(NOW + 1) }, 422],
    [{ from: at(NOW - 10), to: at(NOW - 20) }, 422],
    [{ from: at(NOW - 8 * 24 * HOUR) }, 422],
    [{ from: 'yesterday' }, 422],
    [{ days: '3' }, 422],
    [{ from: at(NOW - 7 * 24 * HOUR), to: at(NOW + HOUR) }, 200],
  ])('answers %j with %i', async (query, status) => {
    expect(await call(EXPLAIN, { path, query })).toMatchObject({ status });
  });

  it('is refused for more fires than one explanation may read', async () => {
    const base = buildTrigger();
    for (let index = 0; index < 1_100; index += 1) {
      const instant = NOW - HOUR + index * 1_000;
      held.triggers.push({ ...base, id: `${ALERT_ID}@${encodePosition({ tradeId: index + 1, instant })}`, rule });
    }
    expect(await call(EXPLAIN, { path })).toMatchObject({ status: 422, body: { errors: [{ path: 'from' }] } });
    expect(await call(EXPLAIN, { path, query: { from: at(NOW - HOUR + 1_090_000) } })).toMatchObject({ status: 200 });
  });

  it("spends the person's preview time, and is nobody else's", async () => {
    const { headers } = await call(EXPLAIN, { path });
    expect(headers).toMatchObject({ 'ratelimit-policy': expect.stringContaining('preview-ms') });
    expect(await call(EXPLAIN, { path, claims: BOBS_CLAIMS })).toMatchObject({ status: 404 });
    held.alerts.delete(ALERT_ID);
    expect(await call(EXPLAIN, { path })).toMatchObject({ status: 404 });
  });
});
