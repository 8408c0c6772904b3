import querystring from 'node:querystring';

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
  // the longest first: one that is part of another would leave the rest of it
  const secrets = [...known, ...parts].flatMap(spellingsOf).sort((a, b) => b.length - a.length);
  const shown = secrets.reduce((rest, secret) => rest.replaceAll(secret, '…'), oneLine(text));
  return cut(shown);
}

/**
 * How an answer may repeat it: as it is sent, also by Basic credentials; what follows its scheme or its user (`GenieKey …`, `user:…`);
 * each of these without the escapes of an address, and with those of JSON.
 */
function spellingsOf(secret: string): string[] {
  const sent = [secret, ...secret.split(/[ :]+/).slice(1), Buffer.from(secret).toString('base64')];
  const read = [...sent, ...sent.map((it) => querystring.unescape(it))];
  return [...read, ...read.map((it) => JSON.stringify(it).slice(1, -1))].map(oneLine).filter((it) => it !== '');
}

function oneLine(text: string): string {
  return text.replace(/[\p{C}\p{Z}\s\uFFFD]+/gu, ' ').trim();
}

/** Where a redirect leads, without its query and with `…` for each part that may be a secret. Null when it is no address. */
export function shownAddress(location: string, { url, secrets }: Call): string | null {
  if (!URL.canParse(location, url)) return null;
  const { origin, pathname } = new URL(location, url);
  if (origin === 'null') return null;
  const spellings = secrets.flatMap(spellingsOf);
  const isSecret = (part: string) => part.length >= MIN_SECRET_CHARACTERS || spellings.includes(part);
  const parts = pathname.split('/').map((part) => (isSecret(part) ? '…' : part));
  return cut(`${origin}${parts.join('/')}`);
}

function cut(text: string): string {
  return Array.from(text).slice(0, MAX_TEXT_CHARACTERS).join('');
}
