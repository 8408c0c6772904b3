import fc from 'fast-check';
import { expect, test } from 'vitest';
import * as z from 'zod';
import type { OwnedAlert } from '../../../../../adapters/dynamodb/alerts/alert-item.ts';
import { type AlertView, alertViewSchema } from '../../../../../contract/alert-view.ts';
import { formatAlertId } from '../../../../../domain/alerts/alert-id.ts';
import { encodePosition } from '../../../../../domain/market/position.ts';
import type { Condition } from '../../../../../domain/rules/condition.ts';
import { buildCrossingRule } from '../../../../support/crossing-rule.ts';
import { type Held, holdNothing } from '../../../../support/memory-tables.ts';
import { buildStoredAlert } from '../../../../support/stored-alert.ts';
import { buildTrigger } from '../../../../support/triggers.ts';
import { NOW, startApi } from '../call-api.ts';

const LIST = 'GET /api/alerts';
const pageSchema = z.strictObject({ items: z.array(alertViewSchema), nextCursor: z.string().nullable() });
const SYMBOLS = ['BTCUSDT', 'ETHUSDT'] as const;
const MAX_PAGES = 60;

const anyCondition: fc.Arbitrary<Condition> = fc.oneof(
  fc.record({
    metric: fc.constant('price' as const),
    op: fc.constantFrom('crosses-above' as const, 'below' as const),
    level: fc.constantFrom('90', '100', '110', '120'),
  }),
  fc.record({
    metric: fc.constant('volume-5m' as const),
    op: fc.constant('above' as const),
    level: fc.constantFrom('5', '100'),
  }),
);
const anyText = fc.option(fc.constantFrom('Breakout', 'break-even', 'Ärger', 'dip', ''));

/** What can be said of an alert when it is made or edited. */
const anyFields = fc.record({
  condition: anyCondition,
  name: anyText.map((name) => name || null),
  note: anyText,
  isPaused: fc.boolean(),
});
type Fields = typeof anyFields extends fc.Arbitrary<infer Value> ? Value : never;

const which = fc.nat(30);
const anyMade = fc.record({
  does: fc.constant('make' as const),
  symbol: fc.constantFrom(...SYMBOLS),
  fields: anyFields,
});
const anyChange = fc.oneof(
  anyMade,
  fc.record({ does: fc.constant('delete' as const), which }),
  fc.record({ does: fc.constant('edit' as const), which, fields: anyFields }),
  fc.record({ does: fc.constant('fire' as const), which, ends: fc.boolean() }),
  fc.record({
    does: fc.constant('trade' as const),
    symbol: fc.constantFrom(...SYMBOLS),
    price: fc.constantFrom('80', '99', '101', '119'),
    volume: fc.option(fc.constantFrom(0, 6, 90)),
  }),
);
type Change = typeof anyChange extends fc.Arbitrary<infer Value> ? Value : never;
const anyWorld = fc
  .tuple(fc.array(anyMade, { minLength: 5, maxLength: 25 }), fc.array(anyChange, { maxLength: 25 }))
  .map((changes) => changes.flat());

/** Mostly of one filter: several leave little to be shown. */
const anyFilter = fc.oneof(
  { weight: 3, arbitrary: fc.constant({}) },
  fc.record({ symbol: fc.constantFrom(...SYMBOLS) }),
  fc.record({ status: fc.constantFrom('active' as const, 'paused' as const) }),
  fc.record({ metric: fc.constantFrom('price' as const, 'volume-5m' as const) }),
  fc.record({ text: fc.constantFrom('BREAK', 'ä', 'even', 'nothing like it') }),
  fc.record({ symbol: fc.constant('BTCUSDT'), metric: fc.constant('price' as const), text: fc.constant('bre') }),
);
const anySort = fc.constantFrom('created' as const, 'distance' as const, 'fired' as const);
const anyQuery: fc.Arbitrary<Query> = fc.tuple(anyFilter, anySort).map(([filter, sort]) => ({ ...filter, sort }));

interface Query {
  readonly symbol?: string;
  readonly status?: 'active' | 'paused';
  readonly metric?: 'price' | 'volume-5m';
  readonly text?: string;
  readonly sort: 'created' | 'distance' | 'fired';
}

/** The alerts of a person and their market, changed as the system changes them. */
class World {
  readonly held: Held = holdNothing();
  #made = 0;
  #fired = 0;

  constructor(changes: readonly Change[]) {
    this.held.prices = { feed: 'binance', updatedAt: NOW, coins: {} };
    for (const change of changes) this.apply(change);
  }

  apply(change: Change): void {
    switch (change.does) {
      case 'make':
        this.#make(change);
        break;
      case 'trade':
        this.#trade(change);
        break;
      case 'delete':
      case 'edit':
      case 'fire': {
        const alerts = [...this.held.alerts.values()];
        const alert = alerts[change.which % Math.max(alerts.length, 1)];
        if (alert) this.#change(alert, change);
      }
    }
  }

  /** What a list shows by its filters, read plainly. */
  matching({ symbol, status, metric, text }: Query): string[] {
    return [...this.held.alerts.values()]
      .filter((alert) => symbol === undefined || alert.symbol === symbol)
      .filter((alert) => status === undefined || alert.state.status === status)
      .filter((alert) => metric === undefined || alert.rule?.condition?.metric === metric)
      .filter(({ name, note }) => text === undefined || `${name}\n${note}`.toLowerCase().includes(text.toLowerCase()))
      .map(({ id }) => id);
  }

