import type { IncomingMessage } from 'node:http';
import { refuseUpgrade } from '../engines/refuse-upgrade.ts';
import type { SocketSite } from '../http/local-server.ts';
import { requestUrl } from '../request-url.ts';
import type { Plan } from '../template/plan.ts';
import { createSocketGateway, type SocketGateway, type SocketGatewayOptions } from './socket-gateway.ts';

export interface SocketSiteOptions extends Pick<SocketGatewayOptions, 'invoke' | 'report' | 'limits' | 'faults'> {
  readonly plan: Pick<Plan, 'sockets' | 'integrations'>;
}

export function createSocketSite({ plan, ...options }: SocketSiteOptions): SocketSite {
  const { integrations } = plan;
  const stages = new Map<string, SocketGateway>(
    [...plan.sockets].flatMap(([apiId, { routes, stages }]) =>
      [...stages].map(([stage, throttles]): [string, SocketGateway] => [
        stage,
        createSocketGateway({ ...options, apiId, stage, routes, throttles, integrations }),
      ]),
    ),
  );

  function stageAt({ pathname }: URL) {
    const [, name = '', path = ''] = /^\/([^/]*)(.*)$/.exec(pathname) ?? [];
    const stage = stages.get(name);
    return stage && { stage, path };
  }

  return {
    upgrade(request, socket, head) {
      const url = requestUrl(request);
      const found = url && stageAt(url);
      if (!found) refuseUpgrade(socket, 404, { message: 'Not Found' });
      // as behind CloudFront, which has no stage of the longer name
      else if (found.path !== '') refuseUpgrade(socket, 403, { message: 'Forbidden' });
      else if (!isSameOrigin(request)) refuseUpgrade(socket, 403, { message: 'pages of this address only' });
      else found.stage.upgrade(request, socket, head);
    },
    answer(request, url) {
      const found = stageAt(url);
      return found ? found.stage.answer(request, found.path) : null;
    },
    async stop() {
      await Promise.all([...stages.values()].map((stage) => stage.stop()));
    },
  };
}

/**
 * Sockets know no CORS: a page of another port of this machine could read them. `guardHost` has checked that both names are this
 * machine's own, so the ports say the rest. A program sends no `Origin`.
 */
function isSameOrigin({ headers: { host, origin } }: IncomingMessage): boolean {
  return origin === undefined || URL.parse(origin)?.port === URL.parse(`http://${host}`)?.port;
}
