import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, expect, test } from 'vitest';
import { createJudgingTable } from '../../../../../adapters/dynamodb/market/judging-table.ts';

const client = DynamoDBDocumentClient.from(new DynamoDBClient({}));
const dynamodb = mockClient(client);
const table = createJudgingTable(client, 'market');
const SHARD = 'shardId-000000000000';

beforeEach(() => dynamodb.reset());

test('how far shards are judged is a row each, read all at once', async () => {
  await table.writeJudged(SHARD, 17);
  expect(dynamodb.commandCalls(PutCommand)[0]?.args[0].input).toEqual({
    TableName: 'market',
    Item: { kind: 'judged', name: SHARD, judgedTo: 17 },
  });
  dynamodb.on(QueryCommand).resolves({ Items: [{ kind: 'judged', name: SHARD, judgedTo: 17 }] });
  expect(await table.readJudged()).toEqual({ [SHARD]: 17 });
});

test('the attempt at a record is a row of its shard', async () => {
  await table.writeAttempt(SHARD, { record: '49', attempts: 2 });
  const Item = { kind: 'attempt', name: SHARD, record: '49', attempts: 2 };
  expect(dynamodb.commandCalls(PutCommand)[0]?.args[0].input).toEqual({ TableName: 'market', Item });
  dynamodb.on(GetCommand).resolves({ Item });
  expect(await table.readAttempt(SHARD)).toEqual({ record: '49', attempts: 2 });
  dynamodb.on(GetCommand).resolves({});
  expect(await table.readAttempt(SHARD)).toBeNull();
});
