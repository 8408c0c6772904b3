import { ChaosWorld } from './chaos-world.ts';
import { drawnMarket } from './draw-market.ts';
import { happen, type TimedFault } from './fault.ts';
import { judgeRun, type RunResult } from './judge-run.ts';

/** The time for which nothing happens before the first fault, so that all is well at first. */
export const BEFORE_MS = 4_000;
/** Past the longest pauses: the firewall's is five minutes. */
const MAX_RECOVERY_S = 600;
const AFTER_S = 4;

export interface ChaosPlan {
  readonly seed: number;
  readonly clockErrorMs: number;
  /** virtual time from the first fault on */
  readonly forMs: number;
  readonly faults: readonly TimedFault[];
  /** Marks are held against the truth even of a coin that is mute. */
  readonly isStrict?: boolean;
}

export interface Outcome extends RunResult {
  /** ms from the end of the last fault until every trade older than a second was told */
  readonly recoveredMs: number;
  /** ms: of each time that a trade was not told within a second, until all were */
  readonly recoveries: readonly number[];
  readonly world: ChaosWorld;
}

/** One run from a good beginning through its faults to where all is well again, and what it left. */
export async function runPlan(plan: ChaosPlan, market = drawnMarket(plan.seed)): Promise<Outcome> {
  const world = new ChaosWorld(plan.seed, market);
  try {
    await world.begin(plan.clockErrorMs);
    await world.pass(BEFORE_MS / 1_000);
    const over = Promise.all(plan.faults.map((fault) => world.time.sleep(fault.atMs).then(() => happen(world, fault))));
    await world.finish(
      over.then(() => undefined),
      plan.forMs / 1_000 + 600,
    );
    const recoveredMs = await world.until(() => world.hasCaughtUp, MAX_RECOVERY_S);
    await world.pass(AFTER_S);
    await endWell(world);
    await world.end();
    return {
      ...(await judgeRun(world, market, plan.isStrict ? [] : mutedIn(plan))),
      recoveredMs,
      recoveries: world.recoveries,
      world,
    };
  } finally {
    await world.close();
  }
}

/** Trades end; on new sockets whatever is still mute is well again, and all there is must be told. */
async function endWell(world: ChaosWorld): Promise<void> {
  world.tradeEach();
  world.isTrading = false;
  await happen(world, { kind: 'cut' });
  await world.until(() => world.hasToldAll, MAX_RECOVERY_S);
  await world.pass(AFTER_S); // marks reach the last trades
}

function mutedIn({ faults }: ChaosPlan): string[] {
  return faults.flatMap((fault) => (fault.kind === 'mute' || fault.kind === 'forget' ? [fault.symbol] : []));
}
