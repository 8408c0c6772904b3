import * as fc from 'fast-check';
import type { Settings } from '../../../../domain/people/person.ts';
import { RandomNumbers } from '../../../../local/simulator/market/random-numbers.ts';
import type { DeliveryEngines } from './delivery-engines.ts';
import { DeliveryWorld, START_MS, type WorldPlan } from './delivery-world.ts';
import { CALL_FAULTS, type Outage } from './fault.ts';
import { type Judgement, judgeWorld } from './judge-world.ts';
import { NoisyAlert } from './noisy-alert.ts';

const MINUTE_MS = 60_000;
/** No faults after this: deliveries that are still under way must end. */
const FAULTS_UNTIL_MS = 20 * MINUTE_MS;
const END_MS = 8 * 60 * MINUTE_MS;

/** A world begins at noon, UTC. */
const SETTINGS: Readonly<Record<string, Partial<Settings>>> = {
  always: {},
  'quiet until half past one': { quietHours: { from: '11:00', to: '13:30' } },
  'quiet from ten past twelve, in Calcutta': {
    timeZone: 'Asia/Kolkata',
    quietHours: { from: '17:40', to: '18:30' },
  },
  hourly: { digest: { every: 'hour' } },
  daily: { digest: { every: 'day', at: '13:15' } },
};

const personArbitrary = fc.record({
  settings: fc.constantFrom(...['always', 'always', 'always'], ...Object.keys(SETTINGS)),
  hasWebhook: fc.boolean(),
  isBouncing: fc.integer({ min: 0, max: 9 }).map((die) => die === 0),
  /** when the person unsubscribes; null: never */
  offAtMs: fc.oneof({ weight: 5, arbitrary: fc.constant(null) }, fc.integer({ min: 0, max: 10 * MINUTE_MS })),
});

const causeArbitrary = fc.record({
  atMs: fc.integer({ min: 0, max: 10 * MINUTE_MS }),
  person: fc.nat(3),
  count: fc.oneof({ weight: 4, arbitrary: fc.constant(1) }, { weight: 2, arbitrary: fc.integer({ min: 2, max: 8 }) }),
  isExpiry: fc.boolean(),
});

/** Of the alert that fires too often; the others fire once. */
const MAX_FIRES_PER_HOUR = 5;
const early = fc.integer({ min: 0, max: 10 * MINUTE_MS });
const nextHour = fc.integer({ min: 60 * MINUTE_MS, max: 63 * MINUTE_MS });
const noisyArbitrary = fc.record({
  settings: fc.constantFrom(...Object.keys(SETTINGS)),
  fires: fc.oneof(
    fc.constant([]),
    fc.array(fc.oneof({ weight: 4, arbitrary: early }, { weight: 1, arbitrary: nextHour }), {
      minLength: 6,
      maxLength: 24,
    }),
  ),
  /** when the person ends the mute, if there is one by then */
  endsMuteAtMs: fc.array(fc.integer({ min: 0, max: 12 * MINUTE_MS }), { maxLength: 2 }),
});

const outageArbitrary = fc.oneof(
  fc.record({
    engine: fc.constantFrom('table' as const, 'queue' as const),
    fromMs: fc.integer({ min: 0, max: 10 * MINUTE_MS }),
    forMs: fc.integer({ min: 1_000, max: 5 * MINUTE_MS }),
  }),
  fc.record({
    engine: fc.constant('mail' as const),
    fromMs: fc.integer({ min: 0, max: 10 * MINUTE_MS }),
    forMs: fc.constantFrom(10_000, MINUTE_MS, 60 * MINUTE_MS),
    says: fc.constantFrom(
      'rate' as const,
      'quota' as const,
      'unverified' as const,
      'unreachable' as const,
      'broken' as const,
    ),
  }),
);

