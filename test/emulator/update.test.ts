import { afterAll, expect, inject, test, vi } from 'vitest';
import { type ExchangeServer, startExchangeServer } from '../../local/simulator/exchange-server.ts';
import { TapeMarket } from '../../local/simulator/market/tape-market.ts';
import type { SupervisedTask } from '../../local/start/supervise-task.ts';
import { buildTape } from '../local/end-to-end/build-tape.ts';
import { type Body, Person } from '../local/end-to-end/person.ts';
import { DeployedStack } from './deployed-stack.ts';
import { readInbox } from './inbox.ts';
import { takeInventory } from './inventory.ts';
import { signUp } from './sign-up.ts';
import { startTask } from './start-task.ts';
import { takeRole } from './take-role.ts';
import { readTaskDefinition } from './task-definition.ts';
import { widenGrants } from './widen-grants.ts';

const WITHIN = { timeout: 30_000, interval: 100 };
const SENDER = 'bell@pricebell.test';
const EMAIL = `eve-${crypto.randomUUID().slice(0, 8)}@example.com`;
const MORNING = { timeZone: 'Europe/Berlin' };
/** Ids from 500 on. Three are traded with the last release, three while nothing watches, the rest with this version. */
const PRICES = ['100.5', '101', '100', '100.2', '105', '99.8', '100', '90', '100', '100'];

const emulator = inject('emulator');
const { folder = '' } = inject('lastRelease') ?? {};
const released = new DeployedStack(emulator, { sender: SENDER, project: folder });
const present = new DeployedStack(emulator, { sender: SENDER });
const market = new TapeMarket({ tapes: { BTCUSDT: buildTape(PRICES) } });
const problems: string[] = [];
const alerts = new Map<string, string>();
let before: readonly string[];
let eve: Person;
let exchange: ExchangeServer;
let task: SupervisedTask | undefined;
let isDeployed = false;
/** as the last release shows it */
let firedBefore: Body;

afterAll(async () => {
  await task?.stop();
  await exchange?.close();
  if (isDeployed && emulator.keepsState) await present.destroy();
});

/** As ECS does after a deploy: with the role, the bundle and the environment of the stack's task definition. */
async function startIngestTask(stack: DeployedStack): Promise<SupervisedTask> {
  for (const role of await stack.physicalIds('AWS::IAM::Role')) await widenGrants(emulator, role);
  const definition = await readTaskDefinition(emulator, stack);
  const credentials = await takeRole(emulator, definition.roleArn);
  const report = (text: string) => void problems.push(text);
  return startTask({ emulator, definition, credentials, feed: exchange, report });
}

async function firedBy(name: string): Promise<readonly Body[]> {
  return (await eve.get(`/alerts/${alerts.get(name)}/triggers`)).items;
}

function mailsToEve(): Promise<string[]> {
  return readInbox(emulator).then((mails) =>
    mails.filter(({ to }) => to === EMAIL).map(({ subject, text }) => `${subject}\n${text}`),
  );
}

test('the last release deploys, and watches a coin', async () => {
  await released.bootstrap();
  before = await takeInventory(emulator);
  isDeployed = true;
  await released.deploy();
  exchange = await startExchangeServer({ market });
  task = await startIngestTask(released);
  const token = await signUp(emulator, released.outputs().UserPoolClientId, EMAIL);
  eve = new Person({ email: EMAIL, apiUrl: () => released.apiUrl() }, token);
  expect((await eve.call('PUT', '/me', MORNING)).status).toBe(200);
  expect((await eve.call('PUT', '/coins/BTCUSDT')).status).toBe(202);
  await vi.waitFor(async () => expect(await eve.get('/coins/BTCUSDT')).toMatchObject({ state: 'live' }), WITHIN);
  market.step(3);
  await vi.waitFor(async () => expect(await eve.get('/coins/BTCUSDT')).toMatchObject({ lastTradeId: 502 }), WITHIN);
});

test('an alert fires with it, others wait', async () => {
  alerts.set('holds', await eve.addAlert('BTCUSDT', 'above', '50', { note: 'made before' }));
  alerts.set('wick', await eve.addAlert('BTCUSDT', 'crosses-above', '104.5'));
  alerts.set('fall', await eve.addAlert('BTCUSDT', 'crosses-below', '95'));
  alerts.set('never', await eve.addAlert('BTCUSDT', 'above', '105.1'));
  market.advance(60_000); // they arm on the last trade
  await vi.waitFor(async () => {
    for (const name of ['wick', 'fall', 'never']) {
      expect(await eve.get(`/alerts/${alerts.get(name)}`)).toMatchObject({ status: 'active' });
    }
    expect(await firedBy('holds')).toHaveLength(1);
    expect((await mailsToEve()).join()).toMatch(/BTCUSDT .*above 50/);
  }, WITHIN);
  firedBefore = (await firedBy('holds'))[0] ?? expect.fail('no trigger');
});

test('this version is deployed over it, while the coin trades and nothing watches', async () => {
  await task?.stop();
  market.step(3);
  await present.deploy();
});

test('what was stored is read as before', async () => {
  const [after = expect.fail('no trigger')] = await firedBy('holds');
  // a newer version may show more of a trigger, and delivers it further
  for (const [field, value] of Object.entries(firedBefore)) {
    if (field !== 'deliveries') expect(after[field], field).toEqual(value);
  }
  expect(await eve.get('/me')).toMatchObject(MORNING);
  expect((await eve.get('/alerts')).items).toHaveLength(alerts.size);
  expect(await eve.get(`/alerts/${alerts.get('holds')}`)).toMatchObject({ status: 'triggered', note: 'made before' });
  expect(await eve.get(`/alerts/${alerts.get('wick')}`)).toMatchObject({ status: 'active' });
});

test('its task fetches what was traded meanwhile, and the alerts of the last release fire', async () => {
  task = await startIngestTask(present);
  await vi.waitFor(async () => expect((await firedBy('wick')).map(({ trade }) => trade.id)).toEqual([504]), WITHIN);
  market.step(4);
  await vi.waitFor(async () => expect((await firedBy('fall')).map(({ trade }) => trade.id)).toEqual([507]), WITHIN);
  expect((await eve.get('/coins/BTCUSDT')).unwatched).toEqual([]);
  expect(await eve.get(`/alerts/${alerts.get('never')}`)).toMatchObject({ status: 'active', lastTrigger: null });
});

test('each is mailed once', async () => {
  await vi.waitFor(async () => {
    const mails = await mailsToEve();
    for (const line of [/BTCUSDT .*above 50/, /BTCUSDT .*above 104\.5/, /BTCUSDT .*below 95/]) {
      expect(mails.filter((mail) => line.test(mail))).toHaveLength(1);
    }
  }, WITHIN);
  await task?.stop();
  expect(problems).toEqual([]);
});

test('removal leaves nothing of either version', async () => {
  await present.destroy();
  isDeployed = false;
  expect(await takeInventory(emulator)).toEqual(before);
});
