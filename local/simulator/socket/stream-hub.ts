import type { ExchangeLimits } from '../exchange-limits.ts';
import type { Market, MarketTrade } from '../market/market.ts';
import { type Disorder, FrameDisorder } from './frame-disorder.ts';
import type { StreamConnection } from './stream-connection.ts';
import { aggTradeFrame, aggTradeStream, type DayCandle, MINI_TICKER_STREAM, miniTickerFrame } from './stream-frames.ts';

/** Sends the market's trades and mini tickers to the connections that subscribed to them. */
export class StreamHub {
  readonly connections = new Set<StreamConnection>();
  readonly #market: Market;
  readonly #hasSteadyTickers: boolean;
  readonly #silenced = new Set<string>();
  readonly #disorder = new FrameDisorder((stream, payload) => this.#send(stream, payload));
  readonly #changed = new Set<string>();
  #lastSymbol: string | undefined;

  constructor(market: Market, { hasSteadyTickers }: Pick<ExchangeLimits, 'hasSteadyTickers'>) {
    this.#market = market;
    this.#hasSteadyTickers = hasSteadyTickers;
  }

  sendTrade(trade: MarketTrade): void {
    this.#changed.add(trade.symbol);
    this.#lastSymbol = trade.symbol;
    const stream = aggTradeStream(trade.symbol);
    if (this.#isHeard(stream)) this.#disorder.put(stream, aggTradeFrame(trade, this.#market.now()));
  }

  /** From now on so many trades come doubled or in the wrong order; null: none. */
  disturb(disorder: Disorder | null): void {
    this.#disorder.become(disorder);
  }

  /** Where tickers are steady, sends the array even when nothing traded: it is the heartbeat of the whole socket. */
  sendMiniTickers(): void {
    this.#disorder.flush();
    const symbols = this.#changed.size > 0 ? [...this.#changed] : this.#quietSymbol();
    this.#changed.clear();
    if (symbols.length === 0) return;
    if (!this.#isHeard(MINI_TICKER_STREAM)) return;
    this.#send(MINI_TICKER_STREAM, miniTickerFrame(this.#dayCandles(symbols), this.#market.now()));
  }

  /** Sends exactly this text to everyone who subscribed to the stream. */
  sendRaw(stream: string, text: string): void {
    for (const connection of this.#subscribers(stream)) connection.sendText(text);
  }

  /** Announces to every client that its connection is about to end. */
  announceShutdown(): void {
    for (const connection of this.connections) connection.announceShutdown(this.#market.now());
  }

  /** The frames of a silenced stream are dropped while the socket stays open. */
  silence(stream: string, silenced: boolean): void {
    if (silenced) this.#silenced.add(stream);
    else this.#silenced.delete(stream);
  }

  subscriberCount(stream: string): number {
    return this.#subscribers(stream).length;
  }

  #isHeard(stream: string): boolean {
    return !this.#silenced.has(stream) && this.subscriberCount(stream) > 0;
  }

  #send(stream: string, payload: string): void {
    for (const connection of this.#subscribers(stream)) connection.send(stream, payload);
  }

  #subscribers(stream: string): StreamConnection[] {
    return [...this.connections].filter((connection) => connection.streams.has(stream));
  }

  #quietSymbol(): string[] {
    if (!this.#hasSteadyTickers) return [];
    const symbol = this.#lastSymbol ?? this.#market.symbols()[0]?.symbol;
    return symbol === undefined ? [] : [symbol];
  }

  #dayCandles(symbols: readonly string[]): DayCandle[] {
    return symbols.flatMap((symbol) => {
      const day = this.#market.lastDay(symbol);
      return day === undefined ? [] : [{ symbol, day }];
    });
  }
}
