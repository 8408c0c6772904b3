import { type ClientOptions, WebSocket } from 'ws';

/** A test's socket: keeps everything it receives, and can wait for it without sleeping. */
export class SocketClient {
  readonly socket: WebSocket;
  readonly texts: string[] = [];
  readonly closed: Promise<number>;
  readonly #waiting = new Set<() => void>();

  private constructor(url: string, options: ClientOptions) {
    this.socket = new WebSocket(url, options);
    this.closed = new Promise((resolve) => this.socket.on('close', resolve));
    this.socket.on('message', (data) => {
      this.texts.push(String(data));
      for (const wake of this.#waiting) wake();
    });
  }

  static async open(url: string, options: ClientOptions = {}): Promise<SocketClient> {
    const client = new SocketClient(url, options);
    await new Promise((resolve, reject) => client.socket.once('open', resolve).once('error', reject));
    return client;
  }

  send(message: unknown): void {
    this.socket.send(typeof message === 'string' ? message : JSON.stringify(message));
  }

  /** The first received frame for which the test holds. */
  async frame(holds: (frame: Record<string, unknown>) => boolean): Promise<Record<string, unknown>> {
    return this.#when(() => this.frames().find(holds));
  }

  async answer(id: number): Promise<Record<string, unknown>> {
    return this.frame((frame) => frame.id === id);
  }

  /** Resolves once so many frames have come. */
  async count(frames: number): Promise<void> {
    await this.#when(() => (this.texts.length >= frames ? true : undefined));
  }

  frames(): Record<string, unknown>[] {
    return this.texts.map((text) => JSON.parse(text));
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
