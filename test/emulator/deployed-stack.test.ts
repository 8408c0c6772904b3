import { DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { KinesisClient } from '@aws-sdk/client-kinesis';
import { afterAll, expect, inject, test, vi } from 'vitest';
import { type ExchangeServer, startExchangeServer } from '../../local/simulator/exchange-server.ts';
import { TapeMarket } from '../../local/simulator/market/tape-market.ts';
import type { SupervisedTask } from '../../local/start/supervise-task.ts';
import { doTheMainJob, TAPES } from '../local/end-to-end/main-job.ts';
import { Person } from '../local/end-to-end/person.ts';
import { readTicks } from '../local/end-to-end/published-ticks.ts';
import { DeployedStack, type StackOutputs } from './deployed-stack.ts';
import { awsClient, type Credentials } from './emulator.ts';
import { readInbox } from './inbox.ts';
import { takeInventory } from './inventory.ts';
import { openSocket, pointToSockets } from './live-sockets.ts';
import { lookAfterDeploy } from './look-after-deploy.ts';
import { signUp } from './sign-up.ts';
import { startTask } from './start-task.ts';
import { takeRole } from './take-role.ts';
import { readTaskDefinition, type TaskDefinition } from './task-definition.ts';
import { widenGrants } from './widen-grants.ts';

/** Streams are polled once a second, and there is a queue between two functions. */
const WITHIN_MS = 30_000;
/** A function is called once a minute. */
const SCHEDULED_WITHIN_MS = 90_000;

const RUN = crypto.randomUUID().slice(0, 8);
const SENDER = 'bell@pricebell.test';

const emulator = inject('emulator');
const stack = new DeployedStack(emulator, { sender: SENDER });
const market = new TapeMarket({ tapes: TAPES });
const problems: string[] = [];
const people = new Map<string, Person>();
/** An address of this run: a running emulator may have mails of an earlier run. */
const addressOf = (name: string) => `${name}-${RUN}@example.com`;
let before: readonly string[];
let outputs: StackOutputs;
let definition: TaskDefinition;
let taskCredentials: Credentials;
let socketAddress: string;
let exchange: ExchangeServer | undefined;
let task: SupervisedTask | undefined;
let isDeployed = false;

afterAll(async () => {
  await task?.stop();
  await exchange?.close();
  if (isDeployed && emulator.keepsState) await stack.destroy();
});

function person(name: string): Person {
  const found = people.get(name);
  if (!found) throw new Error(`${name} has not signed up`);
  return found;
}

test('the account is bootstrapped', async () => {
  expect(await stack.bootstrap()).toMatch(`Environment aws://`);
  before = await takeInventory(emulator);
  expect(before, 'destroy the one that is there, or reset the emulator').not.toContain('stack Pricebell');
});

test('the stack deploys', async () => {
  isDeployed = true;
  await stack.deploy();
  outputs = stack.outputs();
  socketAddress = await pointToSockets(emulator, stack);
  for (const role of await stack.physicalIds('AWS::IAM::Role')) await widenGrants(emulator, role);
  expect(await takeInventory(emulator)).toContain('stack Pricebell');
});

test('people sign up, confirm their address with the code that is mailed to them, and sign in', async () => {
  for (const name of ['ada', 'bob']) {
    const email = addressOf(name);
    people.set(
      name,
      new Person({ email, apiUrl: () => stack.apiUrl() }, await signUp(emulator, outputs.UserPoolClientId, email)),
    );
  }
  expect((await person('ada').get('/me')).email).toBe(addressOf('ada'));
  const strangers = ['', 'Bearer nonsense', `Bearer ${person('ada').token.slice(0, -4)}AAAA`];
  for (const authorization of strangers) {
    expect((await person('ada').call('GET', '/alerts', undefined, { authorization })).status).toBe(401);
  }
});

test('the ingest task starts with the bundle and the environment of its task definition', async () => {
  definition = await readTaskDefinition(emulator, stack);
  taskCredentials = await takeRole(emulator, definition.roleArn);
  exchange = await startExchangeServer({ market });
  const report = (text: string) => void problems.push(text);
  task = await startTask({ emulator, definition, credentials: taskCredentials, feed: exchange, report });
});

test.runIf(emulator.checksPermissions)('a role is refused what the stack did not grant it', async () => {
  const dynamodb = awsClient(DynamoDBClient, emulator, taskCredentials);
  const scan = (TableName: string) => dynamodb.send(new ScanCommand({ TableName }));
  await expect(scan(outputs.CoinsTableName)).resolves.toMatchObject({ Count: 0 });
  await expect(scan(outputs.AlertsTableName)).rejects.toThrow(/not authorized to perform: dynamodb:Scan/);
});

test('a socket gets the market as it is, and an answer to each message; a closed one is forgotten', async () => {
  const socket = await openSocket(emulator, socketAddress);
  socket.send({ action: 'subscribe', symbols: ['BTCUSDT'] });
  expect(await socket.frame(({ type }) => type === 'prices')).toMatchObject({ coins: [{ symbol: 'BTCUSDT' }] });
  socket.send({ action: 'ping' });
  await socket.frame(({ type }) => type === 'pong');
  socket.send('no JSON');
  expect(await socket.frame(({ type }) => type === 'error')).toMatchObject({ code: 'bad-message' });
  socket.socket.close();
  const dynamodb = awsClient(DynamoDBClient, emulator);
  const left = async () => (await dynamodb.send(new ScanCommand({ TableName: outputs.ConnectionsTableName }))).Items;
  await vi.waitFor(async () => expect(await left()).toMatchObject([{ open: { N: '0' } }]), {
    timeout: WITHIN_MS,
    interval: 100,
  });
});

test('a coin is followed, and the trades that meet an alert fire it, once, and no others do', async () => {
  const ticks = () => readTicks(awsClient(KinesisClient, emulator), outputs.TicksStreamName);
  await doTheMainJob({ market, ada: person('ada'), bob: person('bob'), ticks, withinMs: WITHIN_MS });
});

test('each trigger is mailed to its owner', async () => {
  await vi.waitFor(
    async () => {
      const mails = await readInbox(emulator);
      const toldTo = (name: string) =>
        mails
          .filter(({ from, to }) => from.includes(SENDER) && to === addressOf(name))
          .map(({ subject, text }) => `${subject}\n${text}`)
          .join('\n');
      for (const told of [/BTCUSDT .*above 104\.5/, /BTCUSDT .*below 95/, /BTCUSDT .*above 50/]) {
        expect(toldTo('ada')).toMatch(told);
      }
      expect(toldTo('bob')).toMatch(/BTCUSDT .*above 105/);
      expect(toldTo('bob')).not.toMatch(/104\.5/);
    },
    { timeout: WITHIN_MS, interval: 100 },
  );
});

test('the canary is armed by its schedule, with the rights of its own role', async () => {
  const canaries = {
    TableName: outputs.AlertsTableName,
    FilterExpression: '#owner = :pricebell',
    ExpressionAttributeNames: { '#owner': 'owner' },
    ExpressionAttributeValues: { ':pricebell': { S: 'pricebell' } },
  };
  const dynamodb = awsClient(DynamoDBClient, emulator);
  await vi.waitFor(async () => expect(await dynamodb.send(new ScanCommand(canaries))).toMatchObject({ Count: 1 }), {
    timeout: SCHEDULED_WITHIN_MS,
    interval: 1_000,
  });
});

test('the doctor sees that the stack lives, but for the ECS service, which runs no task here', async () => {
  const { code, text } = await lookAfterDeploy(emulator, stack);
  for (const line of [
    /^note {2}credentials {2}You act as the root user of account 000000000000/m,
    /^ok {4}stack {8}Pricebell is deployed/m,
    /^ok {4}health {7}ok: trades are published and judged/m,
    /^ok {4}coins {8}Followed: 2 live\./m,
    /^ok {4}alarms {7}None of \d+ is on\./m,
    /^note {2}owner {8}Nobody gets a mail about an alarm/m,
    /^STOP {2}task {9}ECS is asked for no ingest task/m,
    /^It does not work: task\./m,
  ]) {
    expect(text).toMatch(line);
  }
  expect(text).not.toContain("can't be looked at");
  expect(code).toBe(1);
});

test('nothing went wrong on the way', async () => {
  await task?.stop();
  expect(problems).toEqual([]);
});

test('a second deploy changes nothing', async () => {
  expect(await stack.deploy()).toMatch('(no changes)');
});

test('removal leaves nothing', async () => {
  await stack.destroy();
  isDeployed = false;
  expect(await takeInventory(emulator)).toEqual(before);
  expect((await person('ada').call('GET', '/me')).status).toBe(404);
});
