import { TransactionConflictException } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, expect, it } from 'vitest';
import { makeDocumentClient } from '../../../../../adapters/clients.ts';
import { createWebhookTable } from '../../../../../adapters/dynamodb/people/webhook-table.ts';
import { ADA } from '../../../../support/stored-alert.ts';

const db = mockClient(DynamoDBDocumentClient);
const table = createWebhookTable(makeDocumentClient(), 'people');
const conflict = new TransactionConflictException({ message: 'conflict', $metadata: {} });

beforeEach(() => db.reset());

it('a result is recorded also while a request of its owner writes the webhook', async () => {
  db.on(UpdateCommand)
    .rejectsOnce(conflict)
    .rejectsOnce(conflict)
    .resolves({ Attributes: { failures: 3 } });
  const refused = { result: 'refused', at: 1_000, detail: '404' } as const;
  expect(await table.recordResult(ADA, 'aa11', refused, 'add')).toBe(3);
  db.reset();
  db.on(UpdateCommand).rejects(conflict);
  await expect(table.recordResult(ADA, 'aa11', refused, 'add')).rejects.toThrow('conflict');
});
