import { LineLimit, type Log, reasonOf } from '../../adapters/log.ts';
import { type Cancel, type Clock, repeat } from '../clock.ts';
import type { Counters } from '../counters.ts';
import { concernsOneCoin, growing, isOfNoUse, pauseAfter } from '../exchange/pause-policy.ts';
import { MAX_WEIGHT_PER_MINUTE } from '../exchange/request-budget.ts';
import { MAX_AGG_TRADES, type RestClient, RestFault, WEIGHTS } from '../exchange/rest-client.ts';
import type { TradePage } from './sequencer-deps.ts';
import type { TradeSequencer } from './trade-sequencer.ts';

/** Requests under way at once, each of another coin. */
export const MAX_COINS_AT_ONCE = 8;
/** A coin that has not caught up after so long goes on with what comes live. */
export const MAX_CATCH_UP_MS = 900_000;
/** Of the request weight that the exchange allows. More than candles get, so that trades come first. */
export const MAX_WEIGHT_SHARE = 0.9;
/** Frames of two connections may cross: what is ahead for a moment needs nobody to be asked. */
export const GRACE_MS = 50;
/** Pages in a row that can't be read, or are refused, before the coin goes on without them. */
export const MAX_USELESS_ANSWERS = 5;
/** The exchange's answers may lag behind its sockets: a page that brings less than it could is asked for again. */
const SHORT_PAGE = { firstMs: 200, maxMs: 2_000 };
const TURN_MS = 50;
const PROGRESS_MS = 30_000;
const MAX_LINES_PER_MINUTE = 60;

/** A coin whose missed trades are to be asked for. */
export interface LaggingCoin {
  readonly symbol: string;
  readonly sequencer: TradeSequencer;
  /** Its outbox can take more pages. */
  hasRoom(): boolean;
}

export interface BackFillOptions {
  readonly rest: Pick<RestClient, 'fetchAggTrades' | 'fetchNewestTrade' | 'usedWeight'>;
  readonly clock: Clock;
  readonly log: Log;
  readonly counters: Counters;
}

/** One coin while it catches up. Times are monotonic, ms. */
interface Line {
  readonly coin: LaggingCoin;
  readonly fromId: number;
  readonly begunAt: number;
  deadline: number;
  notBefore: number;
  isAsking: boolean;
  isTaking: boolean;
  hasAskedNewest: boolean;
  requests: number;
  trades: number;
  shortPages: number;
  failures: number;
  uselessAnswers: number;
  /** since when it waits for its outbox */
  fullSince: number | null;
  toldAt: number;
}

/**
 * Asks the exchange for what coins have missed: page by page in the order of ids, several coins side by side, one page of
 * each in turn, as far as the request weight and the coin's outbox allow.
 */
export class BackFill {
  readonly #settings: BackFillOptions;
  /** in the order of their turns */
  readonly #lines = new Map<string, Line>();
  readonly #logLines = new LineLimit(MAX_LINES_PER_MINUTE);
  #busy = 0;
  #askAgainAt = Number.NEGATIVE_INFINITY;
  #refusals = 0;
  #lastRefusal = '';
  #isStopped = false;
  #cancel: Cancel | null = null;

  constructor(settings: BackFillOptions) {
    this.#settings = settings;
  }

  /** Coins that catch up at present. */
  get coinCount(): number {
    return this.#lines.size;
  }

