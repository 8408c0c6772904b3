import {
  ApiGatewayManagementApiClient,
  DeleteConnectionCommand,
  GetConnectionCommand,
  PostToConnectionCommand,
} from '@aws-sdk/client-apigatewaymanagementapi';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import * as z from 'zod';
import { type LocalServer, startLocalServer } from '../../../local/http/local-server.ts';
import type { SocketFaults, SocketLimits } from '../../../local/sockets/socket-limits.ts';
import { createSocketSite } from '../../../local/sockets/socket-site.ts';
import { NO_THROTTLES, type StagePlan } from '../../../local/template/plan.ts';
import { waitUntil } from '../../../local/wait-until.ts';
import { SocketClient } from '../simulator/socket-client.ts';

const eventSchema = z.looseObject({
  body: z.string().optional(),
  requestContext: z.looseObject({
    routeKey: z.string(),
    eventType: z.string(),
    connectionId: z.string(),
    disconnectStatusCode: z.number().optional(),
    disconnectReason: z.string().optional(),
  }),
});
export type SocketEvent = z.infer<typeof eventSchema>;

export interface SocketServerOptions {
  readonly limits?: Partial<SocketLimits>;
  readonly faults?: Partial<SocketFaults>;
  readonly throttles?: StagePlan;
  readonly routes?: readonly string[];
  /** answers for the function; what is thrown is the function's error */
  readonly respond?: (event: SocketEvent) => unknown;
}

const ROUTES = ['$connect', '$disconnect', '$default', 'ping'];

/** The local server with one WebSocket API whose stage is `live`, and a function of the test's own behind each route. */
export class SocketServer {
  readonly events: SocketEvent[] = [];
  readonly problems: string[] = [];
  readonly server: LocalServer;
  readonly management: ApiGatewayManagementApiClient;
  respond: (event: SocketEvent) => unknown;

  private constructor(server: LocalServer, options: SocketServerOptions) {
    this.server = server;
    this.respond = options.respond ?? (() => ({ statusCode: 200 }));
    this.management = new ApiGatewayManagementApiClient({
      endpoint: `${server.url}/live`,
      region: 'eu-west-1',
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
      maxAttempts: 1,
      requestHandler: new NodeHttpHandler(),
    });
  }

  static async start(options: SocketServerOptions = {}): Promise<SocketServer> {
    const server = await startLocalServer(0);
    const started = new SocketServer(server, options);
    const { limits, faults, throttles = NO_THROTTLES, routes = ROUTES } = options;
    const sockets = createSocketSite({
      plan: {
        sockets: new Map([
          ['Api', { routes: new Map(routes.map((key) => [key, 'i'])), stages: new Map([['live', throttles]]) }],
        ]),
        integrations: new Map([['i', 'Fn']]),
      },
      async invoke(_name, event) {
        const parsed = eventSchema.parse(event);
        started.events.push(parsed);
        return started.respond(parsed);
      },
      report: (text) => started.problems.push(text),
      limits,
      faults,
    });
    server.serve({
      gateway: async () => ({ status: 404, headers: {}, cookies: [], body: '' }),
      page: null,
      sockets,
    });
    return started;
  }

  get url(): string {
    return `${this.server.url.replace('http', 'ws')}/live`;
  }

  async open(query = ''): Promise<{ client: SocketClient; id: string }> {
    const before = this.events.length;
    const client = await SocketClient.open(`${this.url}${query}`);
    const { requestContext } = await this.event('CONNECT', before);
    return { client, id: requestContext.connectionId };
  }

  /** The first event of the type, from the given one on. */
  event(type: string, from = 0): Promise<SocketEvent> {
    return waitUntil(`an event ${type}`, 5_000, async () =>
      this.events.slice(from).find(({ requestContext }) => requestContext.eventType === type),
    );
  }

  post(ConnectionId: string, data: string, abortSignal?: AbortSignal): Promise<unknown> {
    const command = new PostToConnectionCommand({ ConnectionId, Data: Buffer.from(data) });
    return this.management.send(command, abortSignal && { abortSignal });
  }

  get(ConnectionId: string) {
    return this.management.send(new GetConnectionCommand({ ConnectionId }));
  }

  delete(ConnectionId: string) {
    return this.management.send(new DeleteConnectionCommand({ ConnectionId }));
  }

  stop(): Promise<void> {
    return this.server.stop();
  }
}
