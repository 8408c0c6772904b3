import { LineLimit, type Log, reasonOf } from '../../adapters/log.ts';
import { type Cancel, type Clock, repeat } from '../clock.ts';
import type { Counters } from '../counters.ts';
import { ExchangeError } from '../exchange/exchange-error.ts';
import { doubling, pauseAfter } from '../exchange/pause-policy.ts';
import { RefusalGate } from '../exchange/refusal-gate.ts';
import type { RestClient } from '../exchange/rest-client.ts';
import { CatchUp, type LaggingCoin } from './catch-up.ts';
import type { TradePage } from './sequencer-deps.ts';

/** Requests under way at once, each of another coin. */
export const MAX_COINS_AT_ONCE = 8;
/** After so many final errors (`ExchangeError.isFinal`) in a row the coin goes on without the trades. */
export const MAX_FINAL_ERRORS = 5;
/** The exchange's answers may lag behind its sockets: after a page that is not full the next one is requested later. */
const SHORT_PAGE = { firstMs: 200, maxMs: 2_000 };
const TURN_MS = 50;
const MAX_LINES_PER_MINUTE = 60;

export interface BackFillOptions {
  readonly rest: Pick<RestClient, 'fetchTrades' | 'fetchNewestTrade' | 'budgetWaitMs' | 'tradesPerPage'>;
  readonly clock: Clock;
  readonly log: Log;
  readonly counters: Counters;
}

/**
 * Requests the trades that coins have missed: page by page in the order of ids, several coins at once, one page of each in
 * turn, as far as the request budget and the coin's outbox allow.
 */
export class BackFill {
  readonly #options: BackFillOptions;
  readonly #gate: RefusalGate;
  /** in the order of their turns */
  readonly #catchUps = new Map<string, CatchUp>();
  readonly #logLines = new LineLimit(MAX_LINES_PER_MINUTE);
  #busy = 0;
  #isStopped = false;
  #cancel: Cancel | null = null;

  constructor(options: BackFillOptions) {
    this.#options = options;
    this.#gate = new RefusalGate({ ...options, purpose: 'trades', pauseMs: pauseAfter });
  }

  /** How many coins are catching up. */
  get coinCount(): number {
    return this.#catchUps.size;
  }

  /** To be called whenever the coin's sequencer has changed. */
  update(coin: LaggingCoin): void {
    const catchUp = this.#catchUps.get(coin.symbol);
    if (coin.sequencer.isAskable && !this.#isStopped) {
      if (catchUp) catchUp.hurry(this.#now());
      else this.#begin(coin);
    } else if (catchUp) this.#end(catchUp);
  }

  /** The coin is not watched any more. */
  forget(symbol: string): void {
    const catchUp = this.#catchUps.get(symbol);
    if (catchUp) this.#end(catchUp);
  }

  /** Nothing is requested any more, and answers still to come have no effect. */
  stop(): void {
    this.#isStopped = true;
    for (const catchUp of [...this.#catchUps.values()]) this.#end(catchUp);
  }

  #now(): number {
    return this.#options.clock.elapsed();
  }

  #begin(coin: LaggingCoin): void {
    this.#catchUps.set(coin.symbol, new CatchUp(coin, this.#now()));
    this.#cancel ??= repeat(this.#options.clock, TURN_MS, () => this.#turn());
  }

  #end(catchUp: CatchUp): void {
    this.#catchUps.delete(catchUp.coin.symbol);
    if (this.#catchUps.size === 0) {
      this.#cancel?.();
      this.#cancel = null;
    }
    // what the last page brings is not counted yet
    if (!catchUp.isTaking) this.#reportEnd(catchUp);
  }

  #reportEnd({ coin, place, requests, trades, begunAt }: CatchUp): void {
    const { counters } = this.#options;
    if (requests === 0) return;
    const tookMs = Math.round(this.#now() - begunAt);
    const isDone = coin.sequencer.isComplete;
    if (isDone) counters.fills += 1;
    if (isDone) counters.longestFillMs = Math.max(counters.longestFillMs, tookMs);
    this.#log(isDone ? 'caught up' : 'catching up ended early', { ...place, trades, requests, tookMs });
  }

