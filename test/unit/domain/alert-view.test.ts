import { expect, it } from 'vitest';
import { alertViewSchema, viewAlert } from '../../../domain/alert-view.ts';
import { triggerViewSchema, viewTrigger } from '../../../domain/trigger-view.ts';
import { buildStoredAlert } from '../build/stored-alert.ts';
import { buildTrigger } from '../build/triggers.ts';

it('an alert is shown as the contract says, and nothing of its inner life with it', () => {
  const view = viewAlert(buildStoredAlert({ lastTrigger: buildTrigger() }), null);
  expect(alertViewSchema.parse(view)).toEqual(view);
  expect(view).toMatchObject({
    status: 'active',
    watchedFrom: { tradeId: 7, time: '1970-01-01T00:00:01.500Z' },
    createdAt: '1970-01-01T00:00:01.000Z',
  });
  expect(JSON.stringify(view)).not.toContain('issuer.example');
});

it('a trigger is shown as the contract says, without its owner and claims', () => {
  const view = viewTrigger(buildTrigger());
  expect(triggerViewSchema.parse(view)).toEqual(view);
  expect(view.deliveries).toEqual([
    { channel: 'email', state: 'queued', at: '1970-01-01T00:00:01.130Z', detail: null },
  ]);
  expect(JSON.stringify(view)).not.toContain('issuer.example');
});