export const planArbitrary = fc.record({
  seed: fc.nat(),
  persons: fc.array(personArbitrary, { minLength: 4, maxLength: 4 }),
  causes: fc.array(causeArbitrary, { minLength: 8, maxLength: 20 }),
  outages: fc.array(outageArbitrary, { maxLength: 2 }),
  faultShare: fc.constantFrom(0, 0.01, 0.03, 0.1),
  events: fc.record({
    lost: fc.constantFrom(0, 0, 0.3, 1),
    doubled: fc.constantFrom(0, 0.3),
    lateMs: fc.constantFrom(0, 5_000, 5 * MINUTE_MS),
  }),
  doubled: fc.constantFrom(0, 0.1, 0.5),
  skewMs: fc.constantFrom(0, 50),
  poison: fc.nat(2),
  failing: fc.constantFrom(0, 0.1, 0.25),
  limitMs: fc.constantFrom(0, 0, 2_000, 10_000),
  noisy: noisyArbitrary,
});
export type Plan = typeof planArbitrary extends fc.Arbitrary<infer Drawn> ? Drawn : never;

export interface RunResult extends Judgement {
  readonly triggers: number;
  readonly survived: ReadonlyMap<string, number>;
}

/** Plays the plan to its end and judges it. */
export async function playPlan(engines: DeliveryEngines, plan: Plan): Promise<RunResult> {
  const world = new DeliveryWorld(engines, worldPlan(plan));
  await schedule(world, plan);
  await world.time.pass(START_MS + END_MS / 2);
  const isJob = (body: string) => !body.startsWith('poison');
  world.mails.redrive(isJob);
  world.webhooks.redrive(isJob);
  world.mailEvents.redrive(isJob);
  await world.time.pass(START_MS + END_MS);
  const judgement = await judgeWorld(world);
  const left = [...world.mails.dead, ...world.webhooks.dead, ...world.mailEvents.dead].filter(isJob);
  const problems = [
    ...judgement.problems,
    ...left.map((body) => `a dead letter: ${body}`),
    ...world.quarantine.map((body) => `quarantined: ${body}`),
  ];
  const errors = problems.length > 0 ? world.errors.slice(0, 12) : [];
  return {
    ...judgement,
    problems: [...problems, ...errors],
    triggers: world.causes.length,
    survived: world.calls.tally,
  };
}

function worldPlan({ seed, outages, faultShare, events, doubled, skewMs, failing, limitMs }: Plan): Partial<WorldPlan> {
  const numbers = RandomNumbers.fromSeed(seed + 1);
  const faultOf: WorldPlan['faultOf'] = ({ at }) => {
    if (at > START_MS + FAULTS_UNTIL_MS || numbers.next() >= faultShare) return null;
    return CALL_FAULTS[Math.floor(numbers.next() * CALL_FAULTS.length)] ?? null;
  };
  const timed = outages.map(
    ({ fromMs, forMs, ...outage }): Outage => ({ ...outage, from: START_MS + fromMs, to: START_MS + fromMs + forMs }),
  );
  const maxFiresPerHour = MAX_FIRES_PER_HOUR;
  return { seed, faultOf, outages: timed, events, doubled, skewMs, failing, limitMs, maxFiresPerHour };
}

async function schedule(world: DeliveryWorld, { persons, causes, poison, noisy }: Plan): Promise<void> {
  for (const { settings, hasWebhook, isBouncing, offAtMs } of persons) {
    const person = await world.addPerson(SETTINGS[settings], hasWebhook ? 1 : 0);
    if (isBouncing) world.ses.bouncing.add(person.address);
    if (offAtMs !== null) world.time.after(offAtMs, () => world.unsubscribe(person));
  }
  for (const { atMs, person, count, isExpiry } of causes) {
    world.time.after(atMs, () => {
      const owner = world.persons[person];
      if (!owner) return;
      for (let it = 0; it < count; it += 1) {
        if (isExpiry) world.expireAlert(owner);
        else world.fireAlert(owner);
      }
    });
  }
  for (let it = 0; it < poison; it += 1) world.mails.send(`poison ${it}`, 0);
  await scheduleNoisy(world, noisy);
}

async function scheduleNoisy(world: DeliveryWorld, { settings, fires, endsMuteAtMs }: Plan['noisy']): Promise<void> {
  const alert = new NoisyAlert(world, await world.addPerson(SETTINGS[settings]), MAX_FIRES_PER_HOUR);
  for (const atMs of fires) world.time.after(atMs, () => alert.fire());
  for (const atMs of endsMuteAtMs) world.time.after(atMs, () => alert.endMute());
}