  #make({ symbol, fields }: { symbol: string; fields: Fields }): void {
    this.#made += 1;
    // some are made in the same millisecond
    const createdAt = 1_000 + Math.floor(this.#made / 2);
    const id = formatAlertId({ symbol, shard: 0 }, `01J9ZX${String((this.#made * 7_919) % 10_000).padStart(20, '0')}`);
    this.held.alerts.set(id, { ...buildStoredAlert({ id, symbol, createdAt }), ...storedFields(fields) });
  }

  #change(alert: OwnedAlert, change: Extract<Change, { which: number }>): void {
    if (change.does === 'delete') this.held.alerts.delete(alert.id);
    if (change.does === 'edit') this.held.alerts.set(alert.id, { ...alert, ...storedFields(change.fields) });
    if (change.does === 'fire') {
      this.#fired += 1;
      const instant = NOW - 100_000 + Math.floor(this.#fired / 2);
      const id = `${alert.id}@${encodePosition({ tradeId: this.#fired, instant })}`;
      const lastTrigger = { ...buildTrigger(), id };
      const state = change.ends ? ({ status: 'triggered', asOf: null, watchedFrom: null } as const) : alert.state;
      if (alert.rule) this.held.alerts.set(alert.id, { ...alert, state, lastTrigger, fires: alert.fires + 1 });
    }
  }

  #trade({ symbol, price, volume }: Extract<Change, { does: 'trade' }>): void {
    const { prices } = this.held;
    if (!prices) throw new Error('there are prices from the start');
    const coin = { state: 'live', price, lastTradeId: 9, tradeAt: NOW - 1_000, minute: NOW - 60_000 } as const;
    const coins = { ...prices.coins, [symbol]: { ...coin, measures: { 'volume-5m': volume } } };
    this.held.prices = { ...prices, coins };
  }
}

function storedFields({ condition, name, note, isPaused }: Fields) {
  const { state } = buildStoredAlert();
  const paused = { status: 'paused', asOf: null, watchedFrom: null } as const;
  return { rule: buildCrossingRule({ condition }), name, note, state: isPaused ? paused : state };
}

/** Ascending; the keys of each order, as a client finds them in the answer. */
const KEYS: Readonly<Record<Query['sort'], (view: AlertView) => number>> = {
  created: ({ createdAt }) => -Date.parse(createdAt),
  distance: ({ distance }) => {
    if (distance === null) return Number.POSITIVE_INFINITY;
    return distance.percent === null ? Number.MAX_VALUE : Math.abs(Number(distance.percent));
  },
  fired: ({ lastTrigger }) => (lastTrigger ? -Date.parse(lastTrigger.firedAt) : Number.POSITIVE_INFINITY),
};

test('what exists and matches from the first page to the last is shown once, whatever happens between the pages', async () => {
  const shownBy = new Map<string, number>();
  await fc.assert(
    fc.asyncProperty(
      anyWorld,
      fc.array(fc.array(anyChange, { maxLength: 5 }), { maxLength: 8 }),
      anyQuery,
      fc.integer({ min: 1, max: 4 }),
      async (before, between, query, limit) => {
        const world = new World(before);
        const call = startApi(world.held);
        const shown: AlertView[] = [];
        let lasting = world.matching(query);
        let cursor: string | null = null;
        for (let page = 0; page === 0 || cursor !== null; page += 1) {
          expect(page).toBeLessThan(MAX_PAGES);
          const matching = world.matching(query);
          lasting = lasting.filter((id) => matching.includes(id));
          const { status, body } = await call(LIST, {
            query: { ...query, limit: String(limit), ...(cursor !== null && { cursor }) },
          });
          expect(status).toBe(200);
          const { items, nextCursor } = pageSchema.parse(body);
          expect(items.length).toBeLessThanOrEqual(limit);
          for (const { id } of items) expect(matching).toContain(id);
          expectAscending(items.map(KEYS[query.sort]));
          shown.push(...items);
          cursor = nextCursor;
          for (const change of between[page] ?? []) world.apply(change);
        }
        const ids = shown.map(({ id }) => id);
        expect(new Set(ids).size).toBe(ids.length);
        for (const id of lasting) expect(ids).toContain(id);
        if (query.sort === 'created') expectAscending(shown.map(KEYS.created));
        shownBy.set(query.sort, (shownBy.get(query.sort) ?? 0) + (ids.length > limit ? 1 : 0));
      },
    ),
    { numRuns: 250 },
  );
  // each order has been read over several pages
  for (const sort of Object.keys(KEYS)) expect([sort, (shownBy.get(sort) ?? 0) > 10]).toEqual([sort, true]);
}, 60_000);

test('the first page has the first of all that match', async () => {
  await fc.assert(
    fc.asyncProperty(anyWorld, anyQuery, fc.integer({ min: 1, max: 4 }), async (changes, query, limit) => {
      const world = new World(changes);
      const call = startApi(world.held);
      const [all, first] = await Promise.all(
        ['100', String(limit)].map(async (most) =>
          pageSchema.parse((await call(LIST, { query: { ...query, limit: most } })).body),
        ),
      );
      expect(all?.items.map(({ id }) => id).sort()).toEqual(world.matching(query).sort());
      expectAscending(all?.items.map(KEYS[query.sort]) ?? []);
      expect(first?.items).toEqual(all?.items.slice(0, limit));
      expect(all?.nextCursor).toBeNull();
    }),
    { numRuns: 100 },
  );
}, 60_000);

function expectAscending(keys: readonly number[]): void {
  expect(keys).toEqual([...keys].sort((a, b) => (a === b ? 0 : a - b)));
}
