import { ApiGatewayManagementApiClient, DeleteConnectionCommand } from '@aws-sdk/client-apigatewaymanagementapi';
import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { waitUntil } from '../../../local/wait-until.ts';
import { LiveClient } from './live-client.ts';
import { noteTrades, steadyMarket } from './live-market.ts';
import type { Person } from './person.ts';
import { TestStack } from './start-stack.ts';

// not vitest's own waiting: the benchmark uses this too
const LIVE_WITHIN_MS = 60_000;
const WITHIN_MS = 30_000;
/** The row of table `connections` that counts the others. */
const COUNT = '#all';

type LiveStackParts = Pick<LiveStack, 'stack' | 'owner' | 'coin' | 'trades' | 'stalled'>;

/** A stack whose coins trade ten times a second, and what its sockets and their rows look like. */
export class LiveStack {
  readonly stack: TestStack;
  readonly owner: Person;
  /** the first coin */
  readonly coin: string;
  /** when each of its trades happened: `performance.now()`, ms */
  readonly trades: readonly number[];
  /** connections with these names take no post any more */
  readonly stalled: Set<string>;
  readonly #clients: LiveClient[] = [];

  private constructor({ stack, owner, coin, trades, stalled }: LiveStackParts) {
    this.coin = coin;
    this.stack = stack;
    this.owner = owner;
    this.trades = trades;
    this.stalled = stalled;
  }

  /**
   * Of connections with the name `vanishing` the `$disconnect` is lost. `maxLiveViewers`: 400.
   */
  static async start(coins: readonly string[], forMs: number): Promise<LiveStack> {
    const stalled = new Set<string>();
    const market = steadyMarket(coins, { everyMs: 100, forMs });
    const stack = await TestStack.start(market, {
      settings: { maxLiveViewers: '400', openRequestsPerSecond: '500' },
      socketFaults: {
        stalls: ({ userAgent }) => stalled.has(userAgent),
        losesDisconnect: ({ userAgent }) => userAgent === 'vanishing',
      },
    });
    const owner = await stack.person('owner@example.com');
    for (const symbol of coins) await owner.call('PUT', `/coins/${symbol}`);
    for (const symbol of coins) {
      await waitUntil(`${symbol} is live`, LIVE_WITHIN_MS, async () => {
        const { state } = await owner.get(`/coins/${symbol}`);
        return state === 'live' || undefined;
      });
    }
    const [coin = ''] = coins;
    const trades = noteTrades(market, coin);
    void market.play({ speed: 1 });
    return new LiveStack({ stack, owner, coin, trades, stalled });
  }

  async open(name?: string): Promise<LiveClient> {
    const client = await LiveClient.open(this.stack, name);
    this.#clients.push(client);
    return client;
  }

  /** Ends every socket that is open, and resolves when the table has forgotten them. */
  async closeAll(): Promise<void> {
    for (const { client } of this.#clients) client.socket.terminate();
    this.#clients.length = 0;
    await waitUntil(
      'no connection to be left',
      WITHIN_MS,
      async () => (await this.connections()).length === 0 || undefined,
    );
  }

  async end(): Promise<void> {
    for (const { client } of this.#clients) client.socket.terminate();
    this.stack.market.stop();
    await this.stack.end();
  }

  /** The ids of the connections that the table knows. */
  async connections(): Promise<string[]> {
    return (await this.#rows()).flatMap(({ connection }) => (connection === COUNT ? [] : [String(connection)]));
  }

  /** How many the table counts. */
  async counted(): Promise<unknown> {
    return (await this.#rows()).find(({ connection }) => connection === COUNT)?.open;
  }

  /** As API Gateway does after two hours, by a request instead of by the time. */
  async cutOff(ConnectionId: string): Promise<void> {
    const { LIVE_CALLBACK_URL: endpoint = '' } = this.#environment;
    const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
    const client = new ApiGatewayManagementApiClient({ endpoint, region: 'eu-west-1', credentials });
    await client.send(new DeleteConnectionCommand({ ConnectionId }));
  }

  async #rows(): Promise<Record<string, unknown>[]> {
    const { documents } = this.stack.running.engines.clients;
    const TableName = this.#environment.CONNECTIONS_TABLE;
    const { Items = [] } = await documents.send(new ScanCommand({ TableName, ConsistentRead: true }));
    return Items;
  }

  get #environment(): Readonly<Record<string, string>> {
    return this.stack.running.plan.functions.get('LiveSocket')?.environment ?? {};
  }
}
