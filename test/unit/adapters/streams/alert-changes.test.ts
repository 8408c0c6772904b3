import { marshall } from '@aws-sdk/util-dynamodb';
import type { DynamoDBRecord } from 'aws-lambda';
import { expect, test } from 'vitest';
import { AlertItemError, readAlertChange } from '../../../../adapters/streams/alert-changes.ts';
import { buildCrossingRule } from '../../../support/crossing-rule.ts';
import { buildStoredAlert } from '../../../support/stored-alert.ts';
import { buildTrigger } from '../../../support/triggers.ts';

const {
  alertId: _,
  symbol: __,
  quote: _______,
  owner: ___,
  rule: ____,
  name: ________,
  note: _____,
  channels: ______,
  dispatchedAt,
  deliveries,
  ...fire
} = buildTrigger();
const quiet = buildStoredAlert();
const fired = buildStoredAlert({ lastTrigger: fire });
const withEnd = { rule: buildCrossingRule({ expiresAt: 9_000 }) };
const expired = { ...buildStoredAlert(withEnd), state: { ...quiet.state, status: 'expired' } };

function change(before: object | null, after: object | null): DynamoDBRecord {
  // the SDK's attribute values and Lambda's are the same JSON
  const image = (value: object) => marshall(value) as never;
  return { dynamodb: { ...(before && { OldImage: image(before) }), ...(after && { NewImage: image(after) }) } };
}

test('a new fire is read with the rule as it was', () => {
  expect([dispatchedAt, Object.keys(deliveries)]).toEqual([1_130, ['email']]);
  expect(readAlertChange(change(quiet, fired))).toEqual({
    ...{ kind: 'fired', id: quiet.id, owner: quiet.owner, symbol: 'BTCUSDT', quote: 'USDT', rule: quiet.rule },
    ...{ channels: quiet.channels, name: null, note: null, group: null, lastTrigger: fire, firedBefore: null },
  });
});

test('a fire that moves its level is read with the level that fired', () => {
  const moved = {
    ...fired,
    rule: buildCrossingRule({ condition: { metric: 'price', op: 'crosses-above', level: '68250' } }),
  };
  expect(readAlertChange(change(quiet, moved))).toMatchObject({ kind: 'fired', rule: quiet.rule });
});

test('the fire of an alert of an earlier version, which has neither quote nor name, is read too', () => {
  const { quote: _, name: __, ...older } = fired;
  expect(readAlertChange(change(quiet, older))).toMatchObject({ kind: 'fired', quote: null, name: null });
});

test('so is the next one of an alert that has fired before', () => {
  const again = { ...fired, lastTrigger: { ...fire, id: `${fire.id.slice(0, -1)}9`, sequence: 2 } };
  expect(readAlertChange(change(fired, again))).toMatchObject({
    kind: 'fired',
    firedBefore: fire.trade.time,
    lastTrigger: { sequence: 2 },
  });
});

test('an expiry is read once', () => {
  expect(readAlertChange(change(buildStoredAlert(withEnd), expired))).toMatchObject({
    kind: 'expired',
    expiresAt: 9_000,
  });
  expect(readAlertChange(change(expired, { ...expired, note: 'other' }))).toBeNull();
});

test('a pause by the system is read once, with its reason; a pause by the person is not', () => {
  const because = { kind: 'another-coin', before: { price: '1', time: 1 }, first: { price: '9', time: 2 } };
  const byPerson = { ...quiet, state: { ...quiet.state, status: 'paused' } };
  const paused = { ...quiet, state: { ...byPerson.state, because } };
  expect(readAlertChange(change(quiet, paused))).toMatchObject({
    kind: 'paused',
    id: quiet.id,
    rule: quiet.rule,
    because,
  });
  expect(readAlertChange(change(paused, { ...paused, note: 'other' }))).toBeNull();
  const snoozed = { ...byPerson, state: { ...byPerson.state, armFrom: { armAfter: 9, bookVersion: 2 } } };
  expect(readAlertChange(change(quiet, snoozed))).toBeNull();
  expect(readAlertChange(change(snoozed, paused))).toMatchObject({ kind: 'paused', because });
  expect(readAlertChange(change(quiet, byPerson))).toBeNull();
});

test.each<[string, object | null, object | null]>([
  ['an alert is made', null, quiet],
  ['an edit of one that has fired', fired, { ...fired, note: 'other' }],
  ['a deletion', fired, null],
])('%s is no change to notify of', (_title, before, after) => {
  expect(readAlertChange(change(before, after))).toBeNull();
});

test.each<[string, object, object]>([
  ['owner', quiet, { ...fired, owner: 7 }],
  ['owner', quiet, { ...fired, owner: '' }],
  ['owner', quiet, { ...fired, owner: 'ä'.repeat(300) }],
  ['channels.0', quiet, { ...fired, channels: [{ type: 'webhook', id: 'a'.repeat(1_100) }] }],
  ['id', quiet, { ...fired, id: '' }],
  ['lastTrigger.id', quiet, { ...fired, lastTrigger: { ...fire, id: 'no-fire' } }],
  ['lastTrigger.id', quiet, { ...fired, lastTrigger: { ...fire, id: `${'A'.repeat(1_100)}${fire.id}` } }],
  ['lastTrigger.trade', quiet, { ...fired, lastTrigger: { ...fire, trade: null } }],
  ['rule.expiresAt', quiet, { ...expired, rule: buildCrossingRule() }],
])('a fire, expiry or pause that can not be read names the attribute: %s', (attribute, before, after) => {
  expect(() => readAlertChange(change(before, after))).toThrow(AlertItemError);
  expect(() => readAlertChange(change(before, after))).toThrow(attribute);
});
