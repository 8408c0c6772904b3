import { DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { expect, it } from 'vitest';
import { makeDocumentClient } from '../../../../../adapters/clients.ts';
import { createOutageList } from '../../../../../adapters/dynamodb/market/outage-list.ts';

const db = mockClient(DynamoDBDocumentClient);

it("reads a coin's newest outages, those of earlier versions too", async () => {
  const item = {
    kind: 'outage#BTCUSDT',
    name: '0000000000001000',
    symbol: 'BTCUSDT',
    since: 1_000,
    toldAt: 2_000,
    before: null,
  };
  db.on(QueryCommand).resolves({ Items: [item] });
  expect(await createOutageList(makeDocumentClient(), 'market').ofCoin('BTCUSDT', 7)).toEqual([
    { symbol: 'BTCUSDT', since: 1_000, cause: 'unseen', toldAt: 2_000, before: null, endedAt: null, rechecked: null },
  ]);
  expect(db.commandCalls(QueryCommand)[0]?.args[0].input).toMatchObject({
    ExpressionAttributeValues: { ':kind': 'outage#BTCUSDT' },
    ...{ ScanIndexForward: false, Limit: 7 },
  });
});
