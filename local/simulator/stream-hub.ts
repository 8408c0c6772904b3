import type { Market, MarketTrade } from './market.ts';
import type { StreamConnection } from './stream-connection.ts';
import {
  aggTradeFrame,
  aggTradeStream,
  combinedFrame,
  type DayCandle,
  miniTickerFrame,
  miniTickerStream,
} from './stream-frames.ts';

/** Fans the market's trades and mini tickers out to the connections that subscribed to them. */
export class StreamHub {
  readonly connections = new Set<StreamConnection>();
  readonly #market: Market;
  readonly #muted = new Set<string>();
  readonly #changed = new Set<string>();
  #lastSymbol: string | undefined;

  constructor(market: Market) {
    this.#market = market;
  }

  sendTrade(trade: MarketTrade): void {
    this.#changed.add(trade.symbol);
    this.#lastSymbol = trade.symbol;
    this.#publish(aggTradeStream(trade.symbol), () => aggTradeFrame(trade, this.#market.now()));
  }

  /** Sends the array even when nothing traded: clients take it as the heartbeat of the whole socket. */
  sendMiniTickers(): void {
    const symbols = this.#changed.size > 0 ? [...this.#changed] : this.#quietSymbol();
    this.#changed.clear();
    this.#publish(miniTickerStream, () => miniTickerFrame(this.#dayCandles(symbols), this.#market.now()));
  }

  /** Sends this text, as it is, to everyone who subscribed to the stream. */
  sendRaw(stream: string, text: string): void {
    for (const connection of this.#subscribers(stream)) connection.sendText(text);
  }

  /** Tells every client that its connection is about to end. */
  announceShutdown(): void {
    const payload = JSON.stringify({ e: 'serverShutdown', E: this.#market.now() });
    for (const connection of this.connections) {
      connection.sendText(connection.combined ? combinedFrame('!serverShutdown', payload) : payload);
    }
  }

  /** A muted stream loses its frames while the socket stays open. */
  mute(stream: string, muted: boolean): void {
    if (muted) this.#muted.add(stream);
    else this.#muted.delete(stream);
  }

  subscriberCount(stream: string): number {
    return this.#subscribers(stream).length;
  }

  #publish(stream: string, payload: () => string): void {
    if (this.#muted.has(stream)) return;
    const subscribers = this.#subscribers(stream);
    if (subscribers.length === 0) return;
    const text = payload();
    for (const connection of subscribers) connection.send(stream, text);
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
