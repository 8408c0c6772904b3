import type { CoinTable } from '../../adapters/dynamodb/market/coin-table.ts';
import type { MarketTable } from '../../adapters/dynamodb/market/market-table.ts';
import { LineLimit, type Log, RepeatFilter, reasonOf } from '../../adapters/log.ts';
import { shareRuns } from '../../adapters/share-runs.ts';
import type { CoinChange, CoinReader, CoinStream } from '../../adapters/streams/coin-stream.ts';
import type { WantedCoin } from '../../domain/market/coin.ts';
import { type Cancel, type Clock, repeat } from '../clock.ts';

/** How often the marker is read that the API moves when it has changed a coin. */
export const MARKER_INTERVAL_MS = 1_000;
/** How often the stream is read while nothing is announced. Each read of a shard costs money; four shards stay within what is free. */
export const QUIET_POLL_INTERVAL_MS = 5_000;
/**
 * After an announcement the stream is read each second for so long. A record may be readable a little later than the marker, and an
 * environment of the API announces at most every two seconds (announce-coin-changes.ts): what it changes meanwhile is seen too.
 */
export const QUICK_FOR_MS = 5_000;
/** The table is read again this often: all that a standby reads, and in case the stream missed a change. */
export const REREAD_INTERVAL_MS = 60_000;
const MAX_ERROR_LINES_PER_MINUTE = 20;
const MAX_LOGGED_CHARACTERS = 500;

export interface WantedCoinsDeps {
  readonly coinTable: Pick<CoinTable, 'list'>;
  readonly coinStream: CoinStream;
  readonly marketTable: Pick<MarketTable, 'readCoinsChanged'>;
  readonly clock: Clock;
  readonly log: Log;
  /** A coin is wanted, or its alerts have changed. */
  readonly onWanted: (coin: WantedCoin) => void;
  readonly onUnwanted: (symbol: string) => void;
}

/** One time of following: from `follow()` to `unfollow()`. */
interface Following {
  /** null until the stream is open */
  reader: CoinReader | null;
  /** the announcement that was read last; undefined before the first read, null when there has been none */
  marker: number | null | undefined;
}

/**
 * The rows of table `coins`.
 *
 * ```
 *            ┌── follow() ──▶ opening ── opened, the table is read ──▶ following
 * standing by                    │ ▲ failed: the table is read instead     │
 *            ◀── unfollow() ─────┴─┴───────────────────────────────────────┘
 * ```
 * - *standing by*: the table is read every minute. A shard of the stream has two readers at most, so only the task that watches reads it.
 * - *opening*: the coins known so far are watched. Each attempt reads the table too, so that changes are seen without the stream.
 * - *following*: the stream's changes are applied. The table, read after the stream was opened, holds all that came before them.
 */
export class WantedCoins {
  readonly #deps: WantedCoinsDeps;
  readonly #coins = new Map<string, WantedCoin>();
  readonly #errors = new RepeatFilter();
  readonly #markerErrors = new RepeatFilter();
  readonly #errorLines = new LineLimit(MAX_ERROR_LINES_PER_MINUTE);
  /** reads of stream and table follow one another: an older list of the table must not undo a newer one */
  readonly #inTurn = shareRuns();
  #following: Following | null = null;
  /** monotonic ms: the table was read, any read began, and until when the stream is read each second */
  #tableReadAt = Number.NEGATIVE_INFINITY;
  #readAt = Number.NEGATIVE_INFINITY;
  #quickUntil = Number.NEGATIVE_INFINITY;
  #cancel: Cancel = () => undefined;

  constructor(deps: WantedCoinsDeps) {
    this.#deps = deps;
  }

