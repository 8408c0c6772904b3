import { type _Record, DynamoDBStreamsClient, GetRecordsCommand } from '@aws-sdk/client-dynamodb-streams';
import { expect, test } from 'vitest';
import { createCoinStream } from '../../../../adapters/streams/coin-stream.ts';
import { streamShards } from '../../../support/stream-shards.ts';

const row = { symbol: { S: 'BTCUSDT' }, wanted: { BOOL: true }, bookVersion: { N: '7' }, bookShards: { N: '1' } };

test('changes come as coins, removals and unreadable records, in order', async () => {
  const next = await read([
    { eventName: 'INSERT', dynamodb: { SequenceNumber: '1', NewImage: { ...row, metrics: { SS: ['price'] } } } },
    { eventName: 'MODIFY', dynamodb: { SequenceNumber: '2', NewImage: { ...row, bookVersion: { S: 'x' } } } },
    { eventName: 'REMOVE', dynamodb: { SequenceNumber: '3', Keys: { symbol: { S: 'BTCUSDT' } } } },
  ]);
  expect(next).toEqual([
    { kind: 'coin', coin: { symbol: 'BTCUSDT', wanted: true, book: { version: 7, shards: 1, metrics: ['price'] } } },
    {
      kind: 'faulty',
      content: expect.stringContaining('"bookVersion":{"S":"x"}'),
      fault: expect.stringMatching(/^bookVersion: /),
    },
    { kind: 'removed', symbol: 'BTCUSDT' },
  ]);
});

async function read(records: _Record[]) {
  const shards = streamShards();
  shards.add('a');
  const stream = createCoinStream(new DynamoDBStreamsClient({}), 'arn');
  const reader = await stream.open();
  shards.mock.on(GetRecordsCommand).resolves({ Records: records, NextShardIterator: 'a:0:0' });
  return reader.next();
}
