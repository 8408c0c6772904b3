import { describe, expect, test } from 'vitest';
import type { ExplainView } from '../../../../../contract/explain-view.ts';
import type { ChangeView } from '../../../../../contract/history-view.ts';
import type { PreviewView } from '../../../../../contract/preview-view.ts';
import { describeChange } from '../../../../../web/alert-form/explanation/describe-change.ts';
import { describeFound, describeSuppressed } from '../../../../../web/alert-form/explanation/describe-state.ts';
import { describePreview } from '../../../../../web/alert-form/preview/describe-preview.ts';
import { ownSentence } from '../../../../../web/format/own-sentence.ts';

const AT = '2026-11-21T13:02:00.000Z';
const ZONE = 'Europe/Berlin';

describe('what kept an alert from firing', () => {
  const kept = (fields: Partial<ExplainView['suppressed'][number]>) =>
    describeSuppressed(
      {
        from: AT,
        to: AT,
        because: 'cooling',
        until: null,
        triggerId: null,
        channel: null,
        delivery: null,
        detail: null,
        ...fields,
      },
      ZONE,
    );

  test('is said with its end on the clock of the person', () => {
    expect(kept({ until: AT })).toMatch(/^It was met, but it was cooling down until .*14:02\.$/);
    expect(kept({ because: 'hold-broken' })).toBe('It was met, but it had not stayed so for long enough.');
  });

  test('a message that was not sent is said with the reason of its channel', () => {
    expect(kept({ because: 'not-sent', channel: 'email', detail: 'it bounced' })).toBe(
      'It fired, but nothing was sent by email: it bounced.',
    );
  });
});

test('what fired is said in the unit of its metric, on its side of the level', () => {
  const condition = { metric: 'sma-200-1d', op: 'crosses-above', level: '0' } as const;
  const found = { value: '0.00000012345', level: '0' };
  expect(describeFound({ condition, quote: 'USDT' }, found)).toBe('at 0.000000123 %, level 0 %');
  expect(describeFound({ condition: null, quote: 'USDT' }, found)).toBe('at 0.00000012345, level 0');
});

test('a sentence of the API has its instants on the clock of the person, and ends', () => {
  const shown = ownSentence('paused until 2026-11-21T13:02:00.000Z, then armed again', ZONE);
  expect(shown).toMatch(/^Paused until .*14:02, then armed again\.$/);
});

test('a change says who did what, and each field before and after', () => {
  const change = { by: 'you', what: 'changed', changes: [{ field: 'name', before: null, after: 'Top' }] };
  expect(describeChange(change as ChangeView)).toBe('You changed it: name from none to Top.');
  expect(describeChange({ ...change, what: 'created' } as ChangeView)).toBe('You made it.');
});

describe('a preview in one line', () => {
  const preview = (fields: object) =>
    describePreview(
      {
        from: '2026-10-22T13:02:00.000Z',
        to: AT,
        fires: 0,
        triggers: [],
        closest: [],
        ...fields,
      } as unknown as PreviewView,
      ZONE,
    );

  test('says how often, and when last', () => {
    const triggers = [{ time: AT }];
    expect(preview({ fires: 3, triggers })).toMatch(/^Last 30 days: 3 times, last on .*14:02$/);
    expect(preview({ fires: 1, triggers })).toMatch(/^Last 30 days: once, on .*14:02$/);
  });

  test('says when it came closest where it never fired, and that there is no history yet', () => {
    expect(preview({ closest: [{ time: AT }, { time: AT }] })).toBe('Last 30 days: never');
    expect(preview({})).toBe('Last 30 days: its value was not known');
    expect(preview({ closest: [{ time: AT }] })).toMatch(/^Last 30 days: never\. It came closest on .*14:02$/);
    expect(preview({ from: '2026-11-21T10:02:00.000Z' })).toMatch(/^Last 3 hours: /);
    expect(preview({ from: null })).toMatch(/^No history/);
  });
});
