import { describe, expect, it } from 'vitest';
import type { AlertState } from '../../../../domain/alerts/alert.ts';
import { encodePosition } from '../../../../domain/market/position.ts';
import { explainAlert } from '../../../../text/explain/explain-alert.ts';
import { buildCrossingRule } from '../../../support/crossing-rule.ts';
import {
  ARMING,
  AT,
  active,
  at,
  coin,
  EVERY_TIME,
  explain,
  explainIt,
  LATER,
  LATER_TEXT,
  NOW,
  range,
  seen,
  watching,
} from '../../../support/explained.ts';
import { buildStoredAlert } from '../../../support/stored-alert.ts';
import { ALERT_ID, buildTrigger } from '../../../support/triggers.ts';

const BECAUSE = {
  kind: 'another-coin' as const,
  before: { price: '0.00005', time: 1_000 },
  first: { price: '1234.5', time: 2_000 },
};

describe('an alert that has met its condition', () => {
  it.each([
    [at('above'), 'holds', 'at or above 65,000', ''],
    [at('below'), 'holds', 'at or below 65,000', ''],
    [at('crosses'), 'crossed-up', 'at or above 65,000', ''],
    [at('crosses'), 'crossed-down', 'at or below 65,000', ''],
    [range('enters'), 'entered', 'within 60,000 to 65,000', ''],
    [range('leaves'), 'left', 'outside 60,000 to 65,000', ', no longer there, which is not judged yet'],
  ] as const)('and holds it, says what must stay so (%#)', (condition, reason, stays, remark) => {
    const state: AlertState = { ...active, phase: 'holding', zone: 'within', reason, until: LATER };
    expect(explain({ condition, holdSeconds: 300 }, state, coin('65000'))).toBe(
      `on hold until ${LATER_TEXT}; fires then if the price stays ${stays}; ${AT} the price was 65,000${remark}`,
    );
  });

  it('and cools down, says until when', () => {
    const state: AlertState = { ...active, phase: 'cooling', until: LATER };
    const words = `fired; cooling down until ${LATER_TEXT}; then armed again`;
    expect(explain({ repeat: EVERY_TIME }, state, coin('65000'))).toBe(words);
    expect(explain({ repeat: EVERY_TIME, rearmPercent: 1 }, state, coin('65000'))).toBe(
      `${words} once the price is at or below 64,350`,
    );
  });

  it('and cools down with others, says that they must not all hold at its end, unless one has to move', () => {
    const state: AlertState = { ...active, phase: 'cooling', until: LATER };
    const words = `fired; cooling down until ${LATER_TEXT}; then armed again`;
    const held = [at('above'), at('above', '5', 'change-1h')];
    expect(explain({ all: held, repeat: EVERY_TIME }, state, coin('65000'))).toBe(
      `${words} unless all still hold, which begins another cooldown`,
    );
    const moving = [at('crosses-above'), at('above', '5', 'change-1h')];
    expect(explain({ all: moving, repeat: EVERY_TIME }, state, coin('65000'))).toBe(words);
  });

  it.each([
    [at('above'), 'at or below 64,350', '1.00 % away'],
    [at('crosses-above'), 'at or below 64,350', '1.00 % away'],
    [at('below'), 'at or above 65,650', '1.00 % away'],
    [at('crosses-below'), 'at or above 65,650', '1.00 % away'],
    [at('crosses'), 'at or below 64,350, or at or above 65,650', '1.00 % away'],
    [range('enters'), 'at or below 59,400, or at or above 65,650', '1.00 % away'],
    [range('leaves'), 'within 60,600 to 64,350', '1.00 % away'],
  ])('and must retreat by 1 %%, measures to where it must go (%#)', (condition, place, distance) => {
    const state: AlertState = { ...active, phase: 'retreating', zone: 'above' };
    const rule = { condition, repeat: EVERY_TIME, rearmPercent: 1 };
    expect(explain(rule, state, coin('65000'))).toBe(
      `fired; armed again once the price is ${place}; ${AT} the price was 65,000, ${distance}`,
    );
  });

  it('and is less than 0.01 % from where it must go says so', () => {
    const state: AlertState = { ...active, phase: 'retreating', zone: 'within' };
    const rule = { condition: at('above', '61600'), repeat: EVERY_TIME, rearmPercent: 0.01 };
    // 61,600 · 0.9999 = 61,593.84
    expect(explain(rule, state, coin('61593.85'))).toBe(
      `fired; armed again once the price is at or below 61,593.84; ${AT} the price was 61,593.85, less than 0.01 % away`,
    );
  });

  it('of a change retreats from its percentage', () => {
    const state: AlertState = { ...active, phase: 'retreating', zone: 'above' };
    const rule = { condition: at('above', '5', 'change-1h'), repeat: EVERY_TIME, rearmPercent: 20 };
    expect(explain(rule, state, null)).toMatch(/^fired; armed again once change-1h is at or below 4 %;/);
  });
});

