import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { type WebSocket as ServerSocket, WebSocketServer } from 'ws';
import type { ClientFrame, ServerFrame } from '../../../../contract/live-frames.ts';

/** A real socket server that says what the test wants. */
export class FakeServer {
  readonly #server: WebSocketServer;
  readonly sockets: ServerSocket[] = [];
  /** what each socket has sent, in the order of the sockets */
  readonly received: ClientFrame[][] = [];
  /** answers pings */
  answers = true;

  private constructor(server: WebSocketServer) {
    this.#server = server;
    server.on('connection', (socket) => this.#accept(socket));
  }

  static async start(port = 0): Promise<FakeServer> {
    const server = new WebSocketServer({ host: '127.0.0.1', port });
    await once(server, 'listening');
    return new FakeServer(server);
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  get url(): string {
    return `ws://127.0.0.1:${this.port}/live`;
  }

  get open(): ServerSocket[] {
    return this.sockets.filter(({ readyState, OPEN }) => readyState === OPEN);
  }

  send(frame: ServerFrame, to: ServerSocket | undefined = this.open.at(-1)): void {
    to?.send(JSON.stringify(frame));
  }

  /** What sockets have sent, as `subscribe BTCUSDT`. */
  said(socket: number): string[] {
    return (this.received[socket] ?? []).map((frame) => {
      if ('symbols' in frame) return `${frame.action} ${[...frame.symbols].sort().join()}`;
      return 'token' in frame ? `${frame.action} ${frame.token}` : frame.action;
    });
  }

  async stop(): Promise<void> {
    for (const socket of this.sockets) socket.terminate();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #accept(socket: ServerSocket): void {
    const frames: ClientFrame[] = [];
    this.sockets.push(socket);
    this.received.push(frames);
    socket.on('message', (data) => {
      const frame = JSON.parse(String(data)) as ClientFrame;
      frames.push(frame);
      if (frame.action === 'ping' && this.answers) this.send({ type: 'pong' }, socket);
    });
  }
}
