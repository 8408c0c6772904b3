import { KinesisClient, PutRecordsCommand } from '@aws-sdk/client-kinesis';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, expect, test } from 'vitest';
import { createTickStream } from '../../../../adapters/streams/tick-stream.ts';

const kinesis = mockClient(KinesisClient);
const taken: string[] = [];
const stream = createTickStream(new KinesisClient({}), 'ticks', (shard) => void taken.push(shard));
const records = ['BTCUSDT', 'ETHUSDT', 'SOLUSDT'].map((symbol) => ({ symbol, data: Buffer.from(symbol) }));

beforeEach(() => {
  kinesis.reset();
  taken.length = 0;
});

test('the key of a record is its symbol, and each record has its own answer', async () => {
  kinesis.on(PutRecordsCommand).resolves({
    Records: [
      { SequenceNumber: '1', ShardId: 's' },
      { ErrorCode: 'ProvisionedThroughputExceededException', ErrorMessage: 'slow down' },
      { SequenceNumber: '2', ShardId: 't' },
    ],
  });
  expect(await stream.put(records)).toEqual([null, 'ProvisionedThroughputExceededException', null]);
  expect(taken).toEqual(['s', 't']);
  expect(kinesis.commandCalls(PutRecordsCommand)[0]?.args[0].input).toEqual({
    StreamName: 'ticks',
    Records: records.map(({ symbol, data }) => ({ PartitionKey: symbol, Data: data })),
  });
});

test('a record that the answer says nothing of was not taken', async () => {
  kinesis.on(PutRecordsCommand).resolves({ Records: [{ SequenceNumber: '1', ShardId: 's' }] });
  expect(await stream.put(records)).toEqual([null, 'NoAnswer', 'NoAnswer']);
});

test('a failed call throws', async () => {
  kinesis.on(PutRecordsCommand).rejects(new Error('no answer'));
  await expect(stream.put(records)).rejects.toThrow('no answer');
});