describe('an alert that has an expiry', () => {
  const expiresAt = LATER;
  const EXPIRY = `expires on ${LATER_TEXT}`;
  const cooling = (until: number): AlertState => ({ ...active, phase: 'cooling', until });
  const holding = (until: number): AlertState => ({
    ...active,
    phase: 'holding',
    zone: 'above',
    reason: 'holds',
    until,
  });

  it.each([-1, 0, 1])('promises nothing that comes after it: its cooldown ends %i ms from it', (offset) => {
    const until = LATER + offset;
    const start = `fired; cooling down until ${new Date(until).toISOString()}`;
    expect(explain({ expiresAt, repeat: EVERY_TIME }, cooling(until), coin('65000'))).toBe(
      offset < 0 ? `${start}; then armed again; ${EXPIRY}` : `${start}; ${EXPIRY}, before the cooldown ends`,
    );
  });

  it('nor of a hold', () => {
    const rule = { condition: at('above'), holdSeconds: 60, expiresAt };
    expect(explain(rule, holding(LATER), coin('65000'))).toBe(
      `on hold until ${LATER_TEXT}; ${EXPIRY}, before the hold ends`,
    );
  });

  it('says that a fire must come before the expiry if that is uncertain', () => {
    const late = LATER - 60_000;
    expect(explain({ expiresAt, holdSeconds: 60 }, watching('below'), coin('64000'), late)).toMatch(
      /; only if that comes before its expiry; expires on 2026-01-05T12:30:00.000Z$/,
    );
    expect(explain({ expiresAt, holdSeconds: 60 }, watching('below'), coin('64000'), late - 1)).not.toMatch(/only if/);
    expect(explain({ expiresAt, confirm: 'minute-close' }, ARMING, coin('64000'), LATER - 1)).toMatch(/only if that/);
  });

  it('that has come and is not judged yet says so', () => {
    expect(explain({ expiresAt }, watching('below'), coin('64000'), LATER)).toMatch(
      /; only if that comes before its expiry; its expiry 2026-01-05T12:30:00.000Z has come and is not judged yet$/,
    );
    expect(explain({ repeat: EVERY_TIME }, cooling(NOW), coin('64000'))).toBe(
      `fired; cooling down until ${new Date(NOW).toISOString()}, which is not judged yet; then armed again`,
    );
  });

  it('while it is paused says whether it can be resumed with it', () => {
    const paused: AlertState = { status: 'paused', ...seen };
    expect(explain({ expiresAt }, paused, null, LATER - 1)).toBe(`paused; its expiry is ${LATER_TEXT}`);
    expect(explain({ expiresAt }, paused, null, LATER)).toBe(
      `paused; its expiry ${LATER_TEXT} has passed: it needs a later one, or none, to be resumed`,
    );
  });
});

