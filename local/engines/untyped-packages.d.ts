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
  }
}
