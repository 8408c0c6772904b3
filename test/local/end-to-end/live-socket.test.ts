import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import type { ServerFrame } from '../../../contract/live-frames.ts';
import { mintToken } from '../../../local/oidc/mint-token.ts';
import { waitUntil } from '../../../local/wait-until.ts';
import { type Kind, makeTokens } from '../authorisation/tokens.ts';
import { inParallel } from '../fairness/flood-stack.ts';
import type { LiveClient } from './live-client.ts';
import { openCrowd, strike } from './live-crowd.ts';
import { tradeOf, tradesSeen } from './live-market.ts';
import { LiveStack } from './live-stack.ts';

const COINS = ['BTCUSDT', 'ETHUSDT', 'SOLUSDT'];
const WITHIN = { timeout: 30_000, interval: 50 };
const OPENED_AT_ONCE = 10;

let live: LiveStack;
let tokens: readonly Kind[];

beforeAll(async () => {
  live = await LiveStack.start(COINS, 300_000);
  tokens = await makeTokens(live.stack.folder);
});
afterEach(() => live.closeAll());
afterAll(() => live?.end());

const isPersonal = ({ type }: ServerFrame) => type === 'trigger' || type === 'alert';
const tokenOf = ({ credentials }: Kind) => /^Bearer (.+)$/.exec(credentials.headers.authorization ?? '')?.[1];

test('only a true ID token with a verified address signs in', async () => {
  const client = await live.open();
  for (const kind of tokens) {
    const token = tokenOf(kind);
    if (token === undefined) continue;
    const isTrue = kind.standing !== 'refused' && kind.standing !== 'wrong-kind';
    const answer = isTrue ? { type: 'signed-in' } : { type: 'error', code: 'bad-token' };
    expect([kind.name, await client.signIn(token)]).toMatchObject([kind.name, answer]);
  }
});

test('what is personal comes to sockets of its person, and whoever never signs in gets prices alone', async () => {
  const { owner } = live;
  const [silent, signedIn, lasting, ending] = [
    await live.open(),
    await live.open(),
    await live.open(),
    await live.open(),
  ];
  const strangers = [silent];
  for (const kind of tokens.filter(({ standing }) => standing !== 'owner')) {
    const token = tokenOf(kind);
    if (token === undefined) continue;
    const stranger = await live.open();
    await stranger.signIn(token);
    strangers.push(stranger);
  }
  const forged = tokens.find(({ name }) => name === 'without its signature');
  await signedIn.signIn(owner.token);
  await lasting.signIn(owner.token);
  expect(await lasting.signIn((forged && tokenOf(forged)) ?? '')).toMatchObject({ code: 'bad-token' }); // it stays signed in
  await silent.subscribe(...COINS);

  const first = await fire([signedIn, lasting]);
  await signedIn.other((frame) => frame.type === 'alert' && frame.id === first && frame.status === 'triggered');
  const answer = await ending.signIn(await mintToken(live.stack.folder, { email: owner.email, admin: false }, '15s'));
  await fire([signedIn, lasting, ending]);
  const end = answer.type === 'signed-in' ? Date.parse(answer.until) : 0;
  await waitUntil('the end of the token', 30_000, async () => Date.now() > end || undefined);
  const before = ending.others.length;
  await fire([signedIn, lasting]);
  await ending.ping();
  expect(ending.others.slice(before).filter(isPersonal)).toEqual([]);
  await ending.signIn(owner.token);
  await fire([signedIn, lasting, ending]);

  await silent.nextPrices();
  for (const stranger of strangers) await stranger.ping();
  expect(strangers.length).toBeGreaterThanOrEqual(30);
  expect(strangers.flatMap(({ others }) => others.filter(isPersonal))).toEqual([]);
});

/** The owner adds an alert that fires at once; resolves with its id when its trigger has come to all of these. */
async function fire(to: readonly LiveClient[]): Promise<string> {
  const id = await live.owner.addAlert('BTCUSDT', 'above', '1');
  await Promise.all(
    to.map((client) => client.other((frame) => frame.type === 'trigger' && frame.trigger.alertId === id)),
  );
  return id;
}

test('whoever is cut off by the gateway goes on at a new socket with what is traded now', async () => {
  const first = await live.open();
  await first.subscribe('BTCUSDT');
  await first.nextPrices();
  const [id = ''] = await live.connections();
  await live.cutOff(id);
  await first.client.closed;
  const last = tradesSeen(first, 'BTCUSDT').at(-1) ?? 0;
  const second = await live.open();
  await second.subscribe('BTCUSDT');
  await second.price('BTCUSDT', (price) => tradeOf(price) > last);
  await vi.waitFor(async () => expect(await live.connections()).toHaveLength(1), WITHIN);
  expect(await live.connections()).not.toContain(id);
});

test('a hundred sockets that open and end at once, each in its own way, are counted as they are', async () => {
  const clients: LiveClient[] = [];
  await inParallel([...Array(100).keys()], OPENED_AT_ONCE, async () => {
    const client = await live.open();
    clients.push(client);
    await client.subscribe(...COINS);
  });
  expect([await live.counted(), (await live.connections()).length]).toEqual([100, 100]);
  const [closed, lost, cut] = [clients.slice(0, 30), clients.slice(30, 60), (await live.connections()).slice(0, 30)];
  for (const { client } of closed) client.socket.close();
  for (const { client } of lost) client.socket.terminate();
  await Promise.allSettled(cut.map((id) => live.cutOff(id))); // some of them are closed already
  const open = () => clients.filter(({ client }) => client.socket.readyState === client.socket.OPEN).length;
  await vi.waitFor(async () => {
    expect([await live.counted(), (await live.connections()).length]).toEqual([open(), open()]);
  }, WITHIN);
  await live.closeAll();
  expect(await live.counted()).toBe(0);
});

test('a killed worker and a killed task only delay prices, and no price is followed by an older one', async () => {
  const { functions, task } = live.stack.running;
  const viewer = await live.open();
  await viewer.subscribe(...COINS);
  const goesOn = () =>
    viewer.price(
      'BTCUSDT',
      (
        (seen) => (price) =>
          tradeOf(price) > seen
      )(Math.max(...tradesSeen(viewer, 'BTCUSDT'))),
    );
  const pool = functions.get('PushPrices');
  for (let kills = 0; kills < 3; kills += 1) {
    const index = await waitUntil('the function to be at work', 30_000, async () => pool?.busy()[0]);
    await pool?.kill(index);
    await goesOn();
  }
  task.crash();
  const crashedAt = live.trades.length;
  await viewer.price('BTCUSDT', (price) => tradeOf(price) > crashedAt + 20);
  for (const symbol of COINS) {
    const seen = tradesSeen(viewer, symbol);
    expect(seen).toEqual(seen.toSorted((a, b) => a - b));
  }
});

test('sockets that die without closing and slow ones keep no frame from the others, and the dead are forgotten', async () => {
  const crowd = await openCrowd(live, COINS, { reading: 20, stalled: 5, vanishing: 10, deaf: 5 });
  expect([await live.counted(), (await live.connections()).length]).toEqual([40, 40]);
  strike(live, crowd);
  for (let frames = 0; frames < 5; frames += 1) await Promise.all(crowd.reading.map((reader) => reader.nextPrices()));
  // nobody said that they ended: a post that gets 410 does
  await vi.waitFor(async () => {
    expect([await live.counted(), (await live.connections()).length]).toEqual([30, 30]);
  }, WITHIN);
  await live.closeAll();
  expect(await live.counted()).toBe(0);
});
