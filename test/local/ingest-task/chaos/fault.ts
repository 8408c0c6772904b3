import type { CallFault } from './chaos-stream.ts';
import type { ChaosTask } from './chaos-task.ts';
import type { ChaosWorld } from './chaos-world.ts';
import { drawBurst } from './draw-market.ts';
import { sendOddFrames } from './odd-frames.ts';

/**
 * What can go wrong. A fault with `forMs` lasts so long; the others last until the task does something about them.
 *
 * Sockets: `cut` without a close frame; `half-open`: nothing comes and nothing is read; `stall`: open, but no frame comes;
 * `odd-frames`: some frames of one coin that can't be true, each at a price that would fire every alert; `hold-back`: every
 * frame comes late; `silent`: no frame of one coin comes; `forget`: one subscription is lost; `disorder`: frames come doubled
 * and swapped; `shutdown`: announced, and cut ten seconds later; `closed`: no new socket is accepted.
 * REST: `rest` refuses calls; `short-pages`, `lag` and `slow`; `purge`: the sockets are cut, and the trades so far are gone.
 * The stream: `throttle` refuses a part of the records; `calls` fail.
 * The tables: `tables-down`: none answers; `candles-down`: the one of the candles does not.
 * The task: `kill` and `stop`, after which another one begins; `freeze`; `standby`: one more task begins.
 */
export type Fault =
  | { readonly kind: 'cut' | 'half-open' | 'stall' | 'shutdown' | 'standby' }
  | { readonly kind: 'hold-back' | 'tables-down' | 'candles-down'; readonly forMs: number }
  | { readonly kind: 'silent'; readonly symbol: string; readonly until: 'subscribed-again' | 'reconnected' }
  | { readonly kind: 'forget' | 'purge' | 'odd-frames'; readonly symbol: string }
  | { readonly kind: 'disorder'; readonly doubled: number; readonly swapped: number; readonly forMs: number }
  | { readonly kind: 'burst'; readonly symbol: string; readonly count: number }
  | { readonly kind: 'closed'; readonly status: number; readonly forMs: number }
  | { readonly kind: 'rest'; readonly status: number; readonly count: number; readonly retryAfterSeconds?: number }
  | { readonly kind: 'short-pages'; readonly pageSize: number; readonly forMs: number }
  | { readonly kind: 'lag'; readonly lagMs: number; readonly forMs: number }
  | { readonly kind: 'slow'; readonly latencyMs: number; readonly forMs: number }
  | { readonly kind: 'throttle'; readonly share: number; readonly forMs: number }
  | { readonly kind: 'calls'; readonly faults: readonly CallFault[] }
  | { readonly kind: 'kill' | 'stop'; readonly successorAfterMs: number }
  | { readonly kind: 'freeze'; readonly forMs: number; readonly timersFirst: boolean };

export type TimedFault = Fault & { readonly atMs: number };

const SHUTDOWN_AFTER_MS = 10_000;
const LATENCY_MS = 60;
const CHECK_MS = 100;

