import { readFileSync } from 'node:fs';
import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { PutRecordsCommand } from '@aws-sdk/client-kinesis';
import { ReceiveMessageCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { startMapping } from '../../../local/mappings/start-mappings.ts';
import type { Mapping } from '../../../local/mappings/stream-mapping.ts';
import { renewStream } from '../../../local/start/renew-stream.ts';
import { parseTemplate } from '../../../local/template/assembly.ts';
import { interpretTemplate } from '../../../local/template/interpret.ts';
import { emptyPlan, type MappingPlan, type Plan } from '../../../local/template/plan.ts';
import { waitUntil } from '../../../local/wait-until.ts';
import { createPool, type FunctionPool } from '../../../local/workers/function-pool.ts';
import { type RunningEngines, runEngines } from '../run-engines.ts';
import { writeBundle } from '../workers/bundles.ts';
import { mappingOf, numbersOf, textsOf } from './mapping-of.ts';

let engines: RunningEngines;
const running: Mapping[] = [];
const pools: FunctionPool[] = [];

beforeAll(async () => {
  engines = await runEngines();
});
afterEach(async () => {
  await Promise.all(running.splice(0).map((mapping) => mapping.stop()));
  await Promise.all(pools.splice(0).map((pool) => pool.stop()));
});
afterAll(() => engines?.stop());

const until = (what: string, condition: () => boolean) => waitUntil(what, 20_000, async () => condition() || undefined);

let made = 0;
/** Names that no other test here uses: the engines are shared. */
function unique(name: string): string {
  made += 1;
  return `${name}${made}`;
}

async function interpret(resources: Record<string, unknown>): Promise<Plan> {
  const { dynamodb, kinesis, queues } = engines.clients;
  const plan = emptyPlan();
  const addresses = { issuer: engines.issuer, origin: 'http://localhost:1' };
  const workbench = { dynamodb, kinesis, queues, assets: new Map(), ...addresses, clientId: 'c', plan };
  await interpretTemplate(parseTemplate({ Resources: resources }), workbench);
  return plan;
}

async function run(plan: MappingPlan | undefined, invoke: (event: unknown) => Promise<unknown>): Promise<Mapping> {
  if (!plan) throw new Error('no mapping was planned');
  const mapping = await startMapping(plan, {
    ...engines.clients,
    positionsFolder: `${engines.folder}/positions`,
    pollRate: { kinesisMs: 5, dynamodbMs: 5 },
    invoke: (_name, event) => invoke(event),
    report: () => {},
  });
  running.push(mapping);
  return mapping;
}

async function stream(properties: Record<string, unknown> = {}) {
  const name = unique('Stream');
  const plan = await interpret({
    [name]: { Type: 'AWS::Kinesis::Stream', Properties: { ShardCount: 1 } },
    [unique('Mapping')]: mappingOf(
      { 'Fn::GetAtt': [name, 'Arn'] },
      { StartingPosition: 'TRIM_HORIZON', BatchSize: 5, ...properties },
    ),
  });
  /** the sequence number of the last one */
  async function put(...contents: (number | string)[]): Promise<string> {
    const Records = contents.map((content) => ({ Data: Buffer.from(String(content)), PartitionKey: 'k' }));
    const { Records: put = [] } = await engines.clients.kinesis.send(
      new PutRecordsCommand({ StreamName: name, Records }),
    );
    return put.at(-1)?.SequenceNumber ?? '';
  }
  return { name, plan, put };
}

describe('a Kinesis mapping', () => {
  it('goes on after a restart from its position, and misses nothing that was written in between', async () => {
    const { plan, put } = await stream();
    const seen: number[] = [];
    const collect = async (event: unknown) => void seen.push(...numbersOf(event));
    const first = await run(plan.mappings[0], collect);
    await put(1, 2, 3);
    await until('the first records', () => seen.length === 3);
    await first.stop();
    await put(4, 5);
    await run(plan.mappings[0], collect);
    await put(6);
    await until('the rest', () => seen.includes(6));
    expect(seen).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it('passes over what its filter on the data rejects, and counts it as read', async () => {
    const viewed = { FilterCriteria: { Filters: [{ Pattern: '{"data":{"viewed":[true]}}' }] } };
    const { plan, put } = await stream(viewed);
    const seen: string[] = [];
    const collect = async (event: unknown) => void seen.push(...textsOf(event));
    const filtered = await run(plan.mappings[0], collect);
    await put('{"n":1}', '{"n":2,"viewed":true}', 'no JSON', '{"n":3,"viewed":false}', '7');
    await put('{"n":4,"viewed":true}');
    const last = await put('{"n":5}');
    const file = `${engines.folder}/positions/${plan.mappings[0]?.name}.json`;
    await until('all to be read', () => readFileSync(file, 'utf8').includes(last));
    await filtered.stop();
    const [unfiltered] = plan.mappings.map((mapping) => ({ ...mapping, filters: [] }));
    await run(unfiltered, collect);
    await put('{"n":6}');
    await until('what came later', () => seen.length > 2);
    expect(seen).toEqual(['{"n":2,"viewed":true}', '{"n":4,"viewed":true}', '{"n":6}']);
  });

  it('delivers the records of a killed worker again, to another one', async () => {
    const { plan, put } = await stream();
    const bundle = writeBundle(
      engines.folder,
      `let calls = 0; exports.handler = async (event) => { calls += 1;
         if (calls === 2) await new Promise((done) => setTimeout(done, 60000)); }`,
    );
    const pool = createPool({ plan: bundle, environment: {}, onLine: () => {}, size: 1 });
    pools.push(pool);
    const done: number[] = [];
    const begun: number[][] = [];
    await run(plan.mappings[0], async (event) => {
      begun.push(numbersOf(event));
      await pool.invoke(event);
      done.push(...numbersOf(event));
    });
    await put(1, 2);
    await until('the first batch', () => done.length === 2);
    await put(3, 4);
    await until('the second batch to be at work', () => begun.length === 2 && pool.busy().length === 1);
    await pool.kill(0);
    await until('the second batch', () => done.length === 4);
    expect(done).toEqual([1, 2, 3, 4]);
    expect(begun).toEqual([
      [1, 2],
      [3, 4],
      [3, 4],
    ]);
  });

  it('sends the position of dropped records to the on-failure queue, not their content', async () => {
    const name = unique('GivenUp');
    const queue = await interpret({ [name]: { Type: 'AWS::SQS::Queue' } });
    expect(queue.mappings).toEqual([]);
    const { plan, put } = await stream({
      MaximumRetryAttempts: 0,
      BisectBatchOnFunctionError: true,
      DestinationConfig: { OnFailure: { Destination: `arn:aws:sqs:eu-west-1:000000000000:${name}` } },
    });
    const seen: number[] = [];
    await put(1, 2, 3);
    await run(plan.mappings[0], async (event) => {
      if (numbersOf(event).includes(2)) throw new Error('poison');
      seen.push(...numbersOf(event));
    });
    await until('the good records', () => seen.length === 2);
    expect(seen).toEqual([1, 3]);
    const body = await receiveOne(name);
    expect(JSON.parse(body)).toMatchObject({
      requestContext: { condition: 'RetryAttemptsExhausted', approximateInvokeCount: 1 },
      KinesisBatchInfo: { batchSize: 1, shardId: 'shardId-000000000000' },
    });
    expect(body).not.toContain(Buffer.from('2').toString('base64'));
  });

  it('reads a stream that was made again because all of it was read', async () => {
    const { name, plan, put } = await stream();
    const seen: number[] = [];
    const collect = async (event: unknown) => void seen.push(...numbersOf(event));
    const readers = plan.mappings.flatMap((mapping) => (mapping.source === 'kinesis' ? [mapping] : []));
    const renew = () =>
      renewStream({ client: engines.clients.kinesis, name, readers, positionsFolder: `${engines.folder}/positions` });
    await put(1);
    expect(await renew()).toBe(false);
    const first = await run(plan.mappings[0], collect);
    await until('the record', () => seen.length === 1);
    await first.stop();
    expect(await renew()).toBe(true);
    await put(2);
    await run(plan.mappings[0], collect);
    await until('the record of the new stream', () => seen.length === 2);
    expect(seen).toEqual([1, 2]);
  });
});

describe('a mapping of a table', () => {
  it('passes typed images that match the filter, in order', async () => {
    const name = unique('Table');
    const plan = await interpret({
      [name]: {
        Type: 'AWS::DynamoDB::Table',
        Properties: {
          AttributeDefinitions: ['pk', 'sk', 'rise'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
          KeySchema: keys('pk', 'sk'),
          LocalSecondaryIndexes: [
            {
              IndexName: 'rises',
              KeySchema: keys('pk', 'rise'),
              Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['rev'] },
            },
          ],
          StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' },
        },
      },
      [unique('Mapping')]: mappingOf(
        { 'Fn::GetAtt': [name, 'StreamArn'] },
        {
          StartingPosition: 'TRIM_HORIZON',
          FilterCriteria: { Filters: [{ Pattern: '{"dynamodb":{"NewImage":{"fired":{"S":[{"exists":true}]}}}}' }] },
        },
      ),
    });
    const put = (sk: string, more: Record<string, { S: string }>) =>
      engines.clients.dynamodb.send(
        new PutItemCommand({
          TableName: name,
          Item: { pk: { S: 'a' }, sk: { S: sk }, bytes: { B: Buffer.from([1]) }, ...more },
        }),
      );
    await put('1', {});
    await put('2', { fired: { S: 'x' } });
    await put('3', { fired: { S: 'y' }, rise: { S: 'r' } });
    const records: unknown[] = [];
    await run(
      plan.mappings[0],
      async (event) => void records.push(...z.object({ Records: z.array(z.unknown()) }).parse(event).Records),
    );
    await until('the two records', () => records.length === 2);
    expect(records).toMatchObject([
      { eventName: 'INSERT', dynamodb: { NewImage: { sk: { S: '2' }, bytes: { B: 'AQ==' } } } },
      {
        eventSource: 'aws:dynamodb',
        dynamodb: { Keys: { pk: { S: 'a' }, sk: { S: '3' } }, StreamViewType: 'NEW_AND_OLD_IMAGES' },
      },
    ]);
    await expect(
      interpret({
        [name]: { Type: 'AWS::DynamoDB::Table', Properties: { AttributeDefinitions: [], KeySchema: keys('pk', 'sk') } },
      }),
    ).rejects.toThrow(`${name} (AWS::DynamoDB::Table): the kept table has other keys or indexes`);
  });
});

function keys(hash: string, range: string) {
  return [
    { AttributeName: hash, KeyType: 'HASH' },
    { AttributeName: range, KeyType: 'RANGE' },
  ];
}

function queueUrl(name: string): string {
  return `${engines.endpoints.queues}/000000000000/${name}`;
}

async function receiveOne(queue: string): Promise<string> {
  return waitUntil(`a message in ${queue}`, 10_000, async () => {
    const { Messages = [] } = await engines.clients.queues.send(
      new ReceiveMessageCommand({ QueueUrl: queueUrl(queue), WaitTimeSeconds: 1 }),
    );
    return Messages[0]?.Body;
  });
}

describe('a queue mapping', () => {
  it('deletes what succeeds, delivers what fails again, and the queue moves it to the dead letters after its last receive', async () => {
    const [work, dead] = [unique('Work'), unique('Dead')];
    const plan = await interpret({
      [dead]: { Type: 'AWS::SQS::Queue' },
      [work]: {
        Type: 'AWS::SQS::Queue',
        Properties: {
          VisibilityTimeout: 1,
          RedrivePolicy: { deadLetterTargetArn: { 'Fn::GetAtt': [dead, 'Arn'] }, maxReceiveCount: 2 },
        },
      },
      [unique('Mapping')]: mappingOf({ 'Fn::GetAtt': [work, 'Arn'] }, { BatchSize: 10 }),
    });
    const bodies: string[] = [];
    const sqsEvent = z.object({
      Records: z.array(z.object({ messageId: z.string(), body: z.string(), eventSource: z.literal('aws:sqs') })),
    });
    for (const body of ['good', 'bad']) {
      await engines.clients.queues.send(new SendMessageCommand({ QueueUrl: queueUrl(work), MessageBody: body }));
    }
    await run(plan.mappings[0], async (event) => {
      const { Records } = sqsEvent.parse(event);
      bodies.push(...Records.map(({ body }) => body));
      const failed = Records.filter(({ body }) => body === 'bad');
      return { batchItemFailures: failed.map(({ messageId }) => ({ itemIdentifier: messageId })) };
    });
    expect(await receiveOne(dead)).toBe('bad');
    expect(bodies.toSorted()).toEqual(['bad', 'bad', 'good']);
  });
});

describe('jobs for later', () => {
  const bodiesOf = (event: unknown) =>
    z
      .object({ Records: z.array(z.object({ body: z.string() })) })
      .parse(event)
      .Records.map(({ body }) => body);

  async function orders() {
    const name = unique('Later');
    const plan = await interpret({
      [name]: { Type: 'AWS::SQS::Queue', Properties: { VisibilityTimeout: 60 } },
      [unique('Mapping')]: mappingOf({ 'Fn::GetAtt': [name, 'Arn'] }, { BatchSize: 1 }),
    });
    const send = (body: string, DelaySeconds: number) =>
      engines.clients.queues.send(
        new SendMessageCommand({ QueueUrl: queueUrl(name), MessageBody: body, DelaySeconds }),
      );
    return { plan, send };
  }

  it('arrive when they are due and not before, during a long poll', async () => {
    const { plan, send } = await orders();
    const seen: { body: string; at: number }[] = [];
    await run(
      plan.mappings[0],
      async (event) => void seen.push(...bodiesOf(event).map((body) => ({ body, at: Date.now() }))),
    );
    const sentAt = Date.now();
    await send('in two seconds', 2);
    await send('now', 0);
    await until('both', () => seen.length === 2);
    expect(seen.map(({ body }) => body)).toEqual(['now', 'in two seconds']);
    expect((seen[1]?.at ?? 0) - sentAt).toBeGreaterThanOrEqual(1_900);
  });
});

describe('a table that was kept from before it had a stream', () => {
  it('gets one, and keeps its items', async () => {
    const name = unique('Kept');
    const table = (more: Record<string, unknown>) => ({
      [name]: {
        Type: 'AWS::DynamoDB::Table',
        Properties: {
          AttributeDefinitions: ['kind', 'name'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
          KeySchema: keys('kind', 'name'),
          ...more,
        },
      },
    });
    const put = (kind: string) =>
      engines.clients.dynamodb.send(
        new PutItemCommand({ TableName: name, Item: { kind: { S: kind }, name: { S: 'x' } } }),
      );
    await interpret(table({}));
    await put('old');
    const plan = await interpret({
      ...table({ StreamSpecification: { StreamViewType: 'NEW_IMAGE' } }),
      [unique('Mapping')]: mappingOf(
        { 'Fn::GetAtt': [name, 'StreamArn'] },
        {
          StartingPosition: 'TRIM_HORIZON',
          FilterCriteria: {
            Filters: [
              { Pattern: '{"dynamodb":{"Keys":{"kind":{"S":[{"prefix":"outage#"}]}}}}' },
              { Pattern: '{"dynamodb":{"NewImage":{"kind":{"S":["lease"]}}}}' },
            ],
          },
        },
      ),
    });
    for (const kind of ['prices', 'outage#BTCUSDT', 'lease']) await put(kind);
    const kinds: unknown[] = [];
    const record = z.object({ dynamodb: z.object({ NewImage: z.object({ kind: z.object({ S: z.string() }) }) }) });
    await run(plan.mappings[0], async (event) => {
      const { Records } = z.object({ Records: z.array(record) }).parse(event);
      kinds.push(...Records.map(({ dynamodb }) => dynamodb.NewImage.kind.S));
    });
    await until('the outage and the lease', () => kinds.length === 2);
    expect(kinds).toEqual(['outage#BTCUSDT', 'lease']);
    const { Item } = await engines.clients.dynamodb.send(
      new GetItemCommand({ TableName: name, Key: { kind: { S: 'old' }, name: { S: 'x' } } }),
    );
    expect(Item).toBeDefined();
  });
});
