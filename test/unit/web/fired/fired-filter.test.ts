import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { viewTrigger } from '../../../../contract/trigger-view.ts';
import { DELIVERY_STATES as STATES } from '../../../../domain/messages/delivery.ts';
import { DELIVERY_STATES } from '../../../../web/fired/describe-delivery.ts';
import {
  firedQuery,
  keepsFire,
  NO_FIRED_FILTER,
  readFiredFilter,
  writeFiredFilter,
} from '../../../../web/fired/fired-filter.ts';
import { dayOf } from '../../../../web/fired/group-by-day.ts';
import { buildTrigger } from '../../../support/triggers.ts';

const day = fc
  .date({ min: new Date('2020-01-01'), max: new Date('2030-12-31'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10));
const filters = fc.record({
  coin: fc.option(fc.stringMatching(/^[A-Z0-9]{2,12}$/)),
  state: fc.option(fc.constantFrom(...STATES)),
  from: fc.option(day),
  to: fc.option(day),
});
const zones = fc.constantFrom('UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Kathmandu', 'Pacific/Apia');

it('every state that a delivery can have has its words', () => {
  expect(Object.keys(DELIVERY_STATES).sort()).toEqual([...STATES].sort());
});

it('an address gives back the filter that it was written for', () => {
  fc.assert(
    fc.property(filters, (filter) => {
      const query = new URLSearchParams();
      for (const [name, value] of Object.entries(writeFiredFilter(filter))) if (value !== null) query.set(name, value);
      expect(readFiredFilter(new URLSearchParams(query.toString()))).toEqual(filter);
    }),
  );
});

it('what is no day, or no state, filters nothing', () => {
  const query = new URLSearchParams('from=2026-02-30&to=soon&state=valueOf&coin=');
  expect(readFiredFilter(query)).toEqual(NO_FIRED_FILTER);
});

describe('a day', () => {
  it('is that of the clocks in the zone: its first and last instants belong to it, those beside them do not', () => {
    fc.assert(
      fc.property(day, zones, (chosen, zone) => {
        const { from, to } = firedQuery({ ...NO_FIRED_FILTER, from: chosen, to: chosen }, zone);
        const [first, end] = [Date.parse(from ?? ''), Date.parse(to ?? '')];
        expect(end).toBeGreaterThan(first);
        expect([dayOf(first, zone), dayOf(end - 1, zone)]).toEqual([chosen, chosen]);
        expect([dayOf(first - 1, zone) < chosen, dayOf(end, zone) > chosen]).toEqual([true, true]);
      }),
    );
  });
});

it('a fire that has just come is shown when the API would list it', () => {
  const trigger = viewTrigger(buildTrigger());
  const at = trigger.hops.evaluatedAt;
  const query = firedQuery(NO_FIRED_FILTER, 'UTC');
  expect(keepsFire(query)(trigger)).toBe(true);
  expect(keepsFire({ ...query, symbol: 'ETHUSDT' })(trigger)).toBe(false);
  expect(keepsFire({ ...query, state: 'queued' })(trigger)).toBe(true);
  expect(keepsFire({ ...query, state: 'failed' })(trigger)).toBe(false);
  expect(keepsFire({ ...query, from: at })(trigger)).toBe(true);
  expect(keepsFire({ ...query, to: at })(trigger)).toBe(false);
});
