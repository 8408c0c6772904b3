import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Tick } from '../../domain/market/tick.ts';
import { messageOf } from '../../local/json.ts';
import { Teardown } from '../../local/start/teardown.ts';
import { Evaluation } from '../engine/evaluation.ts';
import { plainAlerts, quietTicks, SYMBOL } from '../engine/flat-cost.ts';
import { makeAlerts } from '../made-alerts.ts';
import { type Contender, measureRounds } from '../measure-rounds.ts';
import type { BenchContext, Part } from '../part.ts';
import type { PlainAlert } from '../plain-scan.ts';
import { type Bar, countRow, type Row, type Section, timingRow } from '../report.ts';
import { SortedIndex } from '../sorted-index.ts';
import { priceRange, repeatTrades } from '../tape.ts';
import { type Path, type Peer, type PeerMaker, PeerMissingError, pathOf } from './peer.ts';
import { postgresMaker } from './postgres-peer.ts';
import { redisMaker } from './redis-peer.ts';

/** The bars: how many times faster the evaluator must be, per tick (docs/bench.md). */
const MAKERS: readonly { readonly maker: PeerMaker; readonly bar: Bar }[] = [
  { maker: redisMaker, bar: { atLeast: 50 } },
  { maker: postgresMaker, bar: { atLeast: 100 } },
];
/** Ticks of one batch. */
const AT_ONCE = 100;
const TICKS_PER_RUN = 500;

export const peersPart: Part = {
  name: 'peers',
  about: 'the evaluator per tick, beside Redis sorted sets and an indexed PostgreSQL table on this machine',
  async *run(context) {
    const teardown = new Teardown(context.progress);
    const end = () => void teardown.run().then(() => process.exit(130));
    process.once('SIGINT', end).once('SIGTERM', end);
    try {
      yield await measurePeers(context, teardown);
    } finally {
      await teardown.run();
      process.off('SIGINT', end).off('SIGTERM', end);
    }
  },
};

async function measurePeers(context: BenchContext, teardown: Teardown): Promise<Section> {
  const { tape, quick, progress } = context;
  const count = quick ? 100_000 : 1_000_000;
  const alerts = plainAlerts(tape.trades, count);
  const folder = mkdtempSync(join(tmpdir(), 'pricebell-bench-'));
  chmodSync(folder, 0o711); // a server that runs as another user must reach its own folder
  teardown.add('the folder', () => rmSync(folder, { recursive: true, force: true }));
  const { started, leftOut } = await startPeers({ alerts, folder, progress }, teardown);
  for (const { peer } of started) await checkPeer(peer, alerts);

  const evaluation = evaluationOf(context, count);
  const ticks = quietTicks(tape.trades, 'price').slice(0, TICKS_PER_RUN);
  const contenders = started.flatMap(({ peer, bar }) => contendersOf(peer, ticks).map((it) => ({ it, bar })));
  progress('measuring');
  const rounds = { clock: 'wall', warmUps: 2, rounds: quick ? 5 : 15, atLeastMs: quick ? 50 : 200, progress } as const;
  const [ours, ...theirs] = await measureRounds([evaluation, ...contenders.map(({ it }) => it)], rounds);
  if (!ours) throw new Error('nothing was measured');
  const rows = theirs.map((timing, index): Row => {
    const bar = contenders[index]?.bar;
    return timingRow(timing, { per: 'tick', base: ours, ...(bar && { bar }) });
  });
  return {
    title: `per tick, nothing fires, ${count.toLocaleString('en')} alerts on the price of one coin`,
    notes: [
      `${Math.round(tape.trades.length / quietTicks(tape.trades, 'price').length)} trades a tick; wall time; how many times as long as the evaluator`,
      `a round trip a tick, and ${AT_ONCE} ticks at once: a Redis pipeline, one PostgreSQL statement`,
    ],
    rows: [timingRow(ours, { per: 'tick' }), ...rows, countRow('database calls of ours', evaluation.calls, 0)],
    leftOut,
  };
}

interface Started {
  readonly peer: Peer;
  readonly bar: Bar;
}

interface Starting {
  readonly alerts: readonly PlainAlert[];
  readonly folder: string;
  readonly progress: (text: string) => void;
}

async function startPeers({ alerts, folder, progress }: Starting, teardown: Teardown) {
  const started: Started[] = [];
  const leftOut: string[] = [];
  for (const [index, { maker, bar }] of MAKERS.entries()) {
    const own = join(folder, String(index));
    await mkdir(own);
    try {
      const peer = await maker.start({ folder: own, symbol: SYMBOL, alerts, progress });
      teardown.add(peer.name, peer.stop);
      started.push({ peer, bar });
    } catch (error) {
      if (!(error instanceof PeerMissingError)) throw error;
      leftOut.push(`${maker.name}: ${messageOf(error)}`);
      progress(`LEFT OUT: ${maker.name}: ${messageOf(error)}`);
    }
  }
  return { started, leftOut };
}

/** A wrong peer could be fast. @throws Error when it does not find the alerts that a plain scan finds */
async function checkPeer(peer: Peer, alerts: readonly PlainAlert[]): Promise<void> {
  const levels = alerts.slice(0, 8).map(({ level }) => level);
  const paths = levels.map((level) => ({ low: level, high: level * 1.0001 }));
  const wanted = paths.map(({ low, high }) =>
    alerts.filter(({ level }) => level >= low && level <= high).map(({ id }) => id),
  );
  const found = [await peer.touchedByEach(paths), await oneByOne(peer, paths)];
  const asText = (ids: string[][]) => JSON.stringify(ids.map((some) => some.toSorted()));
  for (const ids of found) {
    if (asText(ids) !== asText(wanted)) throw new Error(`${peer.name} does not find the alerts that it should`);
  }
}

async function oneByOne(peer: Peer, paths: readonly Path[]): Promise<string[][]> {
  const found: string[][] = [];
  for (const path of paths) found.push(await peer.touched(path));
  return found;
}

function contendersOf(peer: Peer, ticks: readonly Tick[]): Contender[] {
  const batches = Array.from({ length: Math.ceil(ticks.length / AT_ONCE) }, (_, index) =>
    ticks.slice(index * AT_ONCE, (index + 1) * AT_ONCE),
  );
  return [
    {
      name: `${peer.name}, a round trip a tick`,
      run: async () => {
        for (const tick of ticks) refuseAny(await peer.touched(pathOf(tick)));
        return ticks.length;
      },
    },
    {
      name: `${peer.name}, ${AT_ONCE} ticks at once`,
      run: async () => {
        for (const batch of batches) for (const ids of await peer.touchedByEach(batch.map(pathOf))) refuseAny(ids);
        return ticks.length;
      },
    },
  ];
}

function refuseAny(ids: readonly string[]): void {
  if (ids.length > 0) throw new Error(`nothing should be touched, but ${ids[0]} is`);
}

function evaluationOf({ tape, quick, progress }: BenchContext, count: number): Evaluation {
  progress(`sorting the index of ${count.toLocaleString('en')} alerts`);
  const ticks: Tick[] = quietTicks(repeatTrades(tape.trades, quick ? 4 : 10), 'price');
  const alertIndex = new SortedIndex(
    makeAlerts({ symbol: SYMBOL, count, range: priceRange(tape.trades), kind: 'price' }),
  );
  return new Evaluation({ name: 'the evaluator', alertIndex, ticks, per: 'tick' });
}
