import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { UnsecuredJWT } from 'jose';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readToken } from '../../../../cli/session/read-token.ts';
import { type Session, SessionFile } from '../../../../cli/session/session-file.ts';
import { holdNothing } from '../../../support/memory-tables.ts';
import { NOW, startApi } from '../../functions/api/call-api.ts';
import { type Finished, runLine, testTerminal } from '../run-line.ts';
import { type ServedApi, serveApi } from '../served-api.ts';

const HOUR_MS = 3_600_000;

let folder: string;
let api: ServedApi;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'pricebell-cli-session-'));
  api = await serveApi(startApi(holdNothing()));
});
afterEach(async () => {
  rmSync(folder, { recursive: true, force: true });
  await api.close();
});

const path = () => join(folder, 'pricebell/sessions.json');
const tokenUntil = (ms: number) => new UnsecuredJWT({}).setExpirationTime(Math.floor(ms / 1_000)).encode();

function run(words: string[], stdin = ''): Promise<Finished> {
  return runLine(words, testTerminal({ env: { XDG_CONFIG_HOME: folder }, stdin: Readable.from([stdin]) }));
}

describe('login with a token', () => {
  it('keeps it in a file that only its owner reads, and sends later commands to the same API', async () => {
    const token = tokenUntil(NOW + HOUR_MS);
    const signedIn = await run(['login', '--url', `${api.origin}/api/`, '--token', '-'], `${token}\n`);
    expect(signedIn).toMatchObject({ code: 0, err: '' });
    expect(signedIn.out).toMatch(/^you +ada@example\.com\nat +http:/);
    expect(statSync(path()).mode & 0o777).toBe(0o600);
    expect(statSync(join(folder, 'pricebell')).mode & 0o777).toBe(0o700);
    expect(await run(['alerts', 'list'])).toMatchObject({ code: 0, out: 'There is no such alert.' });
    expect(api.requests.at(-1)?.headers.authorization).toBe(`Bearer ${token}`);
  });

  it('refuses what is no token before it is kept', async () => {
    expect(await run(['login', '--url', api.origin, '--token', 'secret'])).toMatchObject({ code: 64 });
    expect((await run(['whoami', '--url', api.origin])).code).toBe(3);
  });

  it('is forgotten by logout; then commands say that nobody is signed in', async () => {
    await run(['login', '--url', api.origin, '--token', tokenUntil(NOW + HOUR_MS)]);
    expect(await run(['logout'])).toMatchObject({ code: 0, out: `Signed out at ${api.origin}.` });
    const { code, err } = await run(['alerts', 'list']);
    expect([code, err]).toEqual([3, expect.stringContaining('pricebell login')]);
    expect((await run(['logout'])).out).toBe(`Nobody is signed in at ${api.origin}.`);
  });

  it('ends when the token ends', async () => {
    await run(['login', '--url', api.origin, '--token', tokenUntil(NOW + 30_000)]);
    expect(await run(['alerts', 'list'])).toMatchObject({ code: 3, err: expect.stringMatching(/has ended/) });
  });
});

it('a file that was not written by login is named', async () => {
  await run(['login', '--url', api.origin, '--token', tokenUntil(NOW + HOUR_MS)]);
  writeFileSync(path(), '{"sessions":1}');
  expect(await run(['coins', 'list'])).toMatchObject({ code: 1, err: expect.stringContaining(path()) });
});

describe('a token that is about to end', () => {
  const ORIGIN = 'https://example.org';
  const sessionUntil = (ms: number): Session => ({
    idToken: tokenUntil(ms),
    renewal: { issuer: 'https://issuer.example', clientId: 'client', refreshToken: 'refresh' },
  });
  let sessions: SessionFile;

  beforeEach(() => {
    sessions = new SessionFile(join(folder, 'sessions.json'));
    sessions.save(ORIGIN, sessionUntil(NOW + 59_000));
  });

  it('is renewed, and the new one is kept', async () => {
    const fresh = sessionUntil(NOW + HOUR_MS);
    expect(await readToken(ORIGIN, { sessions, renew: async () => fresh, now: () => NOW })).toBe(fresh.idToken);
    expect(sessions.session(ORIGIN)).toEqual(fresh);
  });

  it('is not renewed while it lasts', async () => {
    const renew = () => Promise.reject(new Error('asked too early'));
    const token = await readToken(ORIGIN, { sessions, renew, now: () => NOW - HOUR_MS });
    expect(token).toBe(sessions.session(ORIGIN)?.idToken);
  });

  it('that another process has just renewed is taken from there', async () => {
    const fresh = sessionUntil(NOW + HOUR_MS);
    const renew = async () => {
      sessions.save(ORIGIN, fresh);
      return null;
    };
    expect(await readToken(ORIGIN, { sessions, renew, now: () => NOW })).toBe(fresh.idToken);
  });

  it('and can not be renewed asks for a new sign-in', async () => {
    const reading = readToken(ORIGIN, { sessions, renew: async () => null, now: () => NOW });
    await expect(reading).rejects.toMatchObject({ exitCode: 3 });
  });
});
