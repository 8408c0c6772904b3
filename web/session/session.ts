import { signal } from '@preact/signals';
import { SIGNED_IN_PATH } from '../../contract/page-config.ts';
import { forgetAnswers, setTokenReader } from '../api/call-api.ts';
import { loadConfig } from '../api/load-config.ts';
import type { Account } from './oidc-session.ts';

/** Signing in needs a library of some size: it is loaded when there is somebody to sign in. */
const loadOidc = () => import('./oidc-session.ts');

/** Where `oidc-client-ts` keeps who is signed in, in this tab alone. */
const STORED_PREFIX = 'oidc.user:';

export type Session =
  | { readonly state: 'signed-out'; readonly reason: 'never' | 'asked' | 'ended' | 'failed' }
  | { readonly state: 'signing-in' }
  | ({ readonly state: 'signed-in' } & Account);

export const session = signal<Session>({ state: 'signed-out', reason: 'never' });

/** Reads who is signed in already, or ends a sign-in that the issuer sends back. Gives the path to show then. */
export async function startSession(): Promise<string | null> {
  setTokenReader(idToken);
  const returned = location.pathname === SIGNED_IN_PATH;
  if (!returned && !isStored()) return null;
  session.value = { state: 'signing-in' };
  try {
    const oidc = await loadOidc();
    const manager = oidc.openManager(await loadConfig());
    oidc.onReplaced(manager, (account) => {
      session.value = { state: 'signed-in', ...account };
    });
    const { account, path } = returned ? await oidc.finishSignIn(manager) : await oidc.readStored(manager);
    session.value = account ? { state: 'signed-in', ...account } : { state: 'signed-out', reason: 'ended' };
    return path;
  } catch {
    session.value = { state: 'signed-out', reason: 'failed' };
    return returned ? '/' : null;
  }
}

function isStored(): boolean {
  return Array.from({ length: sessionStorage.length }, (_, index) => sessionStorage.key(index)).some((key) =>
    key?.startsWith(STORED_PREFIX),
  );
}

/** Leaves the page for the issuer's sign-in, and comes back to where it was. */
export async function signIn(loginHint?: string): Promise<void> {
  const before = session.value;
  session.value = { state: 'signing-in' };
  try {
    const oidc = await loadOidc();
    const manager = oidc.openManager(await loadConfig());
    const path = location.pathname === SIGNED_IN_PATH ? '/' : `${location.pathname}${location.search}`;
    await oidc.beginSignIn(manager, { path, loginHint });
  } catch (error) {
    session.value = before;
    throw error;
  }
}

/** On one machine alone: signs in as the person who has alerts already. */
export async function signInAsDemo(): Promise<void> {
  const { local } = await loadConfig();
  return signIn(local?.demoEmail);
}

export async function signOut(): Promise<void> {
  const config = await loadConfig();
  const oidc = await loadOidc();
  const manager = oidc.openManager(config);
  forgetAnswers();
  session.value = { state: 'signed-out', reason: 'asked' };
  await oidc.endSession(manager, config);
}

/** The ID token, renewed when it is about to end; null when nobody is signed in. */
export async function idToken(): Promise<string | null> {
  if (session.value.state !== 'signed-in') return null;
  const oidc = await loadOidc();
  const token = await oidc.freshToken(oidc.openManager(await loadConfig()));
  if (token === null) {
    forgetAnswers();
    session.value = { state: 'signed-out', reason: 'ended' };
  }
  return token;
}
