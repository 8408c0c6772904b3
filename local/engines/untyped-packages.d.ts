declare module 'kinesalite' {
  import type { Server } from 'node:http';

  const kinesalite: (options: { path?: string; createStreamMs?: number; deleteStreamMs?: number }) => Server;
  export = kinesalite;
}

declare module 'aws-ses-v2-local/dist/store.js' {
  export function getStoreReadonly(): { emails: unknown[] };
}

declare module 'oidc-provider' {
  import type { IncomingMessage, ServerResponse } from 'node:http';
  export class Provider {
    constructor(issuer: string, configuration: Record<string, unknown>);
    callback(): (request: IncomingMessage, response: ServerResponse) => void;
    interactionDetails(
      request: IncomingMessage,
      response: ServerResponse,
    ): Promise<{ params: Record<string, unknown> }>;
    interactionFinished(request: IncomingMessage, response: ServerResponse, result: object): Promise<void>;
  }
  export interface InteractionContext {
    readonly oidc: {
      readonly params: Readonly<Record<string, unknown>>;
      readonly session: { readonly accountId?: string };
    };
  }
  class Check {
    static readonly REQUEST_PROMPT: true;
    static readonly NO_NEED_TO_PROMPT: false;
    constructor(reason: string, description: string, check: (context: InteractionContext) => boolean);
  }
  interface Policy {
    get(
      name: 'login' | 'consent',
    ): { readonly checks: { add(check: Check): void; remove(reason: string): void } } | undefined;
  }
  export const interactionPolicy: { readonly Check: typeof Check; base(): Policy };
  export interface Grant {
    addOIDCScope(scope: string): void;
    save(): Promise<string>;
  }
  export interface GrantContext {
    readonly oidc: {
      readonly provider: { readonly Grant: new (of: { clientId: string; accountId: string }) => Grant };
      readonly client: { readonly clientId: string };
      readonly session: { readonly accountId: string };
    };
  }
}
