import { beforeEach, expect, test } from 'vitest';
import { DynamoStream } from '../../../../adapters/streams/dynamo-stream.ts';
import type { StreamStart } from '../../../../adapters/streams/shard-lineage.ts';
import { streamShards } from '../../../support/stream-shards.ts';

let shards: ReturnType<typeof streamShards>;

beforeEach(() => {
  shards = streamShards();
});

test('from the latest on, only what is written after the opening is seen', async () => {
  shards.add('a', null, 'a1', 'a2');
  const stream = await open({ from: 'LATEST' });
  shards.write('a', 'a3');
  expect(await drain(stream)).toEqual(['a3']);
  shards.write('a', 'a4', 'a5');
  expect(await drain(stream)).toEqual(['a4', 'a5']);
});

test('from the horizon, everything is seen, in batches no larger than the limit', async () => {
  shards.add('a', null, 'a1', 'a2', 'a3');
  const stream = await open({ from: 'TRIM_HORIZON' }, 2);
  const [batch] = await stream.next();
  expect(batch?.records.map(({ sequenceNumber, shardId }) => [shardId, sequenceNumber])).toEqual([
    ['a', 'a1'],
    ['a', 'a2'],
  ]);
  expect(await drain(stream)).toEqual(['a3']);
});

test('children are read from their beginning, after their parent’s end', async () => {
  shards.add('a', null, 'a1');
  const stream = await open({ from: 'LATEST' });
  shards.write('a', 'a2', 'a3');
  shards.close('a');
  shards.add('b', 'a', 'b1');
  shards.add('c', 'a', 'c1');
  shards.close('b');
  shards.add('d', 'b', 'd1');
  const seen = await drain(stream);
  expect(seen.slice(0, 2)).toEqual(['a2', 'a3']);
  expect(seen.slice(2, 4).sort()).toEqual(['b1', 'c1']);
  expect(seen.slice(4)).toEqual(['d1']);
});

test('reading goes on after the saved positions, and ended ancestors are passed over', async () => {
  shards.add('a', null, 'a1', 'a2');
  shards.close('a');
  shards.add('b', 'a', 'b1', 'b2', 'b3');
  shards.add('x', null, 'x1');
  const stream = await open({ from: 'AFTER_SEQUENCE', positions: { b: 'b2' } });
  expect((await drain(stream)).sort()).toEqual(['b3', 'x1']);
});

test('a saved position in a parent is finished before the child begins', async () => {
  shards.add('a', null, 'a1', 'a2');
  shards.close('a');
  shards.add('b', 'a', 'b1');
  const stream = await open({ from: 'AFTER_SEQUENCE', positions: { a: 'a1' } });
  expect(await drain(stream)).toEqual(['a2', 'b1']);
});

test('an expired iterator is taken up again where it stood', async () => {
  shards.add('a', null);
  const stream = await open({ from: 'LATEST' });
  shards.write('a', 'a1');
  expect(await drain(stream)).toEqual(['a1']);
  shards.expire();
  shards.write('a', 'a2');
  expect(await drain(stream)).toEqual(['a2']);
});

test('an iterator that expired before any record was seen loses nothing', async () => {
  shards.add('a', null);
  const stream = await open({ from: 'LATEST' });
  shards.expire();
  shards.write('a', 'a1');
  expect(await drain(stream)).toEqual(['a1']);
});

test('lost records are reported, and the kept ones are read', async () => {
  shards.add('a', null, 'a7', 'a8');
  shards.trim('a1');
  const stream = await open({ from: 'AFTER_SEQUENCE', positions: { a: 'a1' } });
  const [batch] = await stream.next();
  expect(batch).toMatchObject({ trimmed: true, records: [{ sequenceNumber: 'a7' }, { sequenceNumber: 'a8' }] });
  shards.write('a', 'a9');
  expect((await stream.next())[0]).toMatchObject({ trimmed: false, records: [{ sequenceNumber: 'a9' }] });
});

test('a shard that is gone is finished, and its children go on', async () => {
  shards.add('a', null);
  const stream = await open({ from: 'LATEST' });
  shards.remove('a');
  shards.add('b', 'a', 'b1');
  await expect(stream.next()).rejects.toThrow('ResourceNotFoundException');
  expect(await drain(stream)).toEqual(['b1']);
});

test('a read that failed is made again from the same place', async () => {
  shards.add('a', null, 'a1');
  const stream = await open({ from: 'TRIM_HORIZON' });
  shards.failNextRead(new Error('timeout'));
  await expect(stream.next()).rejects.toThrow('timeout');
  expect(await drain(stream)).toEqual(['a1']);
});

async function open(start: StreamStart, limit = 100) {
  const stream = new DynamoStream({ client: shards.client, streamArn: 'arn', start, limit });
  await stream.open();
  return stream;
}

/** Sequence numbers in the order in which they are seen, until nothing more comes. */
async function drain(stream: DynamoStream): Promise<string[]> {
  const seen: string[] = [];
  for (let quiet = 0; quiet < 3; quiet += 1) {
    const records = (await stream.next()).flatMap((batch) => batch.records);
    if (records.length > 0) quiet = 0;
    seen.push(...records.map(({ sequenceNumber }) => sequenceNumber));
  }
  return seen;
}
