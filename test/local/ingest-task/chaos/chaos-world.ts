import type { Rule } from '../../../../domain/rules/rule.ts';
import { RandomNumbers } from '../../../../local/simulator/market/random-numbers.ts';
import { settle } from '../../../support/manual-clock.ts';
import { ChaosMarket, type TradeFields } from './chaos-market.ts';
import { ChaosStream } from './chaos-stream.ts';
import { ChaosTables } from './chaos-tables.ts';
import { ChaosTask } from './chaos-task.ts';
import { installBarriers, passBarriers } from './socket-barrier.ts';
import { VirtualFetch } from './virtual-fetch.ts';
import { VirtualTime } from './virtual-time.ts';

export const STEP_MS = 100;
const START_MS = Date.parse('2026-11-02T10:00:20Z');
const RESTART_MS = 5_000;
const TRADE_MAY_WAIT_MS = 1_000;

/** The trades of a run. */
export interface PlannedMarket {
  /** by symbol, the id of its first trade */
  readonly firstIds: Readonly<Record<string, number>>;
  readonly startMs?: number;
  /** Makes the trades before the run. */
  readonly tradeBefore?: (world: ChaosWorld) => void;
  /** Makes the trades of the step of time that has just passed. */
  readonly trade: (world: ChaosWorld) => void;
  /** Makes one trade of the coin, now. */
  readonly tradeOnce: (world: ChaosWorld, symbol: string) => void;
  readonly rulesOf: (symbol: string) => readonly Rule[];
}

/** Everything around the tasks of one run: the exchange, the tables, the stream, and the time, which passes only by `pass`. */
export class ChaosWorld {
  readonly random: RandomNumbers;
  readonly time: VirtualTime;
  readonly market: ChaosMarket;
  readonly tables: ChaosTables;
  readonly stream: ChaosStream;
  readonly fetch: VirtualFetch;
  readonly tasks: ChaosTask[] = [];
  readonly symbols: readonly string[];
  /** by symbol, the highest id in the stream */
  readonly published = new Map<string, number>();
  /** ms: each time that a trade was late, how long it took until all were published */
  readonly recoveries: number[] = [];
  isTrading = true;
  #behindSince: number | null = null;
  readonly #planned: PlannedMarket;
  #steps = 0;

  constructor(seed: number, market: PlannedMarket) {
    const { firstIds, startMs = START_MS } = market;
    installBarriers();
    const random = RandomNumbers.fromSeed(seed);
    const draw = () => random.next();
    this.random = RandomNumbers.fromSeed(seed + 1);
    this.symbols = Object.keys(firstIds);
    this.time = new VirtualTime({ startMs, random: draw });
    this.market = new ChaosMarket(firstIds, () => this.time.now());
    this.tables = new ChaosTables(this.symbols, market.rulesOf, this.time);
    this.fetch = new VirtualFetch(this.time, draw);
    this.#planned = market;
    market.tradeBefore?.(this);
    this.stream = new ChaosStream(this.time, draw, ({ tick }) => {
      const last = tick.trades.id.at(-1);
      if (last !== undefined && last > (this.published.get(tick.symbol) ?? -1)) this.published.set(tick.symbol, last);
    });
  }

  /** A trade that was made before the run. */
  traded(symbol: string, fields: TradeFields & { readonly time: number }): void {
    this.market.trade(symbol, fields, fields.time);
  }

  trade(symbol: string, fields: TradeFields): void {
    this.market.trade(symbol, fields);
  }

  /** One trade of every coin, now. */
  tradeEach(): void {
    for (const symbol of this.symbols) this.#planned.tradeOnce(this, symbol);
  }

  /** Starts another task, under a name of its own. */
  async startTask(clockErrorMs = 0): Promise<ChaosTask> {
    const owner = `task ${this.tasks.length + 1}`;
    const around = { ...this, random: () => this.random.next(), flushIntervalMs: STEP_MS };
    const task = await ChaosTask.start(owner, around, clockErrorMs);
    this.tasks.push(task);
    return task;
  }

  /** … and another one some time after its start failed, as the service would. */
  async startTaskForSure(clockErrorMs = 0): Promise<ChaosTask> {
    const task = await this.startTask(clockErrorMs);
    task.ready.catch(async () => {
      await task.kill();
      await this.time.sleep(RESTART_MS);
      if (this.isTrading) await this.startTaskForSure(clockErrorMs);
    });
    return task;
  }

