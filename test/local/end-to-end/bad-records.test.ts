import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { PutRecordCommand } from '@aws-sdk/client-kinesis';
import { ReceiveMessageCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { marshall } from '@aws-sdk/util-dynamodb';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { encodeTick } from '../../../domain/market/tick.ts';
import { TapeMarket } from '../../../local/simulator/market/tape-market.ts';
import { buildTick } from '../../support/ticks.ts';
import { buildTape } from './build-tape.ts';
import type { Person } from './person.ts';
import { TestStack } from './start-stack.ts';

const WITHIN = { timeout: 20_000, interval: 50 };

let stack: TestStack;
let ada: Person;

beforeAll(async () => {
  const prices = ['100', '100', '100', '111', '100', '116', '100', '121', '100', '131', '100', '141'];
  stack = await TestStack.start(new TapeMarket({ tapes: { BTCUSDT: buildTape(prices) } }));
  ada = await stack.person('ada@example.com');
  await ada.call('PUT', '/coins/BTCUSDT');
  await vi.waitFor(async () => expect(await ada.get('/coins/BTCUSDT')).toMatchObject({ state: 'live' }), WITHIN);
  stack.market.step(3);
  await vi.waitFor(async () => expect(await ada.get('/coins/BTCUSDT')).toMatchObject({ lastTradeId: 502 }), WITHIN);
  stack.market.advance(60_000);
});
afterAll(() => stack?.end());

/** An alert that the next two trades fire, and proof that they did: the rest goes on. */
async function expectTheRestGoesOn(level: string): Promise<void> {
  const id = await ada.addAlert('BTCUSDT', 'crosses-above', level);
  stack.market.advance(60_000);
  await vi.waitFor(async () => expect(await ada.get(`/alerts/${id}`)).toMatchObject({ status: 'active' }), WITHIN);
  stack.market.step(2);
  await vi.waitFor(async () => expect(await ada.get(`/alerts/${id}`)).toMatchObject({ status: 'triggered' }), WITHIN);
}

/** Queue URLs and table names as the functions are given them. */
function environmentOf(name: string): Readonly<Record<string, string>> {
  const definition = stack.running.plan.functions.get(name);
  if (!definition) throw new Error(`no function ${name}`);
  return definition.environment;
}

async function receive(queueUrl: string | undefined): Promise<string[]> {
  const command = new ReceiveMessageCommand({ QueueUrl: queueUrl, MaxNumberOfMessages: 10 });
  const { Messages = [] } = await stack.running.engines.clients.queues.send(command);
  return Messages.map(({ Body = '' }) => Body);
}

test('a record of the ticks stream that is no tick is set aside with its content', async () => {
  const [StreamName] = stack.running.plan.streams;
  const poison = Buffer.from('{"v":1,"symbol":"BTCUSDT","epoch":');
  await stack.running.engines.clients.kinesis.send(
    new PutRecordCommand({ StreamName, PartitionKey: 'BTCUSDT', Data: poison }),
  );
  await expectTheRestGoesOn('110');
  const messages = await receive(environmentOf('EvaluateTicks').SET_ASIDE_QUEUE_URL);
  expect(messages.map((body) => JSON.parse(body))).toMatchObject([
    { reason: expect.stringContaining('JSON'), content: poison.toString('base64') },
  ]);
});

test('a tick with a time in microseconds is set aside, and judging goes on', async () => {
  const [StreamName] = stack.running.plan.streams;
  const time = stack.market.now() * 1_000;
  const trade = { id: 600, time, price: '1.52', quantity: '1' };
  const tick = buildTick([trade], { symbol: 'BTCUSDT', previous: null, minute: Math.floor(time / 60_000) * 60_000 });
  const Data = Buffer.from(encodeTick(tick));
  await stack.running.engines.clients.kinesis.send(new PutRecordCommand({ StreamName, PartitionKey: 'BTCUSDT', Data }));
  await expectTheRestGoesOn('115');
  const messages = await receive(environmentOf('EvaluateTicks').SET_ASIDE_QUEUE_URL);
  expect(messages.map((body) => JSON.parse(body))).toMatchObject([
    { reason: expect.stringContaining('is not an instant'), content: Data.toString('base64') },
  ]);
  const { judgingLagMs } = (await ada.call('GET', '/health')).body;
  expect(judgingLagMs).toBeLessThan(60_000);
});

test('a malformed frame of the socket is passed over', async () => {
  const micros = stack.market.now() * 1_000;
  const odd = {
    e: 'aggTrade',
    E: micros,
    s: 'BTCUSDT',
    a: 505,
    p: '999.00000000',
    q: '1.00000000',
    f: 505,
    l: 505,
    T: micros,
  };
  stack.exchange.sendRaw(
    'btcusdt@aggTrade',
    JSON.stringify({ stream: 'btcusdt@aggTrade', data: { ...odd, m: true, M: true } }),
  );
  stack.exchange.sendRaw('btcusdt@aggTrade', '{"stream":"btcusdt@aggTrade","data":{"e":"aggTrade","a":"x"}}');
  stack.exchange.sendRaw('btcusdt@aggTrade', 'no JSON at all');
  await expectTheRestGoesOn('120');
});

test('an alert with an operator that nobody knows is flagged, shown as faulty and skipped', async () => {
  const id = await ada.addAlert('BTCUSDT', 'crosses-above', '1000');
  const TableName = environmentOf('EvaluateTicks').ALERTS_TABLE;
  const key = { book: { S: 'BTCUSDT#0' }, id: { S: id } };
  const { dynamodb } = stack.running.engines.clients;
  const { Item = {} } = await dynamodb.send(new GetItemCommand({ TableName, Key: key, ConsistentRead: true }));
  const rule = {
    condition: { metric: 'price', op: 'touches', level: '1000' },
    repeat: { mode: 'once' },
    confirm: 'trade',
  };
  await dynamodb.send(new PutItemCommand({ TableName, Item: { ...Item, rule: { M: marshall(rule) } } }));
  await expectTheRestGoesOn('130');
  await vi.waitFor(async () => {
    const alert = await ada.get(`/alerts/${id}`);
    expect(alert).toMatchObject({ status: 'faulty', explanation: expect.stringContaining('condition.op') });
  }, WITHIN);
  expect((await ada.call('DELETE', `/alerts/${id}`)).status).toBe(204);
});

test('a mail job that can not be read does not hold up others', async () => {
  const queueUrl = environmentOf('DispatchMessages').MAILS_QUEUE_URL;
  await stack.running.engines.clients.queues.send(
    new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: '{"no":"order"}' }),
  );
  const before = (await stack.inbox()).length;
  await expectTheRestGoesOn('140');
  await vi.waitFor(async () => expect(await stack.inbox()).toHaveLength(before + 1), WITHIN);
});
