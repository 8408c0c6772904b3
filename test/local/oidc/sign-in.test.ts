import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { renewSession, revokeSession, type SignIn } from '../../../cli/session/issuer.ts';
import { signInWithBrowser } from '../../../cli/session/sign-in-with-browser.ts';
import { signInWithDevice } from '../../../cli/session/sign-in-with-device.ts';
import { viewSignIn } from '../../../contract/sign-in-view.ts';
import type { Engine } from '../../../local/engines/dynamodb.ts';
import { startIssuer } from '../../../local/engines/issuer.ts';
import { CLIENT_ID, subjectOf } from '../../../local/oidc/claims.ts';
import { SignInBrowser } from '../../support/sign-in-pages.ts';
import { testTerminal } from '../../unit/cli/run-line.ts';

const EMAIL = 'ada@example.com';
const folder = mkdtempSync(join(tmpdir(), 'pricebell-sign-in-'));
let issuer: Engine;
let signIn: SignIn;

beforeAll(async () => {
  issuer = await startIssuer(folder);
  signIn = viewSignIn({ issuer: issuer.url, clientId: CLIENT_ID });
});
afterAll(async () => {
  await issuer?.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** The address that a note asks to open. */
async function addressIn(notes: readonly string[]): Promise<string> {
  const address = await vi.waitFor(() => {
    const found = /https?:\/\/\S+\?\S+/.exec(notes.join('\n'))?.[0];
    expect(found).toBeDefined();
    return found;
  });
  return address ?? '';
}

const CLAIMS = { aud: CLIENT_ID, sub: subjectOf(EMAIL), email: EMAIL, email_verified: true, token_use: 'id' };

describe('signing in from a terminal', () => {
  it('with the browser of this machine gives a token that the API accepts, and says that the page can be closed', async () => {
    const terminal = testTerminal();
    const signing = signInWithBrowser(signIn, terminal);
    const page = await new SignInBrowser(EMAIL).signIn(await addressIn(terminal.notes));
    expect(page).toContain('You can close this page');
    const { idToken, renewal } = await signing;
    expect(decodeJwt(idToken)).toMatchObject({ ...CLAIMS, iss: issuer.url });
    expect(renewal).toMatchObject({ issuer: issuer.url, clientId: CLIENT_ID });
  });

  it('with a code that is entered in another browser gives the same', async () => {
    const terminal = testTerminal();
    const signing = signInWithDevice(signIn, terminal);
    await new SignInBrowser(EMAIL).signIn(await addressIn(terminal.notes));
    const session = await signing;
    expect(decodeJwt(session.idToken)).toMatchObject(CLAIMS);
    expect(terminal.notes[0]).toMatch(/enter the code [A-Z]{4}-[A-Z]{4}$/);

    const renewed = await renewSession(session);
    expect(decodeJwt(renewed?.idToken ?? '')).toMatchObject(CLAIMS);
    if (renewed) await revokeSession(renewed);
    expect(await renewSession(renewed ?? session)).toBeNull();
  });

  it('takes the next port when a program uses the first one', async () => {
    const [first, second] = [testTerminal(), testTerminal()];
    const stop = new AbortController();
    const waiting = signInWithBrowser(signIn, { ...first, signal: stop.signal });
    waiting.catch(() => {});
    const redirectOf = async (notes: readonly string[]) =>
      new URL(await addressIn(notes)).searchParams.get('redirect_uri');
    const taken = await redirectOf(first.notes);
    const other = signInWithBrowser(signIn, { ...second, signal: stop.signal });
    other.catch(() => {});
    expect(await redirectOf(second.notes)).not.toBe(taken);
    stop.abort();
    await expect(waiting).rejects.toThrow();
    await expect(other).rejects.toThrow();
  });

  it('ends when somebody comes back with another state', async () => {
    const terminal = testTerminal();
    const signing = signInWithBrowser(signIn, terminal);
    const uri = new URL(await addressIn(terminal.notes)).searchParams.get('redirect_uri');
    const ended = expect(signing).rejects.toMatchObject({ exitCode: 3 });
    await fetch(`${uri}?code=stolen&state=guessed&iss=${encodeURIComponent(issuer.url)}`);
    await ended;
  });
});

it('an issuer that does not answer is named', async () => {
  const gone = { ...signIn, issuer: 'http://127.0.0.1:9' };
  await expect(signInWithBrowser(gone, testTerminal())).rejects.toThrow(/http:\/\/127\.0\.0\.1:9 can't be reached/);
});
