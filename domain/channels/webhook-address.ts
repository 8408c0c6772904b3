import { MAX_URL_LENGTH } from './channel.ts';

/** What a browser would strip or read as another character, so that a person and we could read two addresses. */
const AMBIGUOUS = /[\s\p{Cc}\\]/u;
const HTTPS = /^https:\/\/[^/]/i;
/** Names that lead into somebody's own network, wherever they are resolved. */
const INNER_NAMES = /(^|\.)(localhost|local|localdomain|internal|intranet|lan|home|corp|private|arpa)$/;
const TELEGRAM_HOST = 'api.telegram.org';
const TELEGRAM_PATH = /^\/bot[^/]+\/sendMessage$/i;

export interface WebhookAddress {
  /** as URL parsers write it: what is stored, shown and called */
  readonly url: string;
  /** null when nothing is wrong with it from its text alone */
  readonly fault: string | null;
}

/** Reads an address that a person gave. Whether a literal address is public is not said here: see `literalAddress`. */
export function readWebhookAddress(text: string): WebhookAddress {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (!url) return { url: text, fault: 'must be an address such as "https://example.com/hook"' };
  return { url: url.href, fault: textFault(text) ?? hostFault(url) ?? pathFault(url) };
}

function textFault(text: string): string | null {
  if (text.length > MAX_URL_LENGTH) return `must be at most ${MAX_URL_LENGTH} characters long`;
  if (AMBIGUOUS.test(text)) return 'must have no spaces, control characters or backslashes';
  if (!HTTPS.test(text)) return 'must begin with https://';
  const [authority = ''] = text.slice('https://'.length).split(/[/?#]/);
  if (authority.includes('@')) return 'must not contain a user name or a password';
  return text.includes('#') ? 'must not contain a fragment (#)' : null;
}

function hostFault(url: URL): string | null {
  if (literalAddress(url.href) !== null) return null;
  const { hostname } = url;
  if (hostname.endsWith('.')) return 'must name a host without a dot at its end';
  if (INNER_NAMES.test(hostname)) return 'must not lead into a private network';
  return hostname.includes('.') ? null : 'must name a host in full, such as "example.com"';
}

/** What people get wrong with Telegram; Telegram itself would answer with a bare 404. */
function pathFault({ href, hostname, pathname }: URL): string | null {
  if (href.length > MAX_URL_LENGTH) return `must be at most ${MAX_URL_LENGTH} characters long, written out`;
  if (hostname !== TELEGRAM_HOST || TELEGRAM_PATH.test(pathname)) return null;
  return `must be the bot's sendMessage: https://${TELEGRAM_HOST}/bot<token>/sendMessage`;
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
