import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RunningEngines, runEngines } from '../run-engines.ts';
import { type DeliveryEngines, prepareEngines } from './world/delivery-engines.ts';
import { DeliveryWorld, START_MS, type WorldPlan } from './world/delivery-world.ts';
import { CALL_FAULTS } from './world/fault.ts';
import { judgeWorld } from './world/judge-world.ts';
import { memoryEngines } from './world/memory-engines.ts';
import { NoisyAlert } from './world/noisy-alert.ts';

const MINUTE_MS = 60_000;
const LIMIT = 10;

let running: RunningEngines;
let engines: DeliveryEngines;
beforeAll(async () => {
  running = await runEngines();
  engines = await prepareEngines(running.clients, running.endpoints.mail);
});
afterAll(() => running.stop());

/**
 * An alert fires 14 times in 14 s; then, if the person ends the mute, 12 times more; and 3 times in the next hour. Beside it fire
 * another alert of the same person and one of somebody else. A world begins at noon.
 */
async function live(used: DeliveryEngines, endsMute: boolean, plan: Partial<WorldPlan> = {}): Promise<DeliveryWorld> {
  const world = new DeliveryWorld(used, { ...plan, maxFiresPerHour: LIMIT });
  const [ada, bob] = [await world.addPerson(), await world.addPerson()];
  const noisy = new NoisyAlert(world, ada, LIMIT);
  const fire = async (count: number) => {
    for (let it = 0; it < count; it += 1) {
      noisy.fire();
      await world.time.pass(world.time.now + 1_000);
    }
  };
  await fire(14);
  world.fireAlert(ada);
  world.fireAlert(bob);
  await world.time.pass(START_MS + 30 * MINUTE_MS);
  if (endsMute) {
    await noisy.endMute();
    await fire(12);
  }
  await world.time.pass(START_MS + 61 * MINUTE_MS);
  await fire(3);
  await world.time.pass(START_MS + 180 * MINUTE_MS);
  return world;
}

test('past its fires an hour an alert is recorded and not sent, with one notice; others, and the next hour, are as ever', async () => {
  const judgement = await judgeWorld(await live(engines, false));
  // ten, three in the next hour, the notice, and the two others
  expect(judgement).toMatchObject({ problems: [], repeats: 0, states: { delivered: 16, suppressed: 4 } });
});

test('once the person has ended the mute its fires are sent, up to the next mute, which has a notice of its own', async () => {
  const judgement = await judgeWorld(await live(engines, true));
  expect(judgement).toMatchObject({ problems: [], repeats: 0, states: { delivered: 27, suppressed: 6 } });
});

test.each([1, 2, 3, 4, 5, 6, 7, 8])(
  'calls fail and functions are killed (%i), batches come twice and in reverse: the same fires are sent, and the same notices',
  async (seed) => {
    let calls = 0;
    const faultOf: WorldPlan['faultOf'] = () => {
      calls += 1;
      return calls % 9 === seed ? (CALL_FAULTS[calls % CALL_FAULTS.length] ?? null) : null;
    };
    const world = await live(memoryEngines(), true, { seed, doubled: 0.5, faultOf });
    const judgement = await judgeWorld(world);
    expect(judgement.problems).toEqual([]);
    expect(judgement.states).toEqual({ delivered: 27, suppressed: 6 });
    expect(world.calls.tally.size).toBeGreaterThan(0);
  },
);
