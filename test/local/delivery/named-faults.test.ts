import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type RunningEngines, runEngines } from '../run-engines.ts';
import { type DeliveryEngines, prepareEngines } from './world/delivery-engines.ts';
import { DeliveryWorld, type WorldPlan } from './world/delivery-world.ts';
import { CALL_FAULTS, type CallFault } from './world/fault.ts';
import { judgeWorld } from './world/judge-world.ts';

/** What telling one trigger by mail calls, in this order, and where the first invocation of a function can be hit. */
const DISPATCH_STEPS = ['PutCommand: the row of the ledger', 'SendMessageCommand: the order'];
const DELIVER_STEPS = [
  'GetCommand: the row is read',
  'PutCommand: the message is put among the waiting ones',
  'QueryCommand: those are read',
  'GetCommand: the person is read',
  'GetCommand: the lane is read',
  'UpdateCommand: the lane is taken',
  'GetCommand: the delivery is read',
  'UpdateCommand: the delivery is claimed',
  'PutCommand: the mail is noted',
  'SendRawEmailCommand: the mail is sent',
  'GetCommand: the claim is read',
  'UpdateCommand: what became of it is recorded',
  'DeleteCommand: it is dropped from the waiting ones',
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

/** One trigger, and two more while the first is being told. */
async function ringThrice(plan: Partial<WorldPlan> = {}): Promise<DeliveryWorld> {
  const world = new DeliveryWorld(engines, plan);
  const ada = await world.addPerson();
  world.ring(ada);
  await world.time.pass(world.time.now + 1_500);
  world.ring(ada);
  world.ring(ada);
  await world.time.pass(world.time.now + HOUR_MS);
  return world;
}

function hitting(by: string, place: number, fault: CallFault): WorldPlan['faultOf'] {
  return (call) => (call.by === by && call.invocation === 0 && call.place === place ? fault : null);
}

test('without faults one trigger takes these steps, its mail leaves at once, and the two that follow share the next', async () => {
  const world = await ringThrice();
  const steps = (by: string) =>
    world.calls.made.filter((call) => call.by === by && call.invocation === 0).map(({ command }) => command);
  const commandsOf = (named: readonly string[]) => named.map((step) => step.split(':')[0]);
  expect(steps('dispatch-triggers')).toEqual(commandsOf(DISPATCH_STEPS));
  expect(steps('deliver-triggers')).toEqual(commandsOf(DELIVER_STEPS));
  expect(steps('record-mail-events')).toEqual(commandsOf(EVENT_STEPS));
  const judgement = await judgeWorld(world);
  expect(judgement).toEqual({ faults: [], mails: 2, repeats: 0, states: { delivered: 3 } });
  const [first, second] = world.ses.accepted;
  expect((first?.at ?? 0) - (world.causes[0]?.at ?? 0)).toBeLessThan(1_000);
  expect((second?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThan(4_900);
  expect(world.mails.dead).toEqual([]);
});

describe.each(CALL_FAULTS)('a call is %s, and three triggers are told all the same', (fault) => {
  test.each([
    ...DISPATCH_STEPS.map((step, place) => ({ by: 'dispatch-triggers', step, place })),
    ...DELIVER_STEPS.map((step, place) => ({ by: 'deliver-triggers', step, place })),
    ...EVENT_STEPS.map((step, place) => ({ by: 'record-mail-events', step, place })),
  ])('$by, $step', async ({ by, place }) => {
    const world = await ringThrice({ faultOf: hitting(by, place, fault) });
    const judgement = await judgeWorld(world);
    expect(judgement.faults).toEqual([]);
    // events come: whatever happens, nothing is told twice
    expect(judgement.repeats).toBe(0);
    expect(judgement.states).toEqual({ delivered: 3 });
    expect([...world.calls.tally.values()]).toEqual([1]);
  });
});
