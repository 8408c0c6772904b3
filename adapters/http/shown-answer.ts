/** This much of an answer's text is kept. */
const MAX_TEXT_CHARACTERS = 200;
/** A part of an address that has this length may be its secret. */
const MIN_SECRET_CHARACTERS = 12;

interface Call {
  readonly url: string;
  readonly secrets: readonly string[];
}

/**
 * One short line without control or invisible characters, and without the secrets and the long parts of the address: many servers
 * repeat the address that was called, and whoever knows it can write there.
 */
export function shownText(text: string, { url, secrets: known }: Call): string {
  const { pathname, search } = new URL(url);
  const parts = `${pathname}${search}`.split(/[/?&=]/).filter((part) => part.length >= MIN_SECRET_CHARACTERS);
  const secrets = [...known, ...parts];
  const line = text.replace(/[\p{C}\p{Z}\s\uFFFD]+/gu, ' ').trim();
  const shown = secrets.reduce((rest, secret) => rest.replaceAll(secret, '…'), line);
  return cut(shown);
}

/** Where a redirect leads, without its query and with `…` for each part that may be a secret. Null when it is no address. */
export function shownAddress(location: string, { url, secrets }: Call): string | null {
  if (!URL.canParse(location, url)) return null;
  const { origin, pathname } = new URL(location, url);
  if (origin === 'null') return null;
  const isSecret = (part: string) => part.length >= MIN_SECRET_CHARACTERS || secrets.includes(part);
  const parts = pathname.split('/').map((part) => (isSecret(part) ? '…' : part));
  return cut(`${origin}${parts.join('/')}`);
}

function cut(text: string): string {
  return Array.from(text).slice(0, MAX_TEXT_CHARACTERS).join('');
}
