import type { ServerFrame } from '../../../contract/live-frames.ts';
import { SocketClient } from '../simulator/socket-client.ts';
import type { TestStack } from './start-stack.ts';

type FrameOf<T extends ServerFrame['type']> = Extract<ServerFrame, { type: T }>;

/** A frame with prices, at the moment when it came. */
export interface PricesSeen {
  /** `performance.now()`, ms */
  readonly at: number;
  readonly coins: FrameOf<'prices'>['coins'];
}

/** Somebody at the live socket of a stack. */
export class LiveClient {
  readonly client: SocketClient;
  readonly prices: PricesSeen[] = [];
  /** what is not prices */
  readonly others: ServerFrame[] = [];
  readonly #waiting = new Set<() => void>();

  private constructor(client: SocketClient) {
    this.client = client;
    client.socket.on('message', (data) => this.#take(JSON.parse(String(data))));
  }

  /** `name` is the connection's user agent, by which a test names those that something happens to. */
  static async open({ running }: TestStack, name = 'viewer'): Promise<LiveClient> {
    const url = `${running.outputs.webUrl.replace('http', 'ws')}live`;
    return new LiveClient(await SocketClient.open(url, { headers: { 'user-agent': name } }));
  }

  /** Resolves with the answer: `signed-in`, or an error. */
  async signIn(token: string): Promise<ServerFrame> {
    const before = this.others.length;
    this.client.send({ action: 'sign-in', token });
    return this.other(({ type }) => type === 'signed-in' || type === 'error', before);
  }

  /** Resolves with the snapshot of the coins. */
  async subscribe(...symbols: readonly string[]): Promise<FrameOf<'prices'>['coins']> {
    const before = this.prices.length;
    this.client.send({ action: 'subscribe', symbols });
    const holds = () =>
      this.prices.slice(before).find(({ coins }) => symbols.every((s) => coins.some((c) => c.symbol === s)));
    return (await this.#when(holds)).coins;
  }

  /** Resolves with the next frame with prices. */
  nextPrices(): Promise<PricesSeen> {
    const before = this.prices.length;
    return this.#when(() => this.prices[before]);
  }

  async ping(): Promise<void> {
    const before = this.others.length;
    this.client.send({ action: 'ping' });
    await this.other(({ type }) => type === 'pong', before);
  }

  /** The first frame without prices for which the test holds, from the given one on. */
  other(holds: (frame: ServerFrame) => boolean, from = 0): Promise<ServerFrame> {
    return this.#when(() => this.others.slice(from).find(holds));
  }

  /** The first price of the coin for which the test holds. */
  async price(symbol: string, holds: (price: string) => boolean): Promise<void> {
    await this.#when(() =>
      this.prices.find(({ coins }) =>
        coins.some((coin) => coin.symbol === symbol && coin.price !== null && holds(coin.price)),
      ),
    );
  }

  #take(frame: ServerFrame): void {
    if (frame.type === 'prices') this.prices.push({ at: performance.now(), coins: frame.coins });
    else this.others.push(frame);
    for (const wake of this.#waiting) wake();
  }

  #when<T>(look: () => T | undefined): Promise<T> {
    return new Promise((resolve) => {
      const wake = () => {
        const found = look();
        if (found === undefined) return;
        this.#waiting.delete(wake);
        resolve(found);
      };
      this.#waiting.add(wake);
      wake();
    });
  }
}
