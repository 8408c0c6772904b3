import { DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, expect, it } from 'vitest';
import { makeDocumentClient } from '../../../../../adapters/clients.ts';
import { createAlertHistory } from '../../../../../adapters/dynamodb/alerts/alert-history.ts';
import { recordChange } from '../../../../../domain/alerts/alert-change.ts';
import { ADA, buildStoredAlert } from '../../../../support/stored-alert.ts';
import { ALERT_ID } from '../../../../support/triggers.ts';

const db = mockClient(DynamoDBDocumentClient);
const history = createAlertHistory(makeDocumentClient(), 'triggers');
const alert = buildStoredAlert();
const change = recordChange({ before: null, after: alert, by: 'you', at: 1_000 });
const item = { alertId: `history#${ALERT_ID}`, position: '0000000001', ...change, person: ADA, expireAt: 34_560_001 };

beforeEach(() => db.reset());

it('writes an entry under its alert and version, for 400 days, outside of the list of triggers', () => {
  expect(history.entry({ alert, change })).toEqual({ Put: { TableName: 'triggers', Item: item } });
  expect(item).not.toHaveProperty('owner');
  expect(item).not.toHaveProperty('firedAt');
});

it('lists the newest first, and says where the next page starts', async () => {
  const older = { ...item, version: 1, position: '0000000001' };
  const newer = { ...item, version: 2, position: '0000000002' };
  db.on(QueryCommand).resolves({ Items: [newer, older] });
  const page = await history.list({ alertId: ALERT_ID, limit: 1, after: { version: 3 } });
  expect(page).toEqual({ items: [{ ...change, version: 2, person: ADA }], next: { version: 2 } });
  expect(db.commandCalls(QueryCommand)[0]?.args[0].input).toMatchObject({
    ExpressionAttributeValues: { ':alertId': `history#${ALERT_ID}` },
    ...{ ConsistentRead: true, ScanIndexForward: false, Limit: 2 },
    ExclusiveStartKey: { alertId: `history#${ALERT_ID}`, position: '0000000003' },
  });
});