  /** @throws when the table can't be read */
  async start(): Promise<void> {
    await this.#inTurn('read', () => this.#read());
    const { clock } = this.#deps;
    const cancelReads = repeat(clock, MARKER_INTERVAL_MS, () => this.#readWhenDue());
    const cancelMarker = repeat(clock, MARKER_INTERVAL_MS, () => this.#readMarker());
    this.#cancel = () => {
      cancelReads();
      cancelMarker();
    };
  }

  stop(): void {
    this.#cancel();
    this.#following = null;
  }

  /** This task watches from now on: its coins are those known so far, with every change since, until `unfollow`. */
  follow(): void {
    this.#following = { reader: null, marker: undefined };
    this.expectChange();
  }

  /** Another task watches. */
  unfollow(): void {
    this.#following = null;
  }

  /** A row has changed, or may have: reads at once, and each second for a while. */
  expectChange(): void {
    if (!this.#following) return;
    this.#quickUntil = this.#deps.clock.elapsed() + QUICK_FOR_MS;
    void this.#tryToRead();
  }

  /** Every coin that is wanted, as far as is known. */
  wanted(): WantedCoin[] {
    return [...this.#coins.values()].filter(({ wanted }) => wanted);
  }

  /** A failure costs seconds: the stream is read every few seconds in any case. */
  async #readMarker(): Promise<void> {
    const following = this.#following;
    if (!following) return;
    try {
      const marker = await this.#deps.marketTable.readCoinsChanged();
      this.#markerErrors.reset();
      if (marker === following.marker || this.#following !== following) return;
      following.marker = marker;
      this.expectChange();
    } catch (error) {
      const reason = reasonOf(error);
      if (this.#markerErrors.isNew(reason)) this.#deps.log.warn('announced coins not read', { error: reason });
    }
  }

  async #readWhenDue(): Promise<void> {
    const now = this.#deps.clock.elapsed();
    const isQuick = this.#following !== null && now < this.#quickUntil;
    const isDue = now - this.#readAt >= QUIET_POLL_INTERVAL_MS && (this.#following !== null || this.#isTableDue());
    if (isQuick || isDue) await this.#tryToRead();
  }

  async #tryToRead(): Promise<void> {
    try {
      await this.#inTurn('read', () => this.#read());
      this.#errors.reset();
    } catch (error) {
      const reason = reasonOf(error);
      if (this.#errors.isNew(reason)) this.#deps.log.error('wanted coins not read', { error: reason });
    }
  }

  /** Each step is tried whatever became of the one before. @throws the first error */
  async #read(): Promise<void> {
    this.#readAt = this.#deps.clock.elapsed();
    const following = this.#following;
    const failures: unknown[] = [];
    const attempt = (step: Promise<void>) => step.catch((error: unknown) => void failures.push(error));
    if (following && !following.reader) {
      await attempt(this.#open(following));
      this.#tableReadAt = Number.NEGATIVE_INFINITY;
    }
    if (this.#isTableDue()) await attempt(this.#readTable());
    if (following?.reader) await attempt(this.#applyChanges(following, following.reader));
    if (failures.length > 0) throw failures[0];
  }

  async #open(following: Following): Promise<void> {
    following.reader = await this.#deps.coinStream.open();
  }

  /** After the table: the stream holds what changed while it was read. */
  async #applyChanges(following: Following, reader: CoinReader): Promise<void> {
    const changes = await reader.next();
    if (this.#following === following) for (const change of changes) this.#apply(change);
  }

  #apply(change: CoinChange): void {
    switch (change.kind) {
      case 'coin':
        this.#set(change.coin);
        break;
      case 'removed':
        this.#remove(change.symbol);
        break;
      case 'faulty':
        this.#quarantine(change.content, change.fault);
        break;
      case 'missed':
        this.#tableReadAt = Number.NEGATIVE_INFINITY;
        this.#deps.log.warn('changes of coins were trimmed unread, the table is read again');
        this.expectChange();
    }
  }

  #isTableDue(): boolean {
    return this.#deps.clock.elapsed() - this.#tableReadAt >= REREAD_INTERVAL_MS;
  }

  async #readTable(): Promise<void> {
    const readAt = this.#deps.clock.elapsed();
    const faulty = new Set<unknown>();
    const coins = await this.#deps.coinTable.list((item, fault) => {
      faulty.add(item.symbol);
      this.#quarantine(JSON.stringify(item), fault);
    });
    this.#tableReadAt = readAt;
    const listed = new Set(coins.map((coin) => coin.symbol));
    for (const coin of coins) this.#set(coin);
    for (const symbol of [...this.#coins.keys()]) {
      if (!listed.has(symbol) && !faulty.has(symbol)) this.#remove(symbol);
    }
  }

  /** The version of a row only grows, so a lower one is an older row. */
  #set(coin: WantedCoin): void {
    const known = this.#coins.get(coin.symbol);
    if (known && coin.book.version < known.book.version) return;
    this.#coins.set(coin.symbol, coin);
    if (coin.wanted) this.#deps.onWanted(coin);
    else if (known?.wanted) this.#deps.onUnwanted(coin.symbol);
  }

  #remove(symbol: string): void {
    const known = this.#coins.get(symbol);
    this.#coins.delete(symbol);
    if (known?.wanted) this.#deps.onUnwanted(symbol);
  }

  #quarantine(content: string, error: string): void {
    if (!this.#errorLines.allows(this.#deps.clock.elapsed())) return;
    const cut = content.slice(0, MAX_LOGGED_CHARACTERS);
    this.#deps.log.warn('a row of the coins table is no coin', { error, content: cut });
  }
}
