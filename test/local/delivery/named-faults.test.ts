import { PutCommand } from '@aws-sdk/lib-dynamodb';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createMailThrottleTable } from '../../../adapters/dynamodb/messages/mail-throttle-table.ts';
import { type RunningEngines, runEngines } from '../run-engines.ts';
import { type DeliveryEngines, prepareEngines } from './world/delivery-engines.ts';
import { DeliveryWorld, type PersonInWorld, START_MS, type WorldPlan } from './world/delivery-world.ts';
import { planArbitrary, playPlan } from './world/draw-plan.ts';
import { CALL_FAULTS, type CallFault, type Outage } from './world/fault.ts';
import { judgeWorld } from './world/judge-world.ts';
import { memoryEngines } from './world/memory-engines.ts';

/** The calls that mailing one trigger makes, in this order. A fault can hit each call of a function's first invocation. */
const DISPATCH_STEPS = [
  'PutCommand: the message is added to the delivery log',
  'PutCommand: the message is added to the waiting ones',
  'GetCommand: the person is read',
  'GetCommand: the throttle is read',
  'SendMessageCommand: the wake-up is sent',
  'UpdateCommand: the wake-up is recorded',
];
const DELIVER_STEPS = [
  'UpdateCommand: the wake-up has come',
  'QueryCommand: the waiting messages are read',
  'GetCommand: the person is read',
  'GetCommand: the throttle is read',
  'UpdateCommand: the turn is reserved',
  'GetCommand: the delivery is read',
  'UpdateCommand: the delivery is claimed',
  'PutCommand: the mail is logged',
  'SendRawEmailCommand: the mail is sent',
  'GetCommand: the claim is read',
  'UpdateCommand: the outcome is recorded',
  'DeleteCommand: the message is removed from the waiting ones',
];
const EVENT_STEPS = ['GetCommand: the mail is read', 'GetCommand: the delivery is read'];
const HOUR_MS = 3_600_000;

let running: RunningEngines;
let engines: DeliveryEngines;
beforeAll(async () => {
  running = await runEngines();
  engines = await prepareEngines(running.clients, running.endpoints.mail);
});
afterAll(() => running.stop());

/** One trigger, and another one while the first is being sent. */
async function fireTwice(used: DeliveryEngines, plan: Partial<WorldPlan> = {}): Promise<DeliveryWorld> {
  const world = new DeliveryWorld(used, plan);
  const ada = await world.addPerson();
  world.fireAlert(ada);
  await world.time.pass(world.time.now + 1_500);
  world.fireAlert(ada);
  await world.time.pass(world.time.now + HOUR_MS);
  return world;
}

/** The kinds of faults that run on the real engines; the others run in memory, to save time. */
const ON_ENGINES: readonly CallFault[] =
  process.env.PRICEBELL_ENGINES === 'real' ? CALL_FAULTS : ['unanswered', 'killed-after'];

function hitting(by: string, place: number, fault: CallFault): WorldPlan['faultOf'] {
  return (call) => (call.by === by && call.invocation === 0 && call.place === place ? fault : null);
}

