import { describe, expect, it } from 'vitest';
import {
  alertOptions,
  alertSentence,
  alertTitle,
  notableReason,
  statusSince,
} from '../../../../web/alerts/describe-alert.ts';
import { onOwnClock } from '../../../../web/format/own-sentence.ts';
import { buildAlertView } from '../../../support/alert-views.ts';

describe('a row', () => {
  it('says what the alert waits for, or what its person calls it', () => {
    expect(alertTitle(buildAlertView())).toBe('BTCUSDT crosses above 65,000');
    expect(alertTitle(buildAlertView({ name: 'Exit' }))).toBe('Exit');
  });

  it('says each condition', () => {
    const all = [
      { metric: 'price', op: 'above', level: '65000' },
      { metric: 'volume-5m', op: 'above', level: '2000000' },
      { metric: 'change-1h', op: 'leaves', from: '-2', to: '3' },
    ] as const;
    expect(alertSentence(buildAlertView({ condition: null, all: [...all] }))).toBe(
      'BTCUSDT at or above 65,000 and volume-5m at or above 2,000,000 USDT and change-1h leaves -2 to 3 %',
    );
  });

  it('says that a rule can not be read', () => {
    expect(alertSentence(buildAlertView({ condition: null }))).toBe("BTCUSDT, with a rule that can't be read");
  });

  it('says how it repeats and what else must be', () => {
    expect(alertOptions(buildAlertView())).toBe('Once');
    const repeat = { mode: 'every-time', cooldownSeconds: 300, reanchor: true, step: '+5%' } as const;
    expect(alertOptions(buildAlertView({ repeat, holdSeconds: 60, confirm: 'minute-close' }))).toBe(
      'Every time, at most once in 5 minutes, then at +5% from the price that fired, held for 1 minute, at minute closes',
    );
  });
});

describe('the reason', () => {
  it('leaves out what the row says elsewhere', () => {
    const active =
      'fires when the price rises to 65,000 or above; at 2026-11-22T12:00:00.000Z the price was 64,000, 1.56 % away';
    expect(notableReason(active)).toBe('');
    expect(notableReason(`${active}; expires on 2026-12-01T00:00:00.000Z`)).toBe('expires on 2026-12-01T00:00:00.000Z');
    const fired = 'fired on 2026-11-22T12:00:00.120Z at 65,001.2 by trade 12';
    expect(notableReason(fired)).toBe('at 65,001.2 by trade 12');
  });

  it('keeps why it is paused, and what it waits for first', () => {
    const paused = 'paused until 2026-11-22T12:00:00.000Z, then armed again';
    expect(notableReason(paused)).toBe(paused);
    expect(notableReason('paused; its expiry is 2026-12-01T00:00:00.000Z')).toBe(
      'its expiry is 2026-12-01T00:00:00.000Z',
    );
    const cools = 'fired; cooling down until 2026-11-22T12:05:00.000Z; then armed again';
    expect(notableReason(cools)).toBe(cools);
  });

  it('has its instants on the clock of the person', () => {
    const shown = onOwnClock('paused until 2026-11-22T12:00:00Z, or 2026-11-23T13:30:00.120Z', 'Asia/Kolkata');
    expect(shown).toMatch(/^Paused until [^Z]*17:30, or [^Z]*19:00$/);
  });
});

it('a status holds since the instant that made it so', () => {
  const lastTrigger = { firedAt: '2026-11-23T00:00:00.000Z' } as never;
  const updatedAt = '2026-11-24T00:00:00.000Z';
  expect(statusSince(buildAlertView({ status: 'triggered', lastTrigger }))).toBe('2026-11-23T00:00:00.000Z');
  expect(statusSince(buildAlertView({ status: 'expired', expiresAt: '2026-11-25T00:00:00.000Z' }))).toMatch(
    /^2026-11-25/,
  );
  expect(statusSince(buildAlertView({ status: 'paused', updatedAt }))).toBe(updatedAt);
});
