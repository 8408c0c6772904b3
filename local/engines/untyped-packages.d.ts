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
    interactionFinished(request: IncomingMessage, response: ServerResponse, result: object): Promise<void>;
  }
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
