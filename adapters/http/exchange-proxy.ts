import http from 'node:http';
import https from 'node:https';

/** Programs read them in either case. */
const PROXY_VARIABLES = ['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'http_proxy', 'NO_PROXY', 'no_proxy'];
/** Reached without a proxy: this machine, and the addresses at which AWS gives a task its credentials. */
const DIRECT = ['localhost', '127.0.0.1', '[::1]', '169.254.169.254', '169.254.170.2'];

type Environment = Readonly<Record<string, string | undefined>>;

/** What a child process needs to use the same proxy. A proxy that reads TLS has a certificate authority of its own. */
export function proxyEnvironment(environment: Environment): Record<string, string> {
  const names = [...PROXY_VARIABLES, 'NODE_EXTRA_CA_CERTS'];
  return Object.fromEntries(names.flatMap((name) => (environment[name] ? [[name, environment[name]]] : [])));
}

/**
 * Sends `fetch`, and sockets with `exchangeAgent`, through the proxy that the environment names from now on. The SDK's
 * clients have agents of their own and do not use it. Returns the proxy's host, for the log; null when there is no proxy.
 * @throws Error when the proxy's address can't be parsed
 */
export function followProxy(environment: Environment): { readonly host: string; restore(): void } | null {
  const { https_proxy, HTTPS_PROXY, http_proxy, HTTP_PROXY, no_proxy, NO_PROXY } = environment;
  const named = https_proxy || HTTPS_PROXY || http_proxy || HTTP_PROXY;
  if (!named) return null;
  if (!URL.canParse(named)) throw new Error('HTTPS_PROXY: is no address such as http://proxy.example:3128');
  const direct = [...DIRECT, no_proxy || NO_PROXY || ''].join(',');
  const restore = http.setGlobalProxyFromEnv({ ...proxyEnvironment(environment), no_proxy: direct });
  return { host: new URL(named).host, restore };
}

/** For a socket to the exchange. A plain `ws:` socket takes no proxy: proxies pass WebSockets through tunnels only. */
export function exchangeAgent(address: string | URL): https.Agent | undefined {
  return new URL(address).protocol === 'wss:' ? https.globalAgent : undefined;
}
