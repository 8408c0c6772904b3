import { setImmediate as turn } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { queuedDelivery } from '../../../../domain/messages/delivery.ts';
import { buildWebhook } from '../../../support/memory-webhooks.ts';
import { ADA } from '../../../support/stored-alert.ts';
import { buildTrigger } from '../../../support/triggers.ts';
import { answered, buildMessage, START, setUp } from './call-world.ts';

const BOB = 'https://issuer.example#bob';
const BEGINS_FOR_MS = 1_000;
const IDS = ['b1', 'b2', 'b3', 'b4', 'b5'];
const HOSTS = ['shared.example.com', 'other.example.com'];

/** Five webhooks of one host and one of another, each with six messages that wait, and the wake-ups of all in one batch. */
async function setUpCrowd() {
  const targets = [...IDS.map((id) => ({ id, host: HOSTS[0] })), { id: 'c1', host: HOSTS[1] }];
  const deliveries = Object.fromEntries(
    targets.map(({ id }) => [`webhook:${id}`, queuedDelivery(`webhook:${id}`, START)]),
  );
  const messages = Array.from({ length: 6 }, (_, i) =>
    buildMessage({ id: buildTrigger().id.replace(/@\d{2}/, `@${10 + i}`), deliveries }),
  );
  const set = setUp(messages);
  for (const { id, host } of targets) {
    set.held.webhooks.set(`${ADA} ${id}`, buildWebhook({ id, url: `https://${host}/${id}` }));
    for (const { id: messageId } of messages) {
      await set.deps.calls.add({ person: ADA, webhookId: id }, { messageId, firedAt: START, dueAt: START });
    }
  }
  const wakeUps = targets.map(({ id }) => ({ wake: ADA, webhook: id, at: START }));
  return { ...set, wakeUps, messages, targets };
}

it('a webhook gets four calls at once and a host eight, by however many webhooks; another host is not kept waiting', async () => {
  const { deps, world, giveRaw, wakeUps, messages, targets } = await setUpCrowd();
  const [underWay, most] = [new Map<string, number>(), new Map<string, number>()];
  const count = (key: string, by: number) => {
    underWay.set(key, (underWay.get(key) ?? 0) + by);
    most.set(key, Math.max(most.get(key) ?? 0, underWay.get(key) ?? 0));
  };
  let others = 0;
  deps.caller.call = async (call) => {
    world.calls.push(call);
    const { host } = new URL(call.url);
    if (host === HOSTS[1]) others = Math.max(others, world.calls.length);
    for (const key of [host, call.url]) count(key, 1);
    for (let it = 0; it < 3; it += 1) await turn();
    for (const key of [host, call.url]) count(key, -1);
    return answered(204);
  };
  expect(await giveRaw(...wakeUps)).toEqual({ batchItemFailures: [] });
  expect(world.calls).toHaveLength(messages.length * targets.length);
  expect(HOSTS.map((host) => most.get(host))).toEqual([8, 4]);
  for (const { id, host } of targets) expect(most.get(`https://${host}/${id}`)).toBeLessThanOrEqual(4);
  // the six of the other host are not behind the thirty of the first
  expect(others).toBeLessThan(30);
  expect(world.queued).toEqual([]);
});

it('a job begins calls for a second, and its first call also later; what is left gets another job each, at once', async () => {
  const { deps, world, giveRaw, wakeUps, targets } = await setUpCrowd();
  deps.caller.call = async (call) => {
    world.calls.push(call);
    await turn();
    world.now = START + BEGINS_FOR_MS;
    return answered(204);
  };
  await giveRaw(...wakeUps);
  expect(world.calls.length).toBeLessThan(20);
  expect(new Set(world.calls.map(({ url }) => url)).size).toBe(targets.length);
  expect(world.queued.map(({ delayMs }) => delayMs)).toEqual(targets.map(() => 0));
});

it('a person with one message is called at a busy host as soon as a place is free', async () => {
  const { deps, world, giveRaw, wakeUps, messages, held } = await setUpCrowd();
  const bobs = buildMessage({
    ...messages[0],
    id: `${BOB}s@1`,
    owner: BOB,
    deliveries: { 'webhook:d1': queuedDelivery('webhook:d1', START) },
  });
  await deps.deliveryLog.add(bobs);
  held.webhooks.set(`${BOB} d1`, buildWebhook({ id: 'd1', url: `https://${HOSTS[0]}/d1` }));
  await deps.calls.add({ person: BOB, webhookId: 'd1' }, { messageId: bobs.id, firedAt: START, dueAt: START });
  const called: string[] = [];
  deps.caller.call = async (call) => {
    world.calls.push(call);
    called.push(call.url);
    await turn();
    return answered(204);
  };
  await giveRaw(...wakeUps, { wake: BOB, webhook: 'd1', at: START });
  expect(called).toHaveLength(37);
  const shared = called.filter((url) => new URL(url).host === HOSTS[0]);
  // behind the eight that began before, and one of those that waited
  expect(shared.indexOf(`https://${HOSTS[0]}/d1`)).toBeLessThanOrEqual(9);
});
