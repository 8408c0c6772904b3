import { type Ingest, startIngest } from '../../../../ingest-task/run/start-ingest.ts';
import { type ExchangeServer, startExchangeServer } from '../../../../local/simulator/exchange-server.ts';
import type { StreamConnection } from '../../../../local/simulator/socket/stream-connection.ts';
import { recordedLog } from '../../../support/recorded-log.ts';
import type { ChaosMarket } from './chaos-market.ts';
import type { ChaosStream } from './chaos-stream.ts';
import type { ChaosTables } from './chaos-tables.ts';
import type { VirtualFetch } from './virtual-fetch.ts';
import type { Process, VirtualTime } from './virtual-time.ts';

/** The longest delay of a timer: it must not fire in real time. */
const NEVER_MS = 2_147_483_647;

export interface Surroundings {
  readonly time: VirtualTime;
  readonly market: ChaosMarket;
  readonly tables: ChaosTables;
  readonly stream: ChaosStream;
  readonly fetch: VirtualFetch;
  readonly random: () => number;
  readonly flushIntervalMs: number;
}

/** One ingest task with an exchange of its own, so that its sockets and answers can fail while those of other tasks do not. */
export class ChaosTask {
  readonly process: Process;
  readonly owner: string;
  readonly server: ExchangeServer;
  readonly log = recordedLog();
  readonly #ingest: Ingest;
  #heldBack: StreamConnection[] = [];
  #hasStopped = false;

  static async start(owner: string, around: Surroundings, clockErrorMs = 0): Promise<ChaosTask> {
    const server = await startExchangeServer({
      market: around.market,
      clock: () => around.time.elapsed,
      miniTickerIntervalMs: 0,
      limits: { pingIntervalMs: NEVER_MS, maxConnectionAgeMs: NEVER_MS },
    });
    return new ChaosTask(owner, around, server, { state: 'running', clockErrorMs });
  }

  private constructor(owner: string, around: Surroundings, server: ExchangeServer, process: Process) {
    const { time, tables, stream, fetch, random, flushIntervalMs } = around;
    this.owner = owner;
    this.server = server;
    this.process = process;
    fetch.assign(server.restUrl, process);
    const environment = {
      ALERTS_TABLE: 'alerts',
      COINS_TABLE: 'coins',
      COINS_STREAM_ARN: 'arn',
      MARKET_TABLE: 'market',
      MARKET_CAPACITY: 'on-demand' as const,
      CANDLES_TABLE: 'candles',
      TICKS_STREAM: 'ticks',
      BINANCE_WS_URL: server.wsUrl,
      BINANCE_REST_URL: server.restUrl,
      FEED: 'simulator' as const,
      FLUSH_INTERVAL_MS: flushIntervalMs,
      OUTAGE_AFTER_MS: 300_000,
    };
    const dependencies = {
      ...tables.of(process),
      coinStream: {
        open: () => time.sleep(2, process).then(() => ({ next: () => time.sleep(2, process).then(() => []) })),
      },
      tickStream: stream.of(process, () => random() < 0.5),
      published: { newest: () => ({}), restore: () => undefined },
      audienceTable: { readListenedUntil: async () => null },
      heartbeat: { beat: () => undefined },
      clock: time.clockOf(process),
      log: this.log,
    };
    this.#ingest = startIngest(environment, dependencies, owner);
  }

  get ready(): Promise<void> {
    return this.#ingest.ready;
  }

  get isAlive(): boolean {
    return !this.#hasStopped && this.process.state !== 'dead';
  }

  /** The connections whose frames it reads. */
  connections(): readonly StreamConnection[] {
    return this.process.state === 'running' && !this.#hasStopped ? this.server.connections() : [];
  }

  /** A clean stop; resolves when it has ended, for which time must pass. */
  async stop(): Promise<void> {
    await this.#ingest.stop();
    this.#hasStopped = true;
    await this.server.close();
  }

  /** Ends at once and without a sign: nothing of it runs any more. */
  async kill(): Promise<void> {
    this.process.state = 'dead';
    await this.server.close();
  }

  /** Its sockets stay open, and frames wait in them. */
  freeze(): void {
    this.process.state = 'frozen';
    this.#heldBack = this.server.connections().filter(({ health }) => health === 'well');
    for (const connection of this.#heldBack) connection.become('held-back');
  }

  wake(): void {
    if (this.process.state === 'frozen') this.process.state = 'running';
  }

  /** It gets the frames that came while it was frozen. */
  receiveHeldBack(): void {
    for (const connection of this.#heldBack) if (connection.health === 'held-back') connection.become('well');
    this.#heldBack = [];
  }
}
