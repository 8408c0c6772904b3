import { DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, expect, it } from 'vitest';
import { makeDocumentClient } from '../../../../../adapters/clients.ts';
import { createTriggerList } from '../../../../../adapters/dynamodb/messages/trigger-list.ts';
import { parseTriggerId } from '../../../../../domain/messages/trigger.ts';
import { ADA } from '../../../../support/stored-alert.ts';
import { ALERT_ID, buildTrigger } from '../../../../support/triggers.ts';

const db = mockClient(DynamoDBDocumentClient);
const list = createTriggerList(makeDocumentClient(), 'triggers');
const trigger = buildTrigger();
const position = parseTriggerId(trigger.id)?.position ?? '';
const item = { ...trigger, position, firedAt: trigger.trade.time };
const query = () => db.commandCalls(QueryCommand)[0]?.args[0].input;

beforeEach(() => db.reset());

it('lists the triggers of an alert consistently, and goes on from a position', async () => {
  db.on(QueryCommand).resolves({ Items: [item, item] });
  const page = await list.byAlert(ALERT_ID, { limit: 1, after: { position: '9' } });
  expect(page).toEqual({ items: [trigger], next: { position } });
  expect(query()).toMatchObject({
    ConsistentRead: true,
    ScanIndexForward: false,
    ExclusiveStartKey: { alertId: ALERT_ID, position: '9' },
  });
});

it("lists a person's triggers, and never starts outside them", async () => {
  db.on(QueryCommand).resolves({ Items: [item, item] });
  const after = { alertId: ALERT_ID, position, firedAt: 5 };
  const page = await list.byOwner(ADA, { limit: 1, after });
  expect(page.next).toEqual({ alertId: ALERT_ID, position, firedAt: trigger.trade.time });
  expect(query()).toMatchObject({ IndexName: 'owner', ExclusiveStartKey: { owner: ADA, ...after } });
});
