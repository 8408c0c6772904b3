import * as fc from 'fast-check';
import { planArbitrary, playPlan } from '../../local/delivery/world/draw-plan.ts';
import { memoryEngines } from '../../local/delivery/world/memory-engines.ts';

/** How many worlds ran until one had a problem, and that problem; null when none had one. */
export async function worldsToFault(seed: number, runs: number): Promise<{ took: number; fault: string } | null> {
  const plans = fc.sample(planArbitrary, { seed, numRuns: runs });
  for (const [index, plan] of plans.entries()) {
    const { problems } = await playPlan(memoryEngines(), plan);
    const [fault] = problems;
    if (fault !== undefined) return { took: index + 1, fault };
  }
  return null;
}