  /** Starts the first task; resolves when it follows every coin and each coin has traded. */
  async begin(clockErrorMs = 0): Promise<ChaosTask> {
    const task = await this.startTask(clockErrorMs);
    let isReady = false;
    let fault: unknown = null;
    const watched = task.ready.then(
      () => (isReady = true),
      (error: unknown) => (fault = error),
    );
    await this.until(() => isReady || fault !== null, 60);
    await watched;
    if (fault) throw fault;
    this.tradeEach();
    await this.until(() => this.symbols.every((symbol) => this.published.has(symbol)), 60);
    return task;
  }

  alive(): ChaosTask[] {
    return this.tasks.filter(({ isAlive }) => isAlive);
  }

  /** The task that has the lease. */
  holder(): ChaosTask | null {
    const { owner, released } = this.tables.lease.record;
    return this.alive().find((task) => !released && task.owner === owner) ?? null;
  }

  async pass(seconds: number): Promise<void> {
    const end = this.time.elapsed + seconds * 1_000;
    while (this.time.elapsed < end) await this.#step();
  }

  /** Lets time pass until the condition holds; returns how many ms that took. @throws after so many seconds */
  async until(holds: () => boolean, seconds: number): Promise<number> {
    const { elapsed } = this.time;
    while (!holds()) {
      if (this.time.elapsed - elapsed >= seconds * 1_000)
        throw new Error(`not within ${seconds} s: ${this.describe()}`);
      await this.#step();
    }
    return this.time.elapsed - elapsed;
  }

  /** Every trade that is older than a second is in the stream. */
  get hasCaughtUp(): boolean {
    const due = this.time.now() - TRADE_MAY_WAIT_MS;
    return this.symbols.every((symbol) => this.market.hasNothingAfter(symbol, this.published.get(symbol) ?? -1, due));
  }

  /** The stream has the last trade of every coin. */
  get hasPublishedAll(): boolean {
    return this.symbols.every((symbol) => this.published.get(symbol) === this.market.lastId(symbol));
  }

  /** Lets time pass until the promise has settled. */
  async finish(work: Promise<void>, seconds = 60): Promise<void> {
    let isDone = false;
    const watched = work.finally(() => {
      isDone = true;
    });
    await this.until(() => isDone, seconds);
    await watched;
  }

  /** Ends trading, and stops every task that is alive. */
  async end(): Promise<void> {
    this.isTrading = false;
    try {
      for (const task of this.alive()) await this.finish(task.stop());
      await this.pass(10); // late records still arrive
    } finally {
      await this.close();
    }
  }

  async close(): Promise<void> {
    for (const task of this.alive()) await task.kill();
    this.fetch.restore();
    await settle();
  }

  describe(): string {
    const coins = this.symbols.map((symbol) => {
      return `${symbol} ${this.published.get(symbol)} of ${this.market.lastId(symbol)}`;
    });
    const tasks = this.tasks.map(({ owner, process, log }) => {
      const last = log.lines.filter(({ message }) => message !== 'minute').slice(-12);
      const lines = last.map(({ message, fields }) => `    ${message} ${JSON.stringify(fields)}`);
      return `  ${owner} (${process.state})\n${lines.join('\n')}`;
    });
    return `at ${this.time.elapsed / 1_000} s: ${coins.join(', ')}\n${tasks.join('\n')}`;
  }

  /** One step of time: trades and heartbeats are sent and received, timers run, answers come. */
  async #step(): Promise<void> {
    this.#steps += 1;
    if (this.isTrading) this.#planned.trade(this);
    if (this.#steps % (1_000 / STEP_MS) === 0) for (const { server } of this.alive()) server.sendMiniTickers();
    await this.received();
    await this.time.advance(STEP_MS);
    await this.fetch.idle();
    this.#measureRecovery();
  }

  #measureRecovery(): void {
    const { elapsed } = this.time;
    if (!this.hasCaughtUp) this.#behindSince ??= elapsed - TRADE_MAY_WAIT_MS;
    else if (this.#behindSince !== null) {
      this.recoveries.push(elapsed - this.#behindSince);
      this.#behindSince = null;
    }
  }

  /** Resolves when everything that was sent to the sockets has been received. */
  received(): Promise<void> {
    return passBarriers(this.tasks.flatMap((task) => [...task.connections()]));
  }
}
