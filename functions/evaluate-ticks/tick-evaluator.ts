import pMap from 'p-map';
import { BookPage, type BookSide, type PagePart } from '../../domain/page.ts';
import type { Frontier } from '../../domain/page-side.ts';
import { lastTradeOf, type Tick } from '../../domain/tick.ts';
import { proveFire } from '../../domain/trigger.ts';
import { type Verdict, walkTick } from '../../domain/walk-tick.ts';
import type { AlertBook, FaultyItem } from '../adapters/alert-book.ts';
import type { Log } from '../adapters/log.ts';

/** An environment remembers the books of so many coins; the one not used for longest goes first. */
const MAX_COINS = 500;
const MAX_ENTRIES_PER_PART = 200;
const MAX_WRITES_AT_ONCE = 16;
const MAX_SHARDS_AT_ONCE = 8;
/**
 * The indexes of a shard are read one after the other. A write of an environment that has ended may still land between
 * two reads; it moves an alert from dues to rises or falls, or between these. In this order the place that it leaves is
 * always read before the place that it goes to, so the alert is found in one of them.
 */
const READ_ORDER = ['dues', 'rises', 'falls', 'rises'] as const;

/** What this environment knows of a coin after the last tick that it finished. */
interface KnownCoin {
  readonly epoch: number;
  readonly seq: number;
  readonly lastTradeId: number | null;
  /** null after a tick that failed halfway: then the page must be read again */
  readonly page: BookPage | null;
}

export interface TickEvaluatorNeeds {
  readonly book: AlertBook;
  readonly log: Log;
  /** own clock, ms */
  readonly now: () => number;
  /** about so many entries of each index of a coin's book stay on its page between ticks */
  readonly maxEntriesPerPart?: number;
}

/**
 * Judges ticks, in the order given, against the books of their coins. The page rule: a page is used only for the direct
 * successor of the tick that was finished last, and only if the book has not changed since; otherwise it is read again.
 */
export class TickEvaluator {
  readonly #needs: TickEvaluatorNeeds;
  readonly #coins = new Map<string, KnownCoin>();

  constructor(needs: TickEvaluatorNeeds) {
    this.#needs = needs;
  }

  /** @throws whatever the table throws; the coin's page is dropped then, and the same tick can be given again */
  async evaluate(tick: Tick): Promise<void> {
    const known = this.#coins.get(tick.symbol);
    if (known && tick.epoch < known.epoch) return;
    const follows = known?.epoch === tick.epoch && known.seq + 1 === tick.seq;
    if (follows) this.#reportHole(known, tick);
    const trusted = follows && known.page && tick.book.version <= known.page.version ? known.page : null;
    // an exception from here on drops the page
    this.#remember(tick.symbol, { epoch: tick.epoch, seq: known?.seq ?? 0, lastTradeId: null, page: null });
    const page = await this.#judge(tick, trusted, trusted ? (known?.lastTradeId ?? null) : null);
    page.trim(this.#needs.maxEntriesPerPart ?? MAX_ENTRIES_PER_PART);
    const lastTradeId = lastTradeOf(tick)?.id ?? null;
    this.#remember(tick.symbol, { epoch: tick.epoch, seq: tick.seq, lastTradeId, page });
  }

  /** Walks the tick over the trusted page, or one that is read now; answers the page as it is after it. */
  async #judge(tick: Tick, trusted: BookPage | null, judgedTo: number | null): Promise<BookPage> {
    const page = trusted ?? new BookPage({ version: tick.book.version, shards: tick.book.shards });
    let readInThisTick = !trusted;
    if (!trusted && tick.book.metrics.length > 0) await this.#readNearEnds(tick.symbol, page);
    for (const step of walkTick(page, tick, judgedTo)) {
      if (step.step === 'apply') await this.#apply(page, tick, step.verdicts);
      else if (readInThisTick) await this.#readFrom(tick.symbol, page, step.part, step.part.side.frontier);
      else await this.#readNearEnds(tick.symbol, page);
      readInThisTick ||= step.step === 'read';
    }
    return page;
  }

  #remember(symbol: string, coin: KnownCoin): void {
    this.#coins.delete(symbol);
    this.#coins.set(symbol, coin);
    const oldest = this.#coins.keys().next();
    if (this.#coins.size > MAX_COINS && !oldest.done) this.#coins.delete(oldest.value);
  }

  /**
   * The whole page, anew. A page of an earlier tick is never read on from where it ends: another environment may have
   * judged this very tick before it was delivered again, and have moved an alert from beyond the page's end in one index
   * into the part of another that the page believes to know.
   */
  async #readNearEnds(symbol: string, page: BookPage): Promise<void> {
    page.clear();
    await pMap(page.shards, (parts) => this.#readShard(symbol, page, parts), { concurrency: MAX_SHARDS_AT_ONCE });
  }

  async #readShard(symbol: string, page: BookPage, parts: Readonly<Record<BookSide, PagePart>>): Promise<void> {
    for (const book of READ_ORDER) await this.#readFrom(symbol, page, parts[book], null);
  }

  async #readFrom(
    symbol: string,
    page: BookPage,
    { book, shard, side }: PagePart,
    from: Frontier | null,
  ): Promise<void> {
    const read = await this.#needs.book.read({ symbol, shard, book, from });
    side.extend(read.placed, read.frontier);
    for (const item of read.faulty) await this.#flag(page, item);
  }

  async #apply(page: BookPage, tick: Tick, verdicts: readonly Verdict[]): Promise<void> {
    // all of them settle before a failure is told: no write may be under way when the tick is given again
    const options = { concurrency: MAX_WRITES_AT_ONCE, stopOnError: false };
    await pMap(verdicts, (verdict) => this.#write(page, tick, verdict), options);
  }

  async #write(page: BookPage, tick: Tick, { entry, event, change }: Verdict): Promise<void> {
    const context = { alert: entry, event, tick, sequence: entry.fires + 1, evaluatedAt: this.#needs.now() };
    const fire = change.decision === 'fire' ? proveFire({ ...context, reason: change.reason }) : null;
    const outcome = await this.#needs.book.change(entry, change.state, fire);
    switch (outcome.result) {
      case 'written':
      case 'overtaken':
        page.put(outcome.entry);
        break;
      case 'gone':
        page.remove(entry.id);
        break;
      case 'faulty':
        page.remove(entry.id);
        await this.#flag(page, outcome.item);
        break;
    }
    if (fire && outcome.result === 'written') {
      this.#needs.log.info('alert fired', { triggerId: fire.id, reason: fire.reason, trade: fire.trade });
    }
  }

  async #flag(page: BookPage, item: FaultyItem): Promise<void> {
    this.#needs.log.error('alert can not be judged', { alertId: item.id, fault: item.fault });
    page.remove(item.id);
    await this.#needs.book.flagFaulty(item);
  }

  /** Ticks that follow each other with trades missing in between: somebody must hear of it. */
  #reportHole(known: KnownCoin, tick: Tick): void {
    if (known.lastTradeId === null || tick.previous === null) return;
    const next = tick.trades.id[0] ?? tick.previous.id + 1;
    if (next <= known.lastTradeId + 1) return;
    const missed = { firstTradeId: known.lastTradeId + 1, lastTradeId: next - 1 };
    this.#needs.log.warn('trades missing between ticks', { symbol: tick.symbol, ...missed });
  }
}
