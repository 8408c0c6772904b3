import { type Message, ReceiveMessageCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { startMapping } from '../../../../local/mappings/start-mappings.ts';
import type { Mapping } from '../../../../local/mappings/stream-mapping.ts';
import { parseTemplate } from '../../../../local/template/assembly.ts';
import { interpretTemplate } from '../../../../local/template/interpret.ts';
import { emptyPlan, type MappingPlan } from '../../../../local/template/plan.ts';
import { waitUntil } from '../../../../local/wait-until.ts';
import { type RunningEngines, runEngines } from '../../run-engines.ts';

let engines: RunningEngines;
const running: Mapping[] = [];
let made = 0;

beforeAll(async () => {
  engines = await runEngines();
});
afterEach(async () => {
  await Promise.all(running.splice(0).map((mapping) => mapping.stop()));
});
afterAll(() => engines?.stop());

const until = (what: string, condition: () => boolean) => waitUntil(what, 30_000, async () => condition() || undefined);

interface QueueOptions {
  readonly batchSize?: number;
  readonly maxConcurrency?: number;
  readonly visibilityS?: number;
}

/** A queue with its dead letters and its mapping, as the template names them. */
async function interpretQueue({ batchSize = 1, maxConcurrency = 2, visibilityS = 60 }: QueueOptions = {}) {
  made += 1;
  const [work, dead] = [`Fair${made}`, `FairDead${made}`];
  const RedrivePolicy = { deadLetterTargetArn: { 'Fn::GetAtt': [dead, 'Arn'] }, maxReceiveCount: 2 };
  const plan = emptyPlan();
  const addresses = { issuer: engines.issuer, origin: 'http://localhost:1' };
  await interpretTemplate(
    parseTemplate({
      Resources: {
        [dead]: { Type: 'AWS::SQS::Queue' },
        [work]: { Type: 'AWS::SQS::Queue', Properties: { VisibilityTimeout: visibilityS, RedrivePolicy } },
        [`FairMapping${made}`]: {
          Type: 'AWS::Lambda::EventSourceMapping',
          Properties: {
            EventSourceArn: { 'Fn::GetAtt': [work, 'Arn'] },
            FunctionName: 'Fn',
            BatchSize: batchSize,
            ScalingConfig: { MaximumConcurrency: maxConcurrency },
          },
        },
      },
    }),
    { ...engines.clients, assets: new Map(), ...addresses, clientId: 'c', plan },
  );
  const urlOf = (name: string) => `${engines.endpoints.queues}/000000000000/${name}`;
  async function send(MessageGroupId: string | undefined, ...bodies: string[]): Promise<void> {
    for (const MessageBody of bodies) {
      await engines.clients.queues.send(
        new SendMessageCommand({ QueueUrl: urlOf(work), MessageBody, ...(MessageGroupId && { MessageGroupId }) }),
      );
    }
  }
  return { mapping: plan.mappings[0], send, deadUrl: urlOf(dead), workUrl: urlOf(work) };
}

const eventSchema = z.object({
  Records: z.array(z.object({ body: z.string(), attributes: z.object({ ApproximateReceiveCount: z.string() }) })),
});
const recordsOf = (event: unknown) => eventSchema.parse(event).Records;
const bodiesOf = (event: unknown) => recordsOf(event).map(({ body }) => body);

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

const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const numbered = (name: string, count: number) => Array.from({ length: count }, (_, i) => `${name}${i}`);

async function receiveAll(QueueUrl: string): Promise<Message[]> {
  const { Messages = [] } = await engines.clients.queues.send(
    new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }),
  );
  return Messages;
}

describe('a mapping of a fair queue', () => {
  it('handles the one message of a tenant next, though 300 slow ones of another came before it', async () => {
    const { mapping, send } = await interpretQueue();
    const begun: string[] = [];
    await send('storm', ...numbered('storm', 300));
    await run(mapping, async (event) => {
      begun.push(...bodiesOf(event));
      await wait(40);
    });
    await until('the storm to be at work', () => begun.length > 10);
    await send('victim', 'victim');
    const before = begun.length;
    await until('the message of the other', () => begun.includes('victim'));
    // two were received before it, and may not have begun
    expect(begun.indexOf('victim')).toBeLessThanOrEqual(before + 2);
    expect(before).toBeLessThan(200);
    await until('the rest: nothing is dropped', () => begun.length === 301);
    expect(new Set(begun).size).toBe(301);
  });

  it('treats a message without a group as a tenant of its own', async () => {
    const { mapping, send } = await interpretQueue();
    const begun: string[] = [];
    await send('storm', ...numbered('storm', 40));
    await send(undefined, 'x', 'y');
    await run(mapping, async (event) => {
      begun.push(...bodiesOf(event));
      await wait(200);
    });
    await until('all', () => begun.length === 42);
    expect(Math.max(begun.indexOf('x'), begun.indexOf('y'))).toBeLessThan(6);
  });

  it('runs as many invocations at once as MaximumConcurrency says, each with as many messages as BatchSize says', async () => {
    const { mapping, send } = await interpretQueue({ batchSize: 10, maxConcurrency: 4 });
    await send(undefined, ...numbered('m', 70));
    const { promise: gate, resolve: open } = Promise.withResolvers<void>();
    const sizes: number[] = [];
    let handled = 0;
    await run(mapping, async (event) => {
      sizes.push(bodiesOf(event).length);
      await gate;
      handled += bodiesOf(event).length;
    });
    await until('four at work', () => sizes.length === 4);
    open();
    await until('all', () => handled === 70);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(10);
    // what waited behind the four came in full batches
    expect(sizes.slice(4)).toContain(10);
  });

  it('takes no message before it can be handled: none comes twice, and no receive is spent on waiting', async () => {
    const { mapping, send, deadUrl } = await interpretQueue({ visibilityS: 3 });
    await send('storm', ...numbered('m', 24));
    const seen: { body: string; receives: string }[] = [];
    await run(mapping, async (event) => {
      seen.push(
        ...recordsOf(event).map(({ body, attributes }) => ({ body, receives: attributes.ApproximateReceiveCount })),
      );
      await wait(400);
    });
    await until('all', () => seen.length >= 24);
    expect(new Set(seen.map(({ body }) => body)).size).toBe(24);
    expect(seen.filter(({ receives }) => receives !== '1')).toEqual([]);
    expect(await receiveAll(deadUrl)).toEqual([]);
  });

  it('takes nothing more once it ends, so that the next one gets the rest at once', async () => {
    const { mapping, send } = await interpretQueue();
    await send('storm', ...numbered('m', 12));
    const { promise: gate, resolve: open } = Promise.withResolvers<void>();
    const seen: string[] = [];
    const first = await run(mapping, async (event) => {
      seen.push(...bodiesOf(event));
      await gate;
    });
    await until('two at work', () => seen.length === 2);
    const stopped = first.stop();
    open();
    await stopped;
    await run(mapping, async (event) => void seen.push(...bodiesOf(event)));
    await until('the rest', () => new Set(seen).size === 12);
    expect(seen).toHaveLength(12);
  });
});
