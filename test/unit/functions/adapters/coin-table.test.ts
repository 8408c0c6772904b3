import { DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, expect, test } from 'vitest';
import { createCoinTable } from '../../../../functions/adapters/coin-table.ts';

const documents = mockClient(DynamoDBDocumentClient);
const coins = createCoinTable(DynamoDBDocumentClient.prototype, 'coins');
beforeEach(() => documents.reset());

test('a book’s version is raised as a change of an alert raises it, and what is wanted stays as it is', async () => {
  documents.on(UpdateCommand).resolves({});
  await coins.raiseBookVersion('BTCUSDT', 5_000);
  const input = documents.commandCalls(UpdateCommand)[0]?.args[0].input;
  expect(input).toEqual(coins.bookChange('BTCUSDT', 5_000, null).Update);
  expect(input).toMatchObject({
    Key: { symbol: 'BTCUSDT' },
    UpdateExpression: expect.stringMatching(/bookVersion = if_not_exists\(bookVersion, :now\) \+ :one/),
    ExpressionAttributeValues: { ':now': 5_000, ':one': 1, ':wanted': false },
  });
  expect(input?.UpdateExpression).toContain('wanted = if_not_exists(wanted, :wanted)');
});
