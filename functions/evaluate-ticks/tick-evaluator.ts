import pMap from 'p-map';
import type { AlertIndex, FaultyItem, IndexRead } from '../../adapters/dynamodb/alerts/alert-index.ts';
import type { Log } from '../../adapters/log.ts';
import { IndexPage, type PageEntry, type PagePart } from '../../domain/alert-index/index-page.ts';
import type { Frontier } from '../../domain/alert-index/page-side.ts';
import { isCalm, type Verdict, walkTick } from '../../domain/alert-index/walk-tick.ts';
import type { Tick } from '../../domain/market/tick.ts';
import { proveFire } from '../../domain/messages/trigger.ts';
import { SERIES, type Series } from '../../domain/metrics/series.ts';
import { type KnownCoin, PageStore } from './page-store.ts';

/** Of each index and series of a coin's book about so many entries stay on its page between ticks, … */
export const MAX_ENTRIES_PER_PART = 200;
/** … and within a tick, where many alerts move at once, so many times as many. */
const WITHIN_A_TICK = 10;
export const MAX_WRITES_AT_ONCE = 16;
const MAX_READS_AT_ONCE = 8;

export interface TickEvaluatorDeps {
  readonly book: AlertIndex;
  readonly log: Log;
  /** own clock, ms */
  readonly now: () => number;
  readonly maxEntriesPerPart?: number;
}

/** There was no time to finish the tick. What it has done so far is in the book; the same tick can be given again. */
export class OutOfTimeError extends Error {
  override readonly name = 'OutOfTime';
  /** whether this attempt has written something, so that the next one has less to do */
  readonly hasMoved: boolean;

  constructor(message: string, hasMoved: boolean) {
    super(message);
    this.hasMoved = hasMoved;
  }
}

/**
 * Judges ticks, in the order given, against the books of their coins. The page rule: a page is used only for the direct
 * successor of the tick that was finished last, and only if the book has not changed since; otherwise it is read again.
 */
export class TickEvaluator {
  readonly #deps: TickEvaluatorDeps;
  readonly #coins = new PageStore();

  constructor(deps: TickEvaluatorDeps) {
    this.#deps = deps;
  }

  /**
   * @param deadline own clock, ms: no further read or write is begun after it
   * @throws OutOfTimeError, or whatever the table throws; the coin's page is dropped then, and the same tick can be given again
   */
  async evaluate(tick: Tick, deadline = Number.POSITIVE_INFINITY): Promise<void> {
    const known = this.#coins.get(tick.symbol);
    const follows = known?.epoch === tick.epoch && known.seq + 1 === tick.seq;
    if (follows) this.#reportHole(known, tick);
    const trusted = follows && known.page && tick.book.version <= known.page.version ? known.page : null;
    const judgedTo = trusted ? (known?.lastTradeId ?? null) : null;
    if (trusted && isCalm(trusted, tick, judgedTo)) {
      this.#finish(tick, trusted);
      return;
    }
    // an exception from here on drops the page
    this.#coins.set(tick.symbol, { epoch: tick.epoch, seq: known?.seq ?? 0, lastTradeId: null, page: null });
    const page = await this.#judge(tick, { trusted, judgedTo, deadline });
    page.trim(this.#maxEntries);
    this.#finish(tick, page);
  }

  #finish({ symbol, epoch, seq, previous, trades }: Tick, page: IndexPage): void {
    const lastTradeId = trades.id.at(-1) ?? previous?.id ?? null;
    this.#coins.set(symbol, { epoch, seq, lastTradeId, page });
  }

