import type { Market, MarketTrade } from '../market/market.ts';
import { type Disorder, FrameDisorder } from './frame-disorder.ts';
import type { StreamConnection } from './stream-connection.ts';
import { aggTradeFrame, aggTradeStream, type DayCandle, miniTickerFrame, miniTickerStream } from './stream-frames.ts';

/** Fans the market's trades and mini tickers out to the connections that subscribed to them. */
export class StreamHub {
  readonly connections = new Set<StreamConnection>();
  readonly #market: Market;
  readonly #muted = new Set<string>();
  readonly #disorder = new FrameDisorder((stream, payload) => this.#send(stream, payload));
  readonly #changed = new Set<string>();
  #lastSymbol: string | undefined;

  constructor(market: Market) {
    this.#market = market;
  }

  sendTrade(trade: MarketTrade): void {
    this.#changed.add(trade.symbol);
    this.#lastSymbol = trade.symbol;
    const stream = aggTradeStream(trade.symbol);
    if (this.#isHeard(stream)) this.#disorder.put(stream, aggTradeFrame(trade, this.#market.now()));
  }

  /** From now on trades come doubled or in the wrong order, so often; null: as they should. */
  disturb(disorder: Disorder | null): void {
    this.#disorder.become(disorder);
  }

  /** Sends the array even when nothing traded: clients take it as the heartbeat of the whole socket. */
  sendMiniTickers(): void {
    this.#disorder.flush();
    const symbols = this.#changed.size > 0 ? [...this.#changed] : this.#quietSymbol();
    this.#changed.clear();
    if (!this.#isHeard(miniTickerStream)) return;
    this.#send(miniTickerStream, miniTickerFrame(this.#dayCandles(symbols), this.#market.now()));
  }

  /** Sends this text, as it is, to everyone who subscribed to the stream. */
  sendRaw(stream: string, text: string): void {
    for (const connection of this.#subscribers(stream)) connection.sendText(text);
  }

  /** Tells every client that its connection is about to end. */
  announceShutdown(): void {
    for (const connection of this.connections) connection.announceShutdown(this.#market.now());
  }

  /** A muted stream loses its frames while the socket stays open. */
  mute(stream: string, muted: boolean): void {
    if (muted) this.#muted.add(stream);
    else this.#muted.delete(stream);
  }

  subscriberCount(stream: string): number {
    return this.#subscribers(stream).length;
  }

  #isHeard(stream: string): boolean {
    return !this.#muted.has(stream) && this.subscriberCount(stream) > 0;
  }

  #send(stream: string, payload: string): void {
    for (const connection of this.#subscribers(stream)) connection.send(stream, payload);
  }

  #subscribers(stream: string): StreamConnection[] {
    return [...this.connections].filter((connection) => connection.streams.has(stream));
  }

  #quietSymbol(): string[] {
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
