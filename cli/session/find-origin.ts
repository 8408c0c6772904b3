import { UsageError } from '../terminal/exit-codes.ts';

/** What `npm start` answers at, when nothing else is said. */
const LOCAL_ORIGIN = 'http://127.0.0.1:8787';

interface Named {
  /** `--url` */
  readonly option: string | undefined;
  /** `PRICEBELL_URL` */
  readonly variable: string | undefined;
  /** of the last sign-in */
  readonly stored: string | null;
}

/** The API that is meant, the most explicit one first. @throws UsageError when it is no address */
export function findOrigin({ option, variable, stored }: Named): string {
  return readOrigin(option ?? (variable || null) ?? stored ?? LOCAL_ORIGIN);
}

/** The address may be written with /api, as the stack's outputs have it. A token goes over HTTP to this machine alone. */
function readOrigin(text: string): string {
  const url = URL.parse(text.includes('://') ? text : `https://${text}`);
  if (!url || !/^https?:$/.test(url.protocol)) throw new UsageError(`${text} is no address of an API.`);
  if (!/^\/(api\/?)?$/.test(url.pathname) || url.search || url.hash) {
    throw new UsageError(`${text}: give the address alone, such as https://example.org, or with /api.`);
  }
  if (url.protocol === 'http:' && !isLoopback(url.hostname)) {
    throw new UsageError(`${text}: your token would be sent in clear text. Use https.`);
  }
  return url.origin;
}

/** Whether the name is one of this machine: traffic to it does not leave it. */
export function isLoopback(hostname: string): boolean {
  return ['localhost', '127.0.0.1', '[::1]'].includes(hostname);
}
