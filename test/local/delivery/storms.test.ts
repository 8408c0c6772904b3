import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { messageGroupOf } from '../../../adapters/queues/message-queue.ts';
import type { Settings } from '../../../domain/people/person.ts';
import { RandomNumbers } from '../../../local/simulator/market/random-numbers.ts';
import { type Cause, DeliveryWorld, type PersonInWorld, START_MS, type WorldPlan } from './world/delivery-world.ts';
import { judgeWorld } from './world/judge-world.ts';
import { memoryEngines } from './world/memory-engines.ts';
import type { ReceiverHabit } from './world/simulated-receivers.ts';

const RUNS = Number(process.env.PRICEBELL_STORMS ?? 4);
const MINUTE_MS = 60_000;
const END_MS = 30 * 60 * MINUTE_MS;
/** A message of a person who is quiet leaves within this time of its dispatch, whatever others do. */
const QUIET_MS = 6_000;
/** A fire waits for the stream, whose batches of ten are read four times a second, behind those of the others. */
const QUIET_EVERY_MS = 45_000;
/**
 * Of one channel, those that run included. A person's mails: two that run, and those sent between the arrival of a wake-up and its
 * reservation of the next mail's instant. A webhook: one that runs, one that follows it, one for a later attempt.
 */
const MOST_JOBS = 5;
/** Four by the job that runs, and four by one that it has overtaken. */
const MOST_CALLS_AT_ONCE = 8;
const FAILS_FOR_MS = 10 * MINUTE_MS;
const SETTINGS: readonly Partial<Settings>[] = [
  {},
  {},
  { digest: { every: 'hour' } },
  { quietHours: { from: '11:00', to: '12:30' } },
];
const HABITS = ['prompt', 'trickling', 'silent', 'failing'] as const satisfies readonly ReceiverHabit[];

const stormerArbitrary = fc.record({
  settings: fc.constantFrom(...SETTINGS),
  fires: fc.integer({ min: 100, max: 200 }),
  everyMs: fc.constantFrom(0, 20, 55),
  habits: fc.array(fc.constantFrom(...HABITS), { maxLength: 4 }),
  isOff: fc.integer({ min: 0, max: 4 }).map((die) => die === 0),
});
const stormArbitrary = fc.record({
  seed: fc.nat(),
  stormers: fc.array(stormerArbitrary, { minLength: 1, maxLength: 3 }),
  faultShare: fc.constantFrom(0, 0, 0.05),
});
type Storm = typeof stormArbitrary extends fc.Arbitrary<infer Drawn> ? Drawn : never;

/** Faults that hit the calls of those who storm, and end no invocation: that would be a fault of the others in it as well. */
function faultsOf({ seed, faultShare }: Storm, stormers: readonly PersonInWorld[]): WorldPlan['faultOf'] {
  const numbers = RandomNumbers.fromSeed(seed + 1);
  return ({ by, text }) => {
    if (by === 'dispatch-messages' || !stormers.some(({ id }) => text.includes(id))) return null;
    if (numbers.next() >= faultShare) return null;
    return (['unmade', 'unanswered', 'doubled'] as const)[Math.floor(numbers.next() * 3)] ?? null;
  };
}

async function playStorm(storm: Storm) {
  const stormers: PersonInWorld[] = [];
  const faultOf: WorldPlan['faultOf'] = (call) => faults(call);
  const faults = faultsOf(storm, stormers);
  const world = new DeliveryWorld(memoryEngines(), { seed: storm.seed, faultOf });
  for (const { settings, habits, isOff, fires, everyMs } of storm.stormers) {
    const person = await world.addPerson(settings, habits.length);
    for (const [index, { url }] of person.webhooks.entries()) {
      const habit = habits[index] ?? 'prompt';
      world.receivers.habits.set(url, habit);
      if (habit === 'failing') world.time.after(FAILS_FOR_MS, () => void world.receivers.habits.set(url, 'prompt'));
    }
    if (isOff) await world.unsubscribe(person);
    stormers.push(person);
    for (let fire = 0; fire < fires; fire += 1) world.time.after(fire * everyMs, () => void world.fireAlert(person));
  }
  const quiet: Cause[] = [];
  for (let number = 0; number < 2; number += 1) {
    const person = await world.addPerson({}, 1);
    for (const { url } of person.webhooks) world.receivers.habits.set(url, 'prompt');
    for (let fire = 0; fire < 4; fire += 1) {
      const at = number * 1_700 + 400 + fire * QUIET_EVERY_MS;
      world.time.after(at, () => void quiet.push(world.fireAlert(person)));
    }
  }
  await world.time.pass(START_MS + END_MS);
  return { world, stormers, quiet };
}