  #turn(): void {
    const now = this.#now();
    for (const catchUp of [...this.#catchUps.values()]) {
      catchUp.checkRoom(now);
      if (catchUp.isOverdue(Math.max(now, this.#gate.closedUntil))) catchUp.coin.sequencer.giveUp('too-late');
      if (!this.#isActive(catchUp) || !catchUp.shouldLogProgress(now)) continue;
      this.#log('catching up', { ...catchUp.place, trades: catchUp.trades });
    }
    this.#pump();
  }

  #pump(): void {
    const now = this.#now();
    if (now < this.#gate.closedUntil) return;
    for (const catchUp of [...this.#catchUps.values()]) {
      if (this.#busy >= MAX_COINS_AT_ONCE) return;
      if (!catchUp.mayRequest(now)) continue;
      if (this.#options.rest.budgetWaitMs('trades') > 0) return;
      // in turn with pages: missing trades must not wait for a proof
      void (catchUp.needsNewest ? this.#requestNewest(catchUp) : this.#requestPage(catchUp));
    }
  }

  async #requestPage(catchUp: CatchUp): Promise<void> {
    const { rest, clock } = this.#options;
    const { symbol, sequencer } = catchUp.coin;
    const fromId = sequencer.next ?? 0;
    const askedAt = clock.elapsed();
    catchUp.hasRequestedNewest = false;
    const rows = await this.#request(catchUp, () => rest.fetchTrades({ symbol, fromId }));
    this.#ended(catchUp);
    if (rows instanceof ExchangeError) this.#failed(catchUp, rows);
    else this.#took(catchUp, { fromId, rows, askedAt, receivedAt: clock.now() });
    this.#pump();
  }

  async #requestNewest(catchUp: CatchUp): Promise<void> {
    const { rest } = this.#options;
    const { symbol, sequencer } = catchUp.coin;
    const askedAt = this.#now();
    catchUp.hasRequestedNewest = true;
    const newest = await this.#request(catchUp, () => rest.fetchNewestTrade(symbol));
    this.#ended(catchUp);
    if (newest instanceof ExchangeError) this.#failed(catchUp, newest);
    else {
      this.#gate.answered();
      if (this.#isActive(catchUp)) sequencer.newest({ newest, askedAt });
    }
    this.#pump();
  }

  /** The coin's next turn comes after those of all others. */
  #request<Answer>(catchUp: CatchUp, ask: () => Promise<Answer>): Promise<Answer | ExchangeError> {
    const { symbol } = catchUp.coin;
    this.#busy += 1;
    catchUp.isRequesting = true;
    catchUp.requests += 1;
    this.#catchUps.delete(symbol);
    this.#catchUps.set(symbol, catchUp);
    if (catchUp.requests === 1) this.#log('catching up', catchUp.place);
    return ask().catch(exchangeErrorOf);
  }

  #ended(catchUp: CatchUp): void {
    this.#busy -= 1;
    catchUp.isRequesting = false;
  }

  #isActive(catchUp: CatchUp): boolean {
    return this.#catchUps.get(catchUp.coin.symbol) === catchUp;
  }

  /** An answer that comes after the end has no effect. */
  #took(catchUp: CatchUp, page: TradePage): void {
    const { rest, counters } = this.#options;
    const { sequencer } = catchUp.coin;
    this.#gate.answered();
    if (!this.#isActive(catchUp)) return;
    catchUp.isTaking = true;
    const taken = sequencer.page(page);
    catchUp.isTaking = false;
    counters.backfilledTrades += taken;
    catchUp.trades += taken;
    catchUp.failures = 0;
    catchUp.finalErrors = 0;
    catchUp.shortPages = page.rows.length === rest.tradesPerPage && taken > 0 ? 0 : catchUp.shortPages + 1;
    if (catchUp.shortPages > 0) catchUp.notBefore = this.#now() + doubling(SHORT_PAGE, catchUp.shortPages);
    if (page.rows.length === 0) catchUp.notBefore = Math.max(catchUp.notBefore, sequencer.askAgainAt);
    if (!this.#isActive(catchUp)) this.#reportEnd(catchUp);
  }

  #failed(catchUp: CatchUp, error: ExchangeError): void {
    if (!error.concernsOneCoin) {
      this.#gate.refused(error);
      return;
    }
    const { symbol, sequencer } = catchUp.coin;
    catchUp.failures += 1;
    catchUp.notBefore = this.#now() + pauseAfter(error, catchUp.failures, this.#options.clock.random());
    this.#log('missed trades not filled yet', { symbol, error: reasonOf(error) });
    catchUp.finalErrors = error.isFinal ? catchUp.finalErrors + 1 : 0;
    if (catchUp.finalErrors >= MAX_FINAL_ERRORS && this.#isActive(catchUp)) sequencer.giveUp('given-up');
  }

  #log(message: string, fields: Readonly<Record<string, unknown>>): void {
    if (this.#logLines.allows(this.#now())) this.#options.log.info(message, fields);
  }
}

/** The REST client reports every failure as an ExchangeError. */
function exchangeErrorOf(error: unknown): ExchangeError {
  return error instanceof ExchangeError ? error : new ExchangeError('unreachable', reasonOf(error));
}