describe('an alert that is not judged', () => {
  it.each([
    [{ status: 'paused', ...seen }, null, 'paused'],
    [
      { status: 'paused', because: BECAUSE, ...seen },
      null,
      'paused; the coin was at 0.00005 until 1970-01-01T00:00:01.000Z, and came back at 1,234.5 at 1970-01-01T00:00:02.000Z: it may be another coin under the same name',
    ],
    [{ status: 'paused', ...seen }, LATER, `paused; its expiry is ${LATER_TEXT}`],
    [
      { status: 'paused', armFrom: { armAfter: LATER - 1_000, bookVersion: 1 }, ...seen },
      null,
      `paused until ${new Date(LATER - 1_000).toISOString()}, then armed again`,
    ],
    [{ status: 'expired', ...seen }, LATER, `expired on ${LATER_TEXT}; without firing`],
    [{ status: 'triggered', ...seen }, null, 'fired'],
    [{ status: 'faulty', fault: 'the rule is unknown', ...seen }, null, 'faulty: the rule is unknown'],
  ] as const)('says so (%#)', (state, expiresAt, words) => {
    expect(explain({ expiresAt }, state, coin('1'))).toBe(words);
  });

  it('since it has fired names the trade, and the simulator', () => {
    const lastTrigger = buildTrigger({ feed: 'simulator' });
    const fired = buildStoredAlert({ state: { status: 'triggered', ...seen }, lastTrigger });
    const at12 = '2026-01-05T12:00:00.120Z';
    expect(explainIt(fired, coin('1'))).toBe(`fired on ${at12} at 65,001.2 by trade 12 (simulator)`);
    const rule = buildCrossingRule({ expiresAt: LATER });
    expect(explainIt({ ...fired, rule, state: { status: 'expired', ...seen } }, coin('1'))).toBe(
      `expired on ${LATER_TEXT}; last fired on ${at12} at 65,001.2 by trade 12 (simulator)`,
    );
  });

  it('since time alone made it fire names that instant, and the trade before it', () => {
    const id = `${ALERT_ID}@${encodePosition({ tradeId: 12, instant: LATER })}`;
    const lastTrigger = buildTrigger({ id, metric: 'change-1h', value: '5.123456' });
    const fired = buildStoredAlert({ state: { status: 'triggered', ...seen }, lastTrigger });
    expect(explainIt(fired, null)).toBe(`fired on ${LATER_TEXT} at 5.12 % after trade 12`);
  });

  it('formats every instant by the clock that it is given', () => {
    const rule = buildCrossingRule({ expiresAt: LATER });
    const lastTrigger = buildTrigger();
    const states: AlertState[] = [
      { status: 'active', phase: 'holding', zone: 'above', reason: 'crossed-up', until: LATER, ...seen },
      { status: 'active', phase: 'cooling', until: LATER, ...seen },
      { status: 'paused', ...seen },
      { status: 'triggered', ...seen },
      { status: 'expired', ...seen },
    ];
    const told = states.map((state) =>
      explainAlert(buildStoredAlert({ rule, state, lastTrigger }), {
        coin: coin('65100'),
        now: NOW,
        clock: (instant) => `<${instant}>`,
      }),
    );
    expect(told.join('\n')).not.toMatch(/\d:\d\d/);
    expect(told[0]).toContain(`on hold until <${LATER}>`);
    expect(told[1]).toContain(`cooling down until <${LATER}>`);
    expect(told[2]).toBe(`paused; its expiry is <${LATER}>`);
    expect(told[3]).toMatch(/^fired on <\d+> at/);
    expect(told[4]).toMatch(new RegExp(`^expired on <${LATER}>; last fired on <\\d+> at`));
  });

  it('since its rule can not be read says what is wrong with it', () => {
    const state = { status: 'faulty', fault: 'rule.repeat: is unknown', ...seen } as const;
    expect(explainIt({ ...buildStoredAlert(), rule: null, state }, null)).toBe('faulty: rule.repeat: is unknown');
  });
});
