import { type Log, reasonOf } from '../../adapters/log.ts';
import { untilSignal } from '../../adapters/stop-signal.ts';
import { type Cancel, repeat } from '../clock.ts';
import { createCounters } from '../counters.ts';
import type { Environment } from '../environment.ts';
import { MINUTE_REPORT_INTERVAL_MS, MinuteReport } from '../publishing/minute-report.ts';
import type { Dependencies } from './dependencies.ts';
import { IngestRun, type Leftovers } from './ingest-run.ts';
import { guardWrites } from './lease/guard-writes.ts';
import { type Grant, Lease } from './lease/lease.ts';
import { Standby } from './lease/standby.ts';

const NOTHING_LEFT: Leftovers = { unpublishedTrades: 0, unstoredCoins: 0 };

export interface Ingest {
  /** The lease is held, the catalogue stored, the socket open, every coin subscribed. Rejects when the start fails. */
  readonly ready: Promise<void>;
  /** Rejects when the start fails, or the start of a later run: the task would hold the lease without watching. */
  readonly failure: Promise<never>;
  /** Publishes what is pending, writes the last candles and prices, gives the lease back; safe to call more than once. */
  stop(): Promise<void>;
}

/**
 * Starts to watch the market, or stands by while another task does. It throws nothing: a start that fails rejects `ready` and `failure`.
 * `owner`: a name that no other living task has.
 */
export function startIngest(environment: Environment, dependencies: Dependencies, owner: string): Ingest {
  const task = new IngestTask(environment, dependencies, owner);
  const ready = task.start();
  ready.catch((error: unknown) => task.fail(error));
  return { ready, failure: task.failure, stop: () => task.stop() };
}

/** Ends the process: with 0 after a signal and an orderly stop, with 1 when a start fails. */
export async function runUntilSignal(ingest: Ingest, log: Log): Promise<void> {
  const signal = untilSignal().then(() => 0);
  const failure = ingest.failure.catch((error: unknown) => {
    log.error('start failed', { error: reasonOf(error) });
    return 1;
  });
  const code = await Promise.race([signal, failure]);
  await ingest.stop();
  process.exit(code);
}

class IngestTask {
  readonly #environment: Environment;
  readonly #dependencies: Dependencies;
  readonly #counters = createCounters();
  readonly #lease: Lease;
  readonly #standby: Standby;
  readonly #firstReady = Promise.withResolvers<void>();
  readonly #failure = Promise.withResolvers<never>();
  #warm: Promise<void> = Promise.resolve();
  #run: IngestRun | null = null;
  #cancelReport: Cancel = () => undefined;
  #stopping: Promise<void> | null = null;

  constructor(environment: Environment, dependencies: Dependencies, owner: string) {
    this.#environment = environment;
    this.#dependencies = dependencies;
    this.#lease = new Lease({
      ...dependencies,
      owner,
      checkpoint: () => this.#run?.checkpoint() ?? null,
      onHeld: (grant) => this.#beginRun(grant),
      onLost: () => this.#abandonRun(),
    });
    const mayStore = () => this.#lease.state === 'holding' && this.#run?.hasBegun === true;
    this.#standby = new Standby({ ...dependencies, environment, mayStore });
    this.#failure.promise.catch(() => undefined); // handled where it is awaited
  }

  get failure(): Promise<never> {
    return this.#failure.promise;
  }

  fail(error: unknown): void {
    this.#failure.reject(error);
  }

  async start(): Promise<void> {
    const report = new MinuteReport(this.#counters);
    this.#cancelReport = repeat(this.#dependencies.clock, MINUTE_REPORT_INTERVAL_MS, () => this.#logMinute(report));
    this.#warm = this.#standby.start();
    await Promise.all([this.#lease.start(), this.#warm]);
    await Promise.race([this.#firstReady.promise, this.failure]);
  }

  #beginRun(grant: Grant): void {
    const run = new IngestRun({
      environment: this.#environment,
      dependencies: guardWrites(this.#dependencies, () => this.#lease.isSure(grant.epoch)),
      counters: this.#counters,
      standby: this.#standby,
      warm: this.#warm,
      grant,
    });
    this.#run = run;
    run.start().then(this.#firstReady.resolve, (error: unknown) => {
      if (this.#run === run) this.fail(error);
    });
  }

  /** Another task watches now: this one stands by. */
  #abandonRun(): void {
    this.#run?.abandon();
    this.#run = null;
    this.#lease.wait();
  }

  #logMinute(report: MinuteReport): void {
    const { clock, log } = this.#dependencies;
    const leaseHeld = this.#lease.state === 'holding';
    const gauges = this.#run?.gauges() ?? { lagMs: null, bufferBytes: 0, states: [] };
    log.info('minute', report.next(clock.now(), { ...gauges, leaseHeld }));
    for (const coin of this.#run?.lateCoins() ?? []) log.warn('trades of a coin were published late', { ...coin });
  }

  stop(): Promise<void> {
    this.#stopping ??= this.#stop();
    return this.#stopping;
  }

  async #stop(): Promise<void> {
    const { log } = this.#dependencies;
    this.#cancelReport();
    this.#standby.stop();
    let left = NOTHING_LEFT;
    try {
      left = (await this.#run?.stop()) ?? NOTHING_LEFT;
    } catch (error) {
      log.error('stop incomplete', { error: reasonOf(error) });
    }
    await this.#lease.release();
    log.info('stopped', { ...left, ...this.#counters });
  }
}