type Played = Awaited<ReturnType<typeof playStorm>>;

/** How long the slowest mail and the slowest call of a person who is quiet took after their dispatch, ms. */
async function slowestOf({ world, quiet }: Played): Promise<number> {
  const inbox = await world.engines.readInbox(world.startedAt);
  let slowest = 0;
  for (const { messageId, token, person } of quiet) {
    const row = await world.deliveryLog.read(messageId);
    const dispatchedAt = row && 'dispatchedAt' in row ? row.dispatchedAt : Number.NaN;
    const sesIds = inbox.filter(({ body }) => body.text.includes(token)).map((mail) => mail.messageId);
    const mailedAt = world.ses.accepted.find(({ sesId }) => sesIds.includes(sesId))?.at ?? Number.NaN;
    const [alertId = ''] = messageId.split('@');
    const calls = person.webhooks.map(
      ({ url }) =>
        world.receivers.read.find((it) => it.url === url && it.body.includes(`"${alertId}"`))?.at ?? Number.NaN,
    );
    slowest = Math.max(slowest, mailedAt - dispatchedAt, ...calls.map((at) => at - dispatchedAt));
  }
  return slowest;
}

/** What the storms cost: the bounds that hold while no fault repeats a job. */
function problemsOfCost({ world, stormers }: Played): string[] {
  const problems: string[] = [];
  for (const [what, most] of [...world.mails.mostInQueue, ...world.webhooks.mostInQueue]) {
    if (most > MOST_JOBS) problems.push(`${most} jobs at once: ${what}`);
  }
  for (const { id, address } of stormers) {
    const mails = world.ses.accepted.filter((mail) => mail.address === address).length;
    const jobs = world.mails.sentBy.get(messageGroupOf(id)) ?? 0;
    // a quarter of an hour each for those who wait longer; those of a person whose mail is off wait five seconds
    if (jobs > 2 * mails + 12) problems.push(`${jobs} jobs for ${mails} mails`);
  }
  for (const [url, most] of world.receivers.mostAtOnce) {
    if (most > MOST_CALLS_AT_ONCE) problems.push(`${most} calls at once: ${url}`);
  }
  return problems;
}

test(
  'while others storm, a quiet person is served within six seconds, nothing is lost or doubled, and each storm costs few jobs',
  async () => {
    const seed = process.env.CI ? 20_261_129 : Math.floor(Math.random() * 2 ** 30);
    for (const storm of fc.sample(stormArbitrary, { seed, numRuns: RUNS })) {
      const played = await playStorm(storm);
      const { problems } = await judgeWorld(played.world);
      const costs = storm.faultShare === 0 ? problemsOfCost(played) : [];
      const dead = [...played.world.mails.dead, ...played.world.webhooks.dead];
      const slowest = await slowestOf(played);
      if (process.env.PRICEBELL_STORMS !== undefined) console.log(reportOf(storm, played, slowest));
      expect({ storm, problems: [...problems, ...costs], dead, isServed: slowest <= QUIET_MS }).toEqual({
        storm,
        ...{ problems: [], dead: [], isServed: true },
      });
    }
  },
  RUNS * MINUTE_MS,
);

function reportOf({ stormers, faultShare }: Storm, { world }: Played, slowest: number): string {
  const fires = stormers.map(
    (one) => `${one.fires} fires every ${one.everyMs} ms to ${one.habits.join(', ') || 'mail'}`,
  );
  const most = Math.max(0, ...world.mails.mostInQueue.values(), ...world.webhooks.mostInQueue.values());
  const jobs = `${world.mails.sent} mail jobs for ${world.ses.accepted.length} mails, ${world.webhooks.sent} webhook jobs for ${world.receivers.read.length} calls, at most ${most} at once of a kind`;
  return `${fires.join('; ')} (faults ${faultShare}): ${jobs}; slowest ${slowest} ms`;
}
