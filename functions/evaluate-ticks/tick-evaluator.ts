import pMap from 'p-map';
import type { AlertIndex, FaultyItem, IndexRead } from '../../adapters/dynamodb/alerts/alert-index.ts';
import type { Log } from '../../adapters/log.ts';
import { IndexPage, type PageEntry, type PageSection } from '../../domain/alert-index/index-page.ts';
import type { Frontier } from '../../domain/alert-index/nearest-entries.ts';
import { outcomeOf, type Verdict } from '../../domain/alert-index/verdict.ts';
import { hasNoEffect, walkTick } from '../../domain/alert-index/walk-tick.ts';
import type { Tick } from '../../domain/market/tick.ts';
import { proveFire, sinceFire } from '../../domain/messages/trigger.ts';
import { SERIES, type Series } from '../../domain/metrics/series.ts';
import { type KnownCoin, PageStore } from './page-store.ts';

/** Entries of each section of a page that are kept between ticks. */
export const MAX_ENTRIES_PER_SECTION = 200;
/** Within a tick many alerts may move at once: so many times the entries are kept until its end. */
const FACTOR_WITHIN_A_TICK = 10;
export const MAX_WRITES_AT_ONCE = 16;
const MAX_READS_AT_ONCE = 8;

export interface TickEvaluatorDeps {
  readonly alertIndex: AlertIndex;
  readonly log: Log;
  /** own clock, ms */
  readonly now: () => number;
  readonly maxEntriesPerSection?: number;
}

/** The time ran out before the end of the tick. What was written stays valid; the same tick can be evaluated again. */
export class OutOfTimeError extends Error {
  override readonly name = 'OutOfTimeError';
  /** whether this attempt has written something: then the next one has less to do */
  readonly hasMoved: boolean;

  constructor(message: string, hasMoved: boolean) {
    super(message);
    this.hasMoved = hasMoved;
  }
}

/**
 * Judges ticks, in the order given, against their coins' alerts. A page is used only for the direct successor of the tick
 * that was finished last, and only up to the index version at which it was read; otherwise it is read again.
 */
export class TickEvaluator {
  readonly #deps: TickEvaluatorDeps;
  readonly #coins = new PageStore();

  constructor(deps: TickEvaluatorDeps) {
    this.#deps = deps;
  }

  /**
   * @param deadline own clock, ms: no read or write begins after it
   * @throws OutOfTimeError, or what the table throws; the coin's page is dropped, and the same tick can be evaluated again
   */
  async evaluate(tick: Tick, deadline = Number.POSITIVE_INFINITY): Promise<void> {
    const known = this.#coins.get(tick.symbol);
    const follows = known?.epoch === tick.epoch && known.seq + 1 === tick.seq;
    if (follows) this.#reportGap(known, tick);
    const trusted = follows && known.page && tick.book.version <= known.page.version ? known.page : null;
    const judgedTo = trusted ? (known?.lastTradeId ?? null) : null;
    if (trusted && hasNoEffect(trusted, tick, judgedTo)) {
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
    return this.#deps.maxEntriesPerSection ?? MAX_ENTRIES_PER_SECTION;
  }

  /** Walks the tick over the trusted page, or one that is read now; returns the page as it is afterwards. */
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
      else if (readInThisTick) await this.#readOn(tick.symbol, page, step.section);
      else await this.#readNearEnds(tick.symbol, page);
      readInThisTick ||= step.step === 'read';
    }
    return page;
  }

  /**
   * Reads the whole page twice. A dying invocation can move an alert once while we read, from a section that is read later
   * to one that was read before; a second full read finds it.
   *
   * A page of an earlier tick is never read on from where it ends: another environment may have judged this very tick
   * before it was delivered again, and have moved an alert from beyond the page's end in one index to the known range of
   * another.
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
    const reads = await pMap(page.sections, (section) => this.#read(symbol, section, null), {
      concurrency: MAX_READS_AT_ONCE,
    });
    for (const [index, read] of reads.entries()) {
      const section = page.sections[index];
      if (section) page.extend(section, read.placed, read.frontier);
    }
    for (const { faulty } of reads) await this.#flagAll(page, faulty);
  }

  async #readOn(symbol: string, page: IndexPage, section: PageSection): Promise<void> {
    const read = await this.#read(symbol, section, section.entries.frontier);
    page.extend(section, read.placed, read.frontier);
    await this.#flagAll(page, read.faulty);
  }

  #read(symbol: string, { side, shard, series }: PageSection, from: Frontier | null): Promise<IndexRead> {
    return this.#deps.alertIndex.read({ symbol, shard, side, series, from });
  }

  async #apply(page: IndexPage, tick: Tick, verdicts: readonly Verdict[]): Promise<void> {
    // all writes settle before one failure is thrown: none may be under way when the tick is evaluated again
    const options = { concurrency: MAX_WRITES_AT_ONCE, stopOnError: false };
    await pMap(verdicts, (verdict) => this.#write(page, tick, verdict), options);
    page.trim(this.#maxEntries * FACTOR_WITHIN_A_TICK);
  }

  async #write(page: IndexPage, tick: Tick, { entry, event, change }: Verdict): Promise<void> {
    const fire = change.decision === 'fire' ? this.#prove(tick, { entry, event, change }) : null;
    const outcome = await this.#deps.alertIndex.change(entry, outcomeOf({ entry, change }), fire);
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
      const { id: messageId, reason, trade } = fire;
      this.#deps.log.info('alert fired', { messageId, reason, trade, delayMs: sinceFire(fire, this.#deps.now()) });
    }
  }

  #prove(tick: Tick, { entry, event, change }: { entry: PageEntry } & FiringVerdict) {
    const { reason, condition } = change;
    const context = { alert: entry, event, tick, sequence: entry.fires + 1, evaluatedAt: this.#deps.now() };
    return proveFire({ ...context, reason, condition });
  }

  async #flagAll(page: IndexPage, items: readonly FaultyItem[]): Promise<void> {
    for (const item of items) {
      this.#deps.log.error('alert can not be judged', { alertId: item.key.id, fault: item.fault });
      page.remove(item.key.id);
      await this.#deps.alertIndex.flagFaulty(item);
    }
  }

  /** Logs a gap: ticks that follow each other with trades missing in between. */
  #reportGap(known: KnownCoin, tick: Tick): void {
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

/** With the series that the coin's alerts need. An unknown name is of a later version: its alerts can't be read here. */
function emptyPage({ book }: Tick): IndexPage {
  const inUse = new Set<string>(book.metrics);
  const series: Series[] = SERIES.filter((name) => inUse.has(name));
  return new IndexPage({ version: book.version, shards: book.shards, series });
}
