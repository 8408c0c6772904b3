import type { Plan } from './plan.ts';

/** `https://{api}.execute-api.{region}.{suffix}/{stage}`, the address that AWS gives a stage; `wss` for its clients. */
const STAGE_ADDRESS = /^(https|wss):\/\/([^./]+)\.execute-api\.[^/]+\/([^/]+)$/;

/** The variables of a function with the addresses of WebSocket stages on this machine, which functions post to. */
export function withLocalAddresses(
  variables: Readonly<Record<string, string>>,
  { origin, plan }: { readonly origin: string; readonly plan: Pick<Plan, 'sockets'> },
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(variables).map(([name, value]) => {
      const [, scheme, apiId = '', stage] = STAGE_ADDRESS.exec(value) ?? [];
      if (!plan.sockets.has(apiId)) return [name, value];
      return [name, `${scheme === 'wss' ? origin.replace(/^http/, 'ws') : origin}/${stage}`];
    }),
  );
}
