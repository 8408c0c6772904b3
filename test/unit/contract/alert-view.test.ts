import { expect, it } from 'vitest';
import { alertViewSchema, viewAlert } from '../../../contract/alert-view.ts';
import { triggerViewSchema, viewTrigger } from '../../../contract/trigger-view.ts';
import type { Condition } from '../../../domain/rules/condition.ts';
import { buildCrossingRule, CROSSES_65000 } from '../../support/crossing-rule.ts';
import { buildStoredAlert } from '../../support/stored-alert.ts';
import { buildTrigger } from '../../support/triggers.ts';

const ALONE = { explanation: 'waits', distance: null, mutedUntil: null, warmingUpUntil: null, webhooks: [] };

it('an alert is shown as the contract says, without its owner', () => {
  const view = viewAlert(buildStoredAlert({ lastTrigger: buildTrigger() }), ALONE);
  expect(alertViewSchema.parse(view)).toEqual(view);
  expect(view).toMatchObject({
    status: 'active',
    watchedFrom: { tradeId: 7, time: '1970-01-01T00:00:01.500Z' },
    createdAt: '1970-01-01T00:00:01.000Z',
  });
  expect(JSON.stringify(view)).not.toContain('issuer.example');
});

it('an alert shows its rule with every option, the condition or all', () => {
  const all: Condition[] = [
    { metric: 'change-1h', op: 'leaves', from: '-2', to: '2.5' },
    { metric: 'price', op: 'above', level: '65000' },
  ];
  const repeat = { mode: 'every-time', cooldownSeconds: 300 } as const;
  const options = { repeat, rearmPercent: 0.5, holdSeconds: 60, confirm: 'minute-close' } as const;
  const rule = buildCrossingRule({ all, ...options, expiresAt: Date.UTC(2030, 0, 31) });
  const shown = { condition: null, all, ...options, expiresAt: '2030-01-31T00:00:00.000Z' };
  const view = viewAlert(buildStoredAlert({ rule }), ALONE);
  expect(alertViewSchema.parse(view)).toMatchObject(shown);
  expect(viewAlert(buildStoredAlert(), ALONE)).toMatchObject({
    condition: CROSSES_65000,
    all: null,
    repeat: { mode: 'once' },
    rearmPercent: null,
    holdSeconds: null,
    confirm: 'trade',
    expiresAt: null,
  });
  const trigger = viewTrigger(buildTrigger({ rule, values: { price: '65001.2', 'change-1h': '2.6' } }));
  expect(triggerViewSchema.parse(trigger)).toMatchObject({ rule: shown, values: { 'change-1h': '2.6' } });
});

it('a trigger is shown with all that is stored of it, but for its owner and what it says twice', () => {
  const {
    owner: _,
    channels: __,
    dispatchedAt,
    ...shown
  } = buildTrigger({ name: 'Breakout', note: 'strategy 7 sell' });
  const view = viewTrigger({ ...shown, owner: 'ada', channels: [], dispatchedAt });
  expect(Object.keys(view).sort()).toEqual([...Object.keys(shown), 'firedAt'].sort());
  expect(view).toMatchObject({ name: 'Breakout', note: 'strategy 7 sell' });
  expect(view.hops.dispatchedAt).toBe(new Date(dispatchedAt + (shown.hops.clockOffsetMs ?? 0)).toISOString());
});

it('a trigger is shown as the contract says, without its owner and claims', () => {
  const view = viewTrigger(buildTrigger());
  expect(triggerViewSchema.parse(view)).toEqual(view);
  expect(view.deliveries).toEqual([
    { channel: 'email', label: null, state: 'queued', at: '1970-01-01T00:00:01.130Z', detail: null, attempts: 0 },
  ]);
  expect(JSON.stringify(view)).not.toContain('issuer.example');
});

it('a trigger shows the value of each condition, and which condition decided', () => {
  const above: Condition = { metric: 'price', op: 'above', level: '65000' };
  const enters: Condition = { metric: 'change-1h', op: 'enters', from: '2', to: '2.5' };
  const conditions = [
    { condition: above, value: '65001.2', deciding: true },
    { condition: enters, value: '2.1', deciding: false },
  ];
  const view = viewTrigger(buildTrigger({ conditions }));
  expect(triggerViewSchema.parse(view)).toMatchObject({ conditions, firedAt: '2026-01-05T12:00:00.120Z' });
});
