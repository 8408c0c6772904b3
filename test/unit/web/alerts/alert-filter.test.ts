import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { METRICS } from '../../../../domain/metrics/metric.ts';
import {
  ALERT_SORTS,
  keepsAlert,
  NO_FILTER,
  readAlertFilter,
  writeAlertFilter,
} from '../../../../web/alerts/alert-filter.ts';
import { ALERT_STATUSES, isAlertStatus } from '../../../../web/alerts/alert-statuses.ts';
import { buildAlertView } from '../../../support/alert-views.ts';

const filters = fc.record({
  coin: fc.option(fc.stringMatching(/^[A-Z0-9]{2,12}$/)),
  status: fc.option(fc.constantFrom(...Object.keys(ALERT_STATUSES).filter(isAlertStatus))),
  metric: fc.option(fc.constantFrom(...METRICS)),
  text: fc.string({ unit: 'grapheme', maxLength: 20 }),
  sort: fc.constantFrom(...ALERT_SORTS),
});

it('an address gives back the filter that it was written for', () => {
  fc.assert(
    fc.property(filters, (filter) => {
      const query = new URLSearchParams();
      for (const [name, value] of Object.entries(writeAlertFilter(filter))) if (value !== null) query.set(name, value);
      expect(readAlertFilter(new URLSearchParams(query.toString()))).toEqual(filter);
    }),
  );
});

it('what an address says that nobody knows filters nothing', () => {
  const query = new URLSearchParams('status=toString&metric=colour&sort=random&coin=');
  expect(readAlertFilter(query)).toEqual(NO_FILTER);
});

it('no filter leaves the address as it is', () => {
  expect(Object.values(writeAlertFilter(NO_FILTER)).every((value) => value === null)).toBe(true);
});

describe('an alert is shown', () => {
  const keeps = (filter: object, fields = {}) => keepsAlert({ ...NO_FILTER, ...filter })(buildAlertView(fields));

  it('when it meets all that is given', () => {
    expect(keeps({})).toBe(true);
    expect(keeps({ coin: 'BTCUSDT', status: 'active', metric: 'price' })).toBe(true);
    expect(keeps({ coin: 'BTCUSDT', status: 'paused' })).toBe(false);
    expect(keeps({ coin: 'ETHUSDT' })).toBe(false);
  });

  it('by the metric of any of its conditions', () => {
    const all = [
      { metric: 'price', op: 'above', level: '1' },
      { metric: 'change-1h', op: 'below', level: '2' },
    ] as const;
    expect(keeps({ metric: 'change-1h' }, { condition: null, all })).toBe(true);
    expect(keeps({ metric: 'volume-1h' }, { condition: null, all })).toBe(false);
  });

  it('by a text in its name, note or symbol, whatever the case and the spelling of an accent', () => {
    expect(keeps({ text: 'BTC' })).toBe(true);
    expect(keeps({ text: 'caf\u00e9' }, { name: 'CAFE\u0301' })).toBe(true);
    expect(keeps({ text: 'half' }, { note: 'Sell half' })).toBe(true);
    expect(keeps({ text: 'half' })).toBe(false);
  });
});
