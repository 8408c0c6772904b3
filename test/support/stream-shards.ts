import {
  type _Record,
  DescribeStreamCommand,
  DynamoDBStreamsClient,
  GetRecordsCommand,
  GetShardIteratorCommand,
} from '@aws-sdk/client-dynamodb-streams';
import { mockClient } from 'aws-sdk-client-mock';

interface FakeShard {
  readonly parent: string | null;
  readonly records: string[];
  closed: boolean;
}

/**
 * A table's stream with shards, behind the mocked client. Sequence numbers are the records' names. Iterators are
 * `shard:index:generation`; `expire()` expires all existing ones.
 */
export function streamShards() {
  const shards = new Map<string, FakeShard>();
  const mock = mockClient(DynamoDBStreamsClient);
  const trimmed = new Set<string>();
  let generation = 0;
  let failure: Error | null = null;
  const shardOf = (id = '') => {
    const shard = shards.get(id);
    if (!shard) throw named('ResourceNotFoundException');
    return shard;
  };
  mock.on(DescribeStreamCommand).callsFake(({ ExclusiveStartShardId }) => {
    const ids = [...shards.keys()];
    const id = ids[ids.indexOf(ExclusiveStartShardId) + 1]; // one a page
    const last = id === ids.at(-1);
    return {
      StreamDescription: { Shards: id ? [describe(id, shardOf(id))] : [], ...(!last && { LastEvaluatedShardId: id }) },
    };
  });
  mock.on(GetShardIteratorCommand).callsFake(({ ShardId, ShardIteratorType, SequenceNumber }) => {
    const { records } = shardOf(ShardId);
    if (trimmed.has(SequenceNumber)) throw named('TrimmedDataAccessException');
    const from = { LATEST: records.length, TRIM_HORIZON: 0 }[String(ShardIteratorType)];
    return { ShardIterator: `${ShardId}:${from ?? records.indexOf(SequenceNumber) + 1}:${generation}` };
  });
  mock.on(GetRecordsCommand).callsFake(({ ShardIterator, Limit }) => {
    const failed = failure;
    failure = null;
    if (failed) throw failed;
    const [id = '', from, made] = ShardIterator.split(':');
    if (Number(made) !== generation) throw named('ExpiredIteratorException');
    const { records, closed } = shardOf(id);
    const page = records.slice(Number(from), Number(from) + Limit);
    const next = Number(from) + page.length;
    const ended = closed && next === records.length;
    return { Records: page.map(toRecord), ...(!ended && { NextShardIterator: `${id}:${next}:${generation}` }) };
  });
  return {
    mock,
    client: new DynamoDBStreamsClient({}),
    add(id: string, parent: string | null = null, ...records: string[]): void {
      shards.set(id, { parent, records, closed: false });
    },
    write: (id: string, ...records: string[]) => void shardOf(id).records.push(...records),
    close(id: string): void {
      shardOf(id).closed = true;
    },
    remove: (id: string) => void shards.delete(id),
    trim: (...sequences: string[]) => sequences.forEach((sequence) => void trimmed.add(sequence)),
    failNextRead(error: Error): void {
      failure = error;
    },
    expire(): void {
      generation += 1;
    },
  };
}

function describe(id: string, { parent, closed }: FakeShard): object {
  return {
    ShardId: id,
    ...(parent && { ParentShardId: parent }),
    SequenceNumberRange: { StartingSequenceNumber: '0', ...(closed && { EndingSequenceNumber: '9' }) },
  };
}

function toRecord(sequence: string): _Record {
  return { eventName: 'MODIFY', dynamodb: { SequenceNumber: sequence, Keys: { symbol: { S: sequence } } } };
}

function named(name: string): Error {
  return Object.assign(new Error(name), { name });
}