/** Makes the fault happen; resolves when it is over, if it lasts. */
export async function happen(world: ChaosWorld, fault: Fault): Promise<void> {
  const { market, stream, tables, time } = world;
  const servers = world.alive().map(({ server }) => server);
  const connections = servers.flatMap((server) => [...server.connections()]);
  const awake = connections.filter(({ health }) => health === 'well');
  switch (fault.kind) {
    case 'cut':
      for (const connection of connections) connection.cut();
      return;
    case 'half-open':
      for (const connection of awake) connection.become('half-open');
      return;
    case 'stall':
      for (const connection of awake) connection.become('stalled');
      return;
    case 'hold-back': {
      for (const connection of awake) connection.become('held-back');
      await time.sleep(fault.forMs);
      for (const connection of awake) if (connection.health === 'held-back') connection.become('well');
      return;
    }
    case 'silent':
      for (const connection of connections) connection.silence(streamOf(fault.symbol), fault.until);
      return;
    case 'forget':
      for (const connection of connections) connection.forget(streamOf(fault.symbol));
      return;
    case 'odd-frames':
      sendOddFrames(world, fault.symbol);
      return;
    case 'disorder': {
      const random = () => world.random.next();
      for (const server of servers) server.disturb({ doubled: fault.doubled, swapped: fault.swapped, random });
      await time.sleep(fault.forMs);
      for (const server of servers) server.disturb(null);
      return;
    }
    case 'burst':
      drawBurst(world, fault.symbol, fault.count);
      return;
    case 'shutdown':
      for (const server of servers) server.announceShutdown();
      await time.sleep(SHUTDOWN_AFTER_MS);
      for (const connection of connections) connection.cut();
      return;
    case 'closed':
      for (const server of servers) server.refuseUpgrades(fault.status);
      await time.sleep(fault.forMs);
      for (const server of servers) server.refuseUpgrades(null);
      return;
    case 'rest':
      for (const server of servers) server.failRest(fault);
      return;
    case 'short-pages':
      market.pageSize = fault.pageSize;
      await time.sleep(fault.forMs);
      market.pageSize = Number.POSITIVE_INFINITY;
      return;
    case 'lag':
      market.restLagMs = fault.lagMs;
      await time.sleep(fault.forMs);
      market.restLagMs = 0;
      return;
    case 'slow':
      world.fetch.latencyMs = fault.latencyMs;
      await time.sleep(fault.forMs);
      world.fetch.latencyMs = LATENCY_MS;
      return;
    case 'purge':
      return purge(world, fault.symbol);
    case 'throttle':
      stream.refusing = fault.share;
      await time.sleep(fault.forMs);
      stream.refusing = 0;
      return;
    case 'calls':
      stream.faults.push(...fault.faults);
      return;
    case 'tables-down':
      tables.isDown = true;
      await time.sleep(fault.forMs);
      tables.isDown = false;
      return;
    case 'candles-down':
      tables.areCandlesDown = true;
      await time.sleep(fault.forMs);
      tables.areCandlesDown = false;
      return;
    case 'standby':
      await world.startTaskForSure();
      return;
    case 'kill':
    case 'stop': {
      const task = world.holder();
      const ended = fault.kind === 'kill' ? task?.kill() : task?.stop();
      await time.sleep(fault.successorAfterMs);
      await world.startTaskForSure();
      await endOf(world, task, ended);
      return;
    }
    case 'freeze':
      return freeze(world, world.holder(), fault);
  }
}

/** A stop never ends if another fault kills the task meanwhile. */
async function endOf({ time }: ChaosWorld, task: ChaosTask | null, ended: Promise<void> | undefined): Promise<void> {
  let hasEnded = false;
  const watched = ended?.then(() => {
    hasEnded = true;
  });
  while (task && !hasEnded && task.process.state !== 'dead') await time.sleep(CHECK_MS);
  if (hasEnded) await watched;
}

/** When the task wakes, it gets first its timers or first the frames that came meanwhile. */
async function freeze(
  { time }: ChaosWorld,
  task: ChaosTask | null,
  { forMs, timersFirst }: { forMs: number; timersFirst: boolean },
): Promise<void> {
  task?.freeze();
  await time.sleep(forMs);
  if (!timersFirst) task?.receiveHeldBack();
  task?.wake();
  await time.sleep(0);
  task?.receiveHeldBack();
}

/** Makes trades that nobody has seen and nobody can request: after a cut, and purged at once. */
async function purge(world: ChaosWorld, symbol: string): Promise<void> {
  await happen(world, { kind: 'cut' });
  drawBurst(world, symbol, 20);
  world.market.purge(symbol);
}

function streamOf(symbol: string): string {
  return `${symbol.toLowerCase()}@aggTrade`;
}
