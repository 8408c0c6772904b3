import { ChaosWorld } from './chaos-world.ts';
import { drawnMarket } from './draw-market.ts';
import { happen, type TimedFault } from './fault.ts';
import { judgeRun, type RunResult } from './judge-run.ts';

/** Before the first fault nothing happens for this long, so that every run begins without a problem. */
export const BEFORE_MS = 4_000;
/** Longer than the longest pause: the one after a firewall's refusal is five minutes. */
const MAX_RECOVERY_S = 600;
const AFTER_S = 4;

export interface ChaosPlan {
  readonly seed: number;
  readonly clockErrorMs: number;
  /** virtual time from the first fault on */
  readonly forMs: number;
  readonly faults: readonly TimedFault[];
  /** Watermarks are compared with the truth even for a coin whose stream is silent. */
  readonly isStrict?: boolean;
}

export interface Outcome extends RunResult {
  /** ms from the end of the last fault until every trade older than a second was published */
  readonly recoveredMs: number;
  /** ms: each time that a trade was not published within a second, until all were */
  readonly recoveries: readonly number[];
  readonly world: ChaosWorld;
}

/** One run: it begins without a problem, goes through its faults, and recovers. Returns what it published. */
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
    await recover(world);
    await world.end();
    return {
      ...(await judgeRun(world, market, plan.isStrict ? [] : silencedIn(plan))),
      recoveredMs,
      recoveries: world.recoveries,
      world,
    };
  } finally {
    await world.close();
  }
}

/** Trading ends. On new sockets no stream is silent any more, and every trade must be published. */
async function recover(world: ChaosWorld): Promise<void> {
  world.tradeEach();
  world.isTrading = false;
  await happen(world, { kind: 'cut' });
  await world.until(() => world.hasPublishedAll, MAX_RECOVERY_S);
  await world.pass(AFTER_S); // watermarks reach the last trades
}

function silencedIn({ faults }: ChaosPlan): string[] {
  return faults.flatMap((fault) => (fault.kind === 'silent' || fault.kind === 'forget' ? [fault.symbol] : []));
}
