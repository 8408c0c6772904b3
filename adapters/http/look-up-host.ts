import type { LookupAddress } from 'node:dns';
import { Resolver } from 'node:dns/promises';
import { LookupError } from './call-failure.ts';

/** For the answer of a name server. A name that takes longer is looked up again with the next attempt. */
const TIMEOUT_MS = 2_000;

/** Ends with a LookupError at the latest when the signal is aborted. */
export type LookUpHost = (host: string, signal: AbortSignal) => Promise<readonly LookupAddress[]>;

/**
 * Finds the IPv4 addresses of a host; Lambda can call no others. `dns.lookup` would do so in a few threads of the process, each of
 * which waits for its name server to the end: two names whose server is silent would stop everybody's calls. `servers`: replaced
 * by tests.
 */
export function createLookUpHost(servers?: readonly string[]): LookUpHost {
  return async (host, signal) => {
    // its own for each name, since it can be cancelled only as a whole
    const resolver = new Resolver({ timeout: TIMEOUT_MS, tries: 1 });
    if (servers) resolver.setServers(servers);
    signal.addEventListener('abort', () => resolver.cancel(), { once: true });
    try {
      return (await resolver.resolve4(host)).map((address) => ({ address, family: 4 }));
    } catch (error) {
      throw new LookupError(error);
    }
  };
}
