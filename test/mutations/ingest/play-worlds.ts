import { runPlan } from '../../local/ingest-task/chaos/chaos-run.ts';
import { drawPlan, drawRestarts } from '../../local/ingest-task/chaos/draw-plan.ts';
import type { Shown } from '../run-worlds-mutation.ts';

/** Restarts over minute boundaries, and now and then whatever else goes wrong, of the seeds from `seed` on. */
export async function worldsToFault(seed: number, runs: number): Promise<Shown | null> {
  for (let took = 1; took <= runs; took += 1) {
    const draw = took % 3 === 0 ? drawPlan : drawRestarts;
    const [fault] = await runPlan(draw(seed + took)).then(
      ({ faults }) => faults,
      (error: unknown) => [error instanceof Error ? error.message : String(error)],
    );
    if (fault !== undefined) return { took, fault };
  }
  return null;
}
