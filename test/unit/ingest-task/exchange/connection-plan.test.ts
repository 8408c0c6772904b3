import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ConnectionPlan } from '../../../../ingest-task/exchange/connection-plan.ts';

const MAX_CONNECTIONS = 10;
const planOf = (coinsPerConnection: number, maxStreams = 1_024) =>
  new ConnectionPlan({ maxStreams, coinsPerConnection, maxConnections: MAX_CONNECTIONS });

const names = (count: number) => new Set(Array.from({ length: count }, (_, i) => `C${i}`));

test('however the wanted coins change, a coin stays where it is, each has one place, and none has too many', () => {
  const wishes = fc.array(fc.uniqueArray(fc.nat(30)), { minLength: 1, maxLength: 20 });
  fc.assert(
    fc.property(wishes, fc.integer({ min: 1, max: 7 }), (changes, room) => {
      const plan = planOf(room);
      let before = new Map<string, number | undefined>();
      for (const change of changes) {
        const wanted = new Set(change.map(String));
        const { changed, leftOut } = plan.want(wanted);
        const places = new Map([...wanted].map((symbol) => [symbol, plan.placeOf(symbol)]));
        for (const [symbol, place] of before)
          if (place !== undefined && wanted.has(symbol)) expect(places.get(symbol)).toBe(place);
        const placed = [...places.values()].filter((place) => place !== undefined);
        expect(leftOut).toBe(Math.max(0, wanted.size - room * MAX_CONNECTIONS));
        expect(placed.length + leftOut).toBe(wanted.size);
        for (let place = 0; place < plan.size; place += 1) {
          const coins = [...plan.coinsOf(place)];
          expect(coins.length).toBeLessThanOrEqual(room);
          expect(coins.every((symbol) => places.get(symbol) === place)).toBe(true);
        }
        const moved = [...wanted].filter((symbol) => places.get(symbol) !== before.get(symbol));
        const gone = [...before].filter(([symbol, place]) => place !== undefined && !wanted.has(symbol));
        const expected = [...moved.map((symbol) => places.get(symbol)), ...gone.map(([, place]) => place)];
        expect(changed).toEqual(new Set(expected.filter((place) => place !== undefined)));
        before = places;
      }
    }),
  );
});

test('a new coin goes to the first connection with room', () => {
  const plan = planOf(2);
  plan.want(names(5));
  plan.want(new Set(['C0', 'C2', 'C3', 'C4']));
  plan.want(new Set(['C0', 'C2', 'C3', 'C4', 'NEW', 'NEWER']));
  expect([plan.placeOf('NEW'), plan.placeOf('NEWER')]).toEqual([0, 2]);
});

test("a connection's coins and its heartbeat fit into the exchange's bound", () => {
  const plan = planOf(200, 101);
  plan.want(names(150));
  expect([plan.coinsOf(0).size, plan.coinsOf(1).size]).toEqual([100, 50]);
});
