import http from 'node:http';
import https from 'node:https';

/** As curl and most programs read them; Node takes either case. */
const PROXY_VARIABLES = ['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'http_proxy', 'NO_PROXY', 'no_proxy'];
/** Never reached by a proxy: this machine, and the addresses at which AWS gives a task its credentials. */
const DIRECT = ['localhost', '127.0.0.1', '[::1]', '169.254.169.254', '169.254.170.2'];

type Environment = Readonly<Record<string, string | undefined>>;

/** What a child process needs to use the same proxy; a proxy that looks into TLS has an authority of its own. */
export function proxyEnvironment(environment: Environment): Record<string, string> {
  const names = [...PROXY_VARIABLES, 'NODE_EXTRA_CA_CERTS'];
  return Object.fromEntries(names.flatMap((name) => (environment[name] ? [[name, environment[name]]] : [])));
}

/**
 * From now on `fetch`, and sockets with `exchangeAgent`, go through the proxy that the environment names; the SDK's clients,
 * which have agents of their own, do not. `host` of the proxy, for the log; null when none is named.
 * @throws Error when the proxy's address is none
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

/** For a socket that leads to the exchange: a plain one takes no proxy, as proxies upgrade none but tunnelled ones. */
export function exchangeAgent(address: string | URL): https.Agent | undefined {
  return new URL(address).protocol === 'wss:' ? https.globalAgent : undefined;
}