  get #maxEntries(): number {
    return this.#deps.maxEntriesPerPart ?? MAX_ENTRIES_PER_PART;
  }

  /** Walks the tick over the trusted page, or one that is read now; answers the page as it is after it. */
  async #judge(tick: Tick, { trusted, judgedTo, deadline }: Judging): Promise<IndexPage> {
    const page = trusted ?? emptyPage(tick);
    let readInThisTick = !trusted;
    let hasMoved = false;
    if (!trusted && tick.book.metrics.length > 0) await this.#readNearEnds(tick.symbol, page);
    for (const step of walkTick(page, tick, judgedTo)) {
      if (this.#deps.now() >= deadline)
        throw new OutOfTimeError(`tick ${tick.seq} of ${tick.symbol} is not finished`, hasMoved);
      hasMoved ||= step.step === 'apply';
      if (step.step === 'apply') await this.#apply(page, tick, step.verdicts);
      else if (readInThisTick) await this.#readOn(tick.symbol, page, step.part);
      else await this.#readNearEnds(tick.symbol, page);
      readInThisTick ||= step.step === 'read';
    }
    return page;
  }

  /**
   * The whole page, anew, twice over. A write of an environment that has ended may still land between two reads and move
   * an alert from a part that is read later to one that was read before. There is one such write an alert at the most, so
   * what it hides from one round the other finds.
   *
   * A page of an earlier tick is never read on from where it ends: another environment may have judged this very tick
   * before it was delivered again, and have moved an alert from beyond the page's end in one index into the part of
   * another that the page believes to know.
   */
  async #readNearEnds(symbol: string, page: IndexPage): Promise<void> {
    page.clear();
    await this.#readRound(symbol, page);
    const before = page.entries();
    page.clear();
    await this.#readRound(symbol, page);
    const found = new Set(page.entries().map(({ id }) => id));
    for (const entry of before) if (!found.has(entry.id)) page.put(entry);
  }

  async #readRound(symbol: string, page: IndexPage): Promise<void> {
    const reads = await pMap(page.parts, (part) => this.#read(symbol, part, null), { concurrency: MAX_READS_AT_ONCE });
    for (const [index, read] of reads.entries()) {
      const part = page.parts[index];
      if (part) page.extend(part, read.placed, read.frontier);
    }
    for (const { faulty } of reads) await this.#flagAll(page, faulty);
  }

  async #readOn(symbol: string, page: IndexPage, part: PagePart): Promise<void> {
    const read = await this.#read(symbol, part, part.side.frontier);
    page.extend(part, read.placed, read.frontier);
    await this.#flagAll(page, read.faulty);
  }

  #read(symbol: string, { book, shard, series }: PagePart, from: Frontier | null): Promise<IndexRead> {
    return this.#deps.book.read({ symbol, shard, book, series, from });
  }

  async #apply(page: IndexPage, tick: Tick, verdicts: readonly Verdict[]): Promise<void> {
    // all of them settle before a failure is told: no write may be under way when the tick is given again
    const options = { concurrency: MAX_WRITES_AT_ONCE, stopOnError: false };
    await pMap(verdicts, (verdict) => this.#write(page, tick, verdict), options);
    page.trim(this.#maxEntries * WITHIN_A_TICK);
  }

  async #write(page: IndexPage, tick: Tick, { entry, event, change }: Verdict): Promise<void> {
    const fire = change.decision === 'fire' ? this.#prove(tick, { entry, event, change }) : null;
    const outcome = await this.#deps.book.change(entry, change.state, fire);
    switch (outcome.result) {
      case 'written':
      case 'overtaken':
        page.put(outcome.entry);
        break;
      case 'gone':
        page.remove(entry.id);
        break;
      case 'faulty':
        await this.#flagAll(page, [outcome.item]);
        break;
    }
    if (fire && outcome.result === 'written') {
      this.#deps.log.info('alert fired', { triggerId: fire.id, reason: fire.reason, trade: fire.trade });
    }
  }

  #prove(tick: Tick, { entry, event, change }: { entry: PageEntry } & FiringVerdict) {
    const { reason, condition } = change;
    const context = { alert: entry, event, tick, sequence: entry.fires + 1, evaluatedAt: this.#deps.now() };
    return proveFire({ ...context, reason, condition });
  }

  async #flagAll(page: IndexPage, items: readonly FaultyItem[]): Promise<void> {
    for (const item of items) {
      this.#deps.log.error('alert can not be judged', { alertId: item.id, fault: item.fault });
      page.remove(item.id);
      await this.#deps.book.flagFaulty(item);
    }
  }

  /** Ticks that follow each other with trades missing in between: somebody must hear of it. */
  #reportHole(known: KnownCoin, tick: Tick): void {
    if (known.lastTradeId === null || tick.previous === null) return;
    const next = tick.trades.id[0] ?? tick.previous.id + 1;
    if (next <= known.lastTradeId + 1) return;
    const missed = { firstTradeId: known.lastTradeId + 1, lastTradeId: next - 1 };
    this.#deps.log.warn('trades missing between ticks', { symbol: tick.symbol, ...missed });
  }
}

interface Judging {
  readonly trusted: IndexPage | null;
  readonly judgedTo: number | null;
  readonly deadline: number;
}

interface FiringVerdict {
  readonly event: Verdict['event'];
  readonly change: Extract<Verdict['change'], { decision: 'fire' }>;
}

/** Only what the book holds is read. A name of no series here is of a later version: its alerts can't be read either. */
function emptyPage({ book }: Tick): IndexPage {
  const inUse = new Set<string>(book.metrics);
  const series: Series[] = SERIES.filter((name) => inUse.has(name));
  return new IndexPage({ version: book.version, shards: book.shards, series });
}