test('without faults one trigger takes these steps, its mail leaves at once, and the next one follows after the pause', async () => {
  const world = await fireTwice(engines);
  const steps = (by: string) =>
    world.calls.made.filter((call) => call.by === by && call.invocation === 0).map(({ command }) => command);
  const commandsOf = (named: readonly string[]) => named.map((step) => step.split(':')[0]);
  expect(steps('dispatch-messages')).toEqual(commandsOf(DISPATCH_STEPS));
  expect(steps('send-mails')).toEqual(commandsOf(DELIVER_STEPS));
  expect(steps('record-mail-events')).toEqual(commandsOf(EVENT_STEPS));
  const judgement = await judgeWorld(world);
  expect(judgement).toEqual({ problems: [], mails: 2, repeats: 0, states: { delivered: 2 } });
  const [first, second] = world.ses.accepted;
  expect((first?.at ?? 0) - (world.causes[0]?.at ?? 0)).toBeLessThan(1_000);
  expect((second?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThan(4_900);
  expect(world.mails.dead).toEqual([]);
});

describe.concurrent.each(CALL_FAULTS)('a call is %s, and every message is sent all the same', (fault) => {
  test.each([
    ...DISPATCH_STEPS.map((step, place) => ({ by: 'dispatch-messages', step, place })),
    ...DELIVER_STEPS.map((step, place) => ({ by: 'send-mails', step, place })),
    ...EVENT_STEPS.map((step, place) => ({ by: 'record-mail-events', step, place })),
  ])('$by, $step', async ({ by, place }) => {
    const used = ON_ENGINES.includes(fault) ? engines : memoryEngines();
    const world = await fireTwice(used, { faultOf: hitting(by, place, fault) });
    const judgement = await judgeWorld(world);
    expect(judgement.problems).toEqual([]);
    // SES events arrive, so nothing is sent twice
    expect(judgement.repeats).toBe(0);
    expect(judgement.states).toEqual({ delivered: 2 });
    expect([...world.calls.tally.values()]).toEqual([1]);
  });
});

/** Each person's alert fires `count` times, every `everyMs`. */
async function fireAll(world: DeliveryWorld, count: number, everyMs: number): Promise<void> {
  for (let round = 0; round < count; round += 1) {
    for (const person of world.persons) world.fireAlert(person);
    await world.time.pass(world.time.now + everyMs);
  }
}

const since = (ms: number) => START_MS + ms;
const MINUTE_MS = 60_000;

describe.concurrent('an outage', () => {
  test.each<[string, Outage, number]>([
    ['SES throttles for a minute', { engine: 'mail', says: 'rate', from: START_MS, to: since(MINUTE_MS) }, 6],
    [
      'the daily quota is used up for an hour',
      { engine: 'mail', says: 'quota', from: START_MS, to: since(HOUR_MS) },
      80,
    ],
    [
      'SES can not be reached for ten minutes',
      { engine: 'mail', says: 'unreachable', from: START_MS, to: since(10 * MINUTE_MS) },
      25,
    ],
    ['the tables are down for five minutes', { engine: 'table', from: since(1_000), to: since(5 * MINUTE_MS) }, 15],
    ['the queue is down for five minutes', { engine: 'queue', from: START_MS, to: since(5 * MINUTE_MS) }, 15],
  ])('%s: after it each trigger is sent, once', async (_, outage, withinMinutes) => {
    const world = new DeliveryWorld(engines, { outages: [outage] });
    for (let number = 0; number < 3; number += 1) await world.addPerson();
    await fireAll(world, 2, 10_000);
    await world.time.pass(since(withinMinutes * MINUTE_MS));
    expect(await judgeWorld(world)).toMatchObject({ problems: [], repeats: 0, states: { delivered: 6 } });
    expect([world.mails.dead, world.quarantine]).toEqual([[], []]);
  });

  test('SES accepts mails for a minute without answering: events settle them, and nothing is sent twice', async () => {
    const broken = { engine: 'mail', says: 'broken', from: START_MS, to: since(MINUTE_MS) } as const;
    const world = new DeliveryWorld(engines, { outages: [broken] });
    for (let number = 0; number < 3; number += 1) await world.addPerson();
    await fireAll(world, 2, 10_000);
    await world.time.pass(since(HOUR_MS));
    expect(await judgeWorld(world)).toMatchObject({ problems: [], repeats: 0, states: { delivered: 6 } });
  });

  test('and when every event is lost too, each is sent a second time, and says so', async () => {
    const broken = { engine: 'mail', says: 'broken', from: START_MS, to: since(MINUTE_MS) } as const;
    const world = new DeliveryWorld(engines, { outages: [broken], events: { lost: 1, doubled: 0, lateMs: 0 } });
    await world.addPerson();
    await fireAll(world, 1, 0);
    await world.time.pass(since(HOUR_MS));
    expect(await judgeWorld(world)).toMatchObject({ problems: [], mails: 2, repeats: 1, states: { sent: 1 } });
  });
});

test.concurrent('a trigger that fires before the sender is verified is mailed once it is, hours later, and once', async () => {
  const verifiedAt = since(47 * HOUR_MS);
  const unverified = { engine: 'mail', says: 'unverified', from: START_MS, to: verifiedAt } as const;
  const world = new DeliveryWorld(engines, { outages: [unverified] });
  const ada = await world.addPerson();
  const throttles = createMailThrottleTable(engines.documents, engines.peopleTable);
  const { messageId } = world.fireAlert(ada);
  await world.time.pass(since(HOUR_MS));
  const detail = expect.stringContaining('no mail can leave from bell@pricebell.dev yet');
  expect(await throttles.readDelay(ada.id)).toEqual({ since: expect.any(Number), detail });
  expect((await world.deliveryLog.read(messageId))?.deliveries.email).toMatchObject({ state: 'queued', detail });
  await world.time.pass(verifiedAt + 20 * MINUTE_MS);
  expect(await judgeWorld(world)).toMatchObject({ problems: [], mails: 1, repeats: 0, states: { delivered: 1 } });
  expect(world.ses.accepted[0]?.at).toBeLessThanOrEqual(verifiedAt + 16 * MINUTE_MS);
  expect(await throttles.readDelay(ada.id)).toBeNull();
  // four a hour, not one a minute
  expect(world.calls.tally.get('mail unverified')).toBeLessThan(47 * 4 + 12);
  expect(world.mails.dead).toEqual([]);
});

describe.concurrent('jobs, batches and events that come twice, late or in any order', () => {
  test('jobs, batches of the stream and events come twice: each trigger is sent once', async () => {
    const events = { lost: 0, doubled: 1, lateMs: 60_000 };
    const world = new DeliveryWorld(engines, { doubled: 1, events, seed: 3 });
    for (let number = 0; number < 2; number += 1) await world.addPerson();
    await fireAll(world, 5, 3_000);
    await world.time.pass(since(HOUR_MS));
    expect(await judgeWorld(world)).toMatchObject({ problems: [], repeats: 0, states: { delivered: 10 } });
  });

  test.each([11, 12, 13, 14])(
    'two senders with one job at once, their calls interleaved (%i): one mail',
    async (seed) => {
      const world = new DeliveryWorld(engines, { seed });
      const cause = world.fireAlert(await world.addPerson());
      world.time.after(400, () => {
        const job = JSON.stringify({ messageId: cause.messageId, channel: 'email' });
        world.mails.send(job, 0);
        world.mails.send(job, 0);
      });
      await world.time.pass(since(HOUR_MS));
      expect(await judgeWorld(world)).toMatchObject({ problems: [], mails: 1, states: { delivered: 1 } });
    },
  );

  test('jobs that can not be read end among the dead letters, and hold up no other', async () => {
    const world = new DeliveryWorld(engines);
    await world.addPerson();
    const poison = ['no JSON', '{}', '{"messageId":"BTCUSDT-0-X@1","channel":"email"}', '{"wake":""}'];
    for (const body of poison) world.mails.send(body, 0);
    await fireAll(world, 2, 1_000);
    await world.time.pass(since(2 * HOUR_MS));
    expect(await judgeWorld(world)).toMatchObject({ problems: [], states: { delivered: 2 } });
    expect(world.mails.dead.toSorted()).toEqual(poison.toSorted());
  });

  test('a row that can not be read holds up no other message of its person', async () => {
    const world = new DeliveryWorld(engines);
    const ada = await world.addPerson();
    const unreadable = world.fireAlert(ada);
    await world.time.pass(world.time.now + 300);
    const [alertId, position] = unreadable.messageId.split('@');
    const Item = { alertId, position, note: 7 };
    await engines.documents.send(new PutCommand({ TableName: engines.triggersTable, Item }));
    world.causes.shift();
    await fireAll(world, 1, 1_000);
    await world.time.pass(since(20 * MINUTE_MS));
    const { states } = await judgeWorld(world);
    expect(states).toEqual({ delivered: 1 });
    expect(world.quarantine.map((body) => JSON.parse(body).record)).toEqual([unreadable.messageId]);
  });
});

describe.concurrent('the settings of a person', () => {
  test('the first trigger leaves at once, and a burst of forty comes in a few mails', async () => {
    const world = new DeliveryWorld(engines);
    const [ada, bob] = [await world.addPerson(), await world.addPerson()];
    await fireBurst(world, ada, 40);
    const quiet = world.fireAlert(bob);
    await world.time.pass(since(HOUR_MS));
    const judgement = await judgeWorld(world);
    expect(judgement).toMatchObject({ problems: [], repeats: 0, states: { delivered: 41 } });
    expect(judgement.mails).toBeLessThan(8);
    const mailTo = (address: string) => world.ses.accepted.find((mail) => mail.address === address)?.at ?? 0;
    expect(mailTo(ada.address) - START_MS).toBeLessThan(1_000);
    expect(mailTo(bob.address) - quiet.at).toBeLessThan(10_000);
  });

  test('quiet hours hold all messages back until their end; then one mail has them all', async () => {
    const world = new DeliveryWorld(engines);
    await world.addPerson({ timeZone: 'Asia/Kolkata', quietHours: { from: '17:00', to: '18:00' } });
    await fireAll(world, 3, MINUTE_MS);
    await world.time.pass(since(HOUR_MS));
    // 18:00 in Calcutta is 12:30 in UTC
    expect(await judgeWorld(world)).toMatchObject({ problems: [], mails: 1, states: { delivered: 3 } });
    expect((world.ses.accepted[0]?.at ?? 0) - since(30 * MINUTE_MS)).toBeLessThan(2_000);
  });

  test('a person who unsubscribes in the middle of a burst gets no further mail', async () => {
    const world = new DeliveryWorld(engines);
    const ada = await world.addPerson();
    await fireAll(world, 3, 1_000);
    await world.unsubscribe(ada);
    await fireAll(world, 3, 1_000);
    await world.time.pass(since(HOUR_MS));
    expect(await judgeWorld(world)).toMatchObject({ problems: [], mails: 1, states: { delivered: 1, suppressed: 5 } });
  });

  test('an address that does not exist gets one mail', async () => {
    const world = new DeliveryWorld(engines);
    const ada = await world.addPerson();
    world.ses.bouncing.add(ada.address);
    await fireAll(world, 1, 20_000);
    await fireAll(world, 2, 1_000);
    await world.time.pass(since(HOUR_MS));
    expect(await judgeWorld(world)).toMatchObject({ problems: [], mails: 1, states: { bounced: 1, suppressed: 2 } });
  });
});

async function fireBurst(world: DeliveryWorld, person: PersonInWorld, count: number): Promise<void> {
  for (let it = 0; it < count; it += 1) {
    world.fireAlert(person);
    await world.time.pass(world.time.now + 200);
  }
}

test.concurrent.each([1, 2])('a world with random faults (%i), as those that run in memory', async (seed) => {
  const [plan] = fc.sample(planArbitrary, { seed, numRuns: 1 });
  if (!plan) throw new Error('no plan was drawn');
  expect((await playPlan(engines, plan)).problems).toEqual([]);
});