  /** To be called whenever the coin's sequencer has changed. */
  look(coin: LaggingCoin): void {
    const line = this.#lines.get(coin.symbol);
    if (coin.sequencer.isAskable && !this.#isStopped) {
      if (!line) this.#begin(coin);
      else if (this.#wantsNewest(line)) {
        line.notBefore = Math.min(line.notBefore, this.#settings.clock.elapsed() + GRACE_MS);
      }
    } else if (line) this.#end(line);
  }

  /** The coin is let go. */
  forget(symbol: string): void {
    const line = this.#lines.get(symbol);
    if (line) this.#end(line);
  }

  /** Nothing is asked for any more, and answers still to come change nothing. */
  stop(): void {
    this.#isStopped = true;
    for (const line of [...this.#lines.values()]) this.#end(line);
  }

  #begin(coin: LaggingCoin): void {
    const { clock } = this.#settings;
    const now = clock.elapsed();
    this.#lines.set(coin.symbol, {
      coin,
      fromId: coin.sequencer.next ?? 0,
      begunAt: now,
      deadline: now + MAX_CATCH_UP_MS,
      notBefore: now + GRACE_MS,
      isAsking: false,
      isTaking: false,
      hasAskedNewest: false,
      requests: 0,
      trades: 0,
      shortPages: 0,
      failures: 0,
      uselessAnswers: 0,
      fullSince: null,
      toldAt: now,
    });
    this.#cancel ??= repeat(clock, TURN_MS, () => this.#turn());
  }

