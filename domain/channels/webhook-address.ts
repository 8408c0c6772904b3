import { formAt } from './presets/presets.ts';

export const MAX_URL_LENGTH = 512;

/**
 * The ports that a webhook may name: 443; the usual second ones; those that Cloudflare passes on; Home Assistant's. With any port,
 * what a delivery says would scan hosts for services.
 */
export const WEBHOOK_PORTS = [443, 8443, 9443, 2053, 2083, 2087, 2096, 8123];
export const WEBHOOK_PORT_DEMAND = `must have one of these ports: ${WEBHOOK_PORTS.join(', ')}`;

/** What a browser would strip or read as another character, so that a person and we could read two addresses. */
const AMBIGUOUS = /[\s\p{Cc}\\]/u;
const HTTPS = /^https:\/\/[^/]/i;
/** Names that lead into somebody's own network, wherever they are resolved. */
const INNER_NAMES = /(^|\.)(localhost|local|localdomain|internal|intranet|lan|home|corp|private|arpa)$/;

export interface WebhookAddress {
  /** as URL parsers write it: what is stored, shown and called */
  readonly url: string;
  /** null when its text alone shows nothing wrong */
  readonly error: string | null;
}

/** Reads an address that a person gave. Whether a literal address is public is checked elsewhere: see `literalAddress`. */
export function readWebhookAddress(text: string): WebhookAddress {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (!url) return { url: text, error: 'must be an address such as "https://example.com/hook"' };
  return {
    url: url.href,
    error:
      textError(text) ??
      hostError(url) ??
      portError(url) ??
      lengthError(url) ??
      formAt(url)?.address.error(url) ??
      null,
  };
}

function textError(text: string): string | null {
  if (text.length > MAX_URL_LENGTH) return `must be at most ${MAX_URL_LENGTH} characters long`;
  if (AMBIGUOUS.test(text)) return 'must have no spaces, control characters or backslashes';
  if (!HTTPS.test(text)) return 'must begin with https://';
  const [authority = ''] = text.slice('https://'.length).split(/[/?#]/);
  if (authority.includes('@')) return 'must not contain a user name or a password';
  return text.includes('#') ? 'must not contain a fragment (#)' : null;
}

function hostError(url: URL): string | null {
  if (literalAddress(url.href) !== null) return null;
  const { hostname } = url;
  if (hostname.endsWith('.')) return 'must name a host without a dot at its end';
  if (INNER_NAMES.test(hostname)) return 'must not lead into a private network';
  return hostname.includes('.') ? null : 'must name a host in full, such as "example.com"';
}

function portError({ href }: URL): string | null {
  return isWebhookPort(portOf(href)) ? null : WEBHOOK_PORT_DEMAND;
}

export function isWebhookPort(port: number): boolean {
  return WEBHOOK_PORTS.includes(port);
}

/** Of an https address. */
export function portOf(url: string): number {
  const { port } = new URL(url);
  return port === '' ? 443 : Number(port);
}

/** Parsers escape some characters, which makes the text longer. */
function lengthError({ href }: URL): string | null {
  return href.length > MAX_URL_LENGTH ? `must be at most ${MAX_URL_LENGTH} characters long, written out` : null;
}

/**
 * The IP address that stands in place of a name, or null. A URL parser writes every notation of it (decimal, octal,
 * hexadecimal, short, mapped) in one way.
 */
export function literalAddress(url: string): string | null {
  const { hostname } = new URL(url);
  if (hostname.startsWith('[')) return hostname.slice(1, -1);
  return /^\d+(\.\d+){3}$/.test(hostname) ? hostname : null;
}