  #end(line: Line): void {
    this.#lines.delete(line.coin.symbol);
    if (this.#lines.size === 0) {
      this.#cancel?.();
      this.#cancel = null;
    }
    // what the last page brought is not counted yet
    if (!line.isTaking) this.#tellEnd(line);
  }

  #tellEnd(line: Line): void {
    const { clock, counters } = this.#settings;
    const { coin, requests, trades } = line;
    if (requests === 0) return;
    const tookMs = Math.round(clock.elapsed() - line.begunAt);
    const isDone = coin.sequencer.isComplete;
    if (isDone) counters.fills += 1;
    if (isDone) counters.longestFillMs = Math.max(counters.longestFillMs, tookMs);
    this.#tell(isDone ? 'caught up' : 'catching up broken off', { ...placeOf(line), trades, requests, tookMs });
  }

  #turn(): void {
    const now = this.#settings.clock.elapsed();
    for (const line of [...this.#lines.values()]) {
      this.#lookAtRoom(line, now);
      // an exchange that will not answer in time is not waited for
      if (line.fullSince === null && Math.max(now, this.#askAgainAt) >= line.deadline)
        line.coin.sequencer.giveUp('too-late');
      if (now - line.toldAt < PROGRESS_MS || !this.#isOn(line)) continue;
      line.toldAt = now;
      this.#tell('catching up', { ...placeOf(line), trades: line.trades });
    }
    this.#pump();
  }

  /** The time in which the stream takes nothing is not the exchange's. */
  #lookAtRoom(line: Line, now: number): void {
    const hasRoom = line.coin.hasRoom();
    if (hasRoom && line.fullSince !== null) line.deadline += now - line.fullSince;
    if (hasRoom) line.fullSince = null;
    else line.fullSince ??= now;
  }

  #pump(): void {
    const now = this.#settings.clock.elapsed();
    if (now < this.#askAgainAt) return;
    for (const line of [...this.#lines.values()]) {
      if (this.#busy >= MAX_COINS_AT_ONCE) return;
      if (line.isAsking || line.notBefore > now || !line.coin.hasRoom()) continue;
      if (this.#isWeightSpent()) return;
      // in turn with pages: what is missing must not wait for a proof
      if (this.#wantsNewest(line)) void this.#askNewest(line);
      else void this.#ask(line);
    }
  }

  #isWeightSpent(): boolean {
    return this.#settings.rest.usedWeight() + WEIGHTS.aggTrades > MAX_WEIGHT_SHARE * MAX_WEIGHT_PER_MINUTE;
  }

  async #ask(line: Line): Promise<void> {
    const { rest, clock } = this.#settings;
    const { symbol, sequencer } = line.coin;
    const fromId = sequencer.next ?? 0;
    const askedAt = clock.elapsed();
    this.#asks(line);
    line.hasAskedNewest = false;
    const answer = await rest.fetchAggTrades({ symbol, fromId }).catch(faultOf);
    this.#busy -= 1;
    line.isAsking = false;
    if (answer instanceof RestFault) this.#failed(line, answer);
    else this.#took(line, { fromId, rows: answer, askedAt, receivedAt: clock.now() });
    this.#pump();
  }

  async #askNewest(line: Line): Promise<void> {
    const { rest, clock } = this.#settings;
    const { symbol, sequencer } = line.coin;
    const askedAt = clock.elapsed();
    this.#asks(line);
    line.hasAskedNewest = true;
    const newest = await rest.fetchNewestTrade(symbol).catch(faultOf);
    this.#busy -= 1;
    line.isAsking = false;
    if (newest instanceof RestFault) this.#failed(line, newest);
    else {
      this.#answered();
      if (this.#isOn(line)) sequencer.newest({ newest, askedAt });
    }
    this.#pump();
  }

  /** The next turn of the coin comes after those of all others. */
  #asks(line: Line): void {
    this.#busy += 1;
    line.isAsking = true;
    line.requests += 1;
    this.#lines.delete(line.coin.symbol);
    this.#lines.set(line.coin.symbol, line);
    if (line.requests === 1) this.#tell('catching up', placeOf(line));
  }

  #wantsNewest({ coin, hasAskedNewest }: Line): boolean {
    return coin.sequencer.needsNewest && !hasAskedNewest;
  }

  #isOn(line: Line): boolean {
    return this.#lines.get(line.coin.symbol) === line;
  }

  /** An answer that comes after the end changes nothing. */
  #took(line: Line, page: TradePage): void {
    const { clock, counters } = this.#settings;
    this.#answered();
    if (!this.#isOn(line)) return;
    line.isTaking = true;
    const taken = line.coin.sequencer.page(page);
    line.isTaking = false;
    counters.backfilledTrades += taken;
    line.trades += taken;
    line.failures = 0;
    line.uselessAnswers = 0;
    line.shortPages = page.rows.length === MAX_AGG_TRADES && taken > 0 ? 0 : line.shortPages + 1;
    if (line.shortPages > 0) line.notBefore = clock.elapsed() + growing(SHORT_PAGE, line.shortPages);
    if (page.rows.length === 0) line.notBefore = Math.max(line.notBefore, line.coin.sequencer.askAgainAt);
    if (!this.#isOn(line)) this.#tellEnd(line);
  }

  #answered(): void {
    if (this.#refusals > 0) this.#settings.log.info('the exchange gives trades again');
    this.#refusals = 0;
    this.#lastRefusal = '';
  }

  #failed(line: Line, fault: RestFault): void {
    if (concernsOneCoin(fault)) this.#failedAlone(line, fault);
    else this.#refused(fault);
  }

  #failedAlone(line: Line, fault: RestFault): void {
    const { clock } = this.#settings;
    const { symbol, sequencer } = line.coin;
    line.failures += 1;
    line.notBefore = clock.elapsed() + pauseAfter(fault, line.failures, clock.random());
    this.#tell('missed trades not filled yet', { symbol, fault: reasonOf(fault) });
    line.uselessAnswers = isOfNoUse(fault) ? line.uselessAnswers + 1 : 0;
    if (line.uselessAnswers >= MAX_USELESS_ANSWERS && this.#isOn(line)) sequencer.giveUp('given-up');
  }

  /** Nobody is asked for a while. */
  #refused(fault: RestFault): void {
    const { clock, log } = this.#settings;
    this.#refusals += 1;
    const delayMs = pauseAfter(fault, this.#refusals, clock.random());
    this.#askAgainAt = Math.max(this.#askAgainAt, clock.elapsed() + delayMs);
    if (fault.kind === this.#lastRefusal) return;
    this.#lastRefusal = fault.kind;
    log.warn('the exchange gives no trades', { fault: fault.message, delayMs: Math.round(delayMs) });
  }

  #tell(message: string, fields: Readonly<Record<string, unknown>>): void {
    const { log, clock } = this.#settings;
    if (this.#logLines.allows(clock.elapsed())) log.info(message, fields);
  }
}

/** The client says every failure as a fault. */
function faultOf(error: unknown): RestFault {
  return error instanceof RestFault ? error : new RestFault('unreachable', reasonOf(error));
}

function placeOf({ coin, fromId }: Line) {
  return { symbol: coin.symbol, fromId };
}
