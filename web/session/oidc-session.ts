import { ErrorResponse, User, UserManager, WebStorageStateStore } from 'oidc-client-ts';
import { type PageConfig, SIGNED_IN_PATH } from '../../contract/page-config.ts';
import { ADMIN_GROUP } from '../../domain/people/admin-group.ts';
import { isFresh } from './is-fresh.ts';

const RENEWAL = 'pricebell-session';
/** The lock stays so long after a renewal that the other tabs have read of it. */
const SHARE_MS = 150;

export interface Account {
  readonly email: string;
  readonly admin: boolean;
}

/** Two tabs may have the same refresh token, since a browser copies the storage of a tab that is duplicated. */
interface Renewal {
  readonly replaces: string;
  readonly user: string;
}

let opened: UserManager | null = null;
let channel: BroadcastChannel | null = null;

export function openManager(config: PageConfig): UserManager {
  opened ??= createManager(config);
  return opened;
}

function createManager({ issuer, clientId, scope }: PageConfig): UserManager {
  return new UserManager({
    authority: issuer,
    client_id: clientId,
    redirect_uri: `${location.origin}${SIGNED_IN_PATH}`,
    post_logout_redirect_uri: `${location.origin}/`,
    scope,
    userStore: new WebStorageStateStore({ store: sessionStorage }),
    stateStore: new WebStorageStateStore({ store: sessionStorage }),
    // it renews when the access token ends; the page sends the ID token
    automaticSilentRenew: false,
    monitorSession: false,
  });
}

/** Takes over what another tab has renewed. */
export function onReplaced(manager: UserManager, onAccount: (account: Account) => void): void {
  channel ??= new BroadcastChannel(RENEWAL);
  channel.onmessage = async ({ data }: MessageEvent<Renewal>) => {
    const own = await manager.getUser();
    if (own?.refresh_token !== data.replaces) return;
    const user = User.fromStorageString(data.user);
    await manager.storeUser(user);
    onAccount(accountOf(user));
  };
}

export async function beginSignIn(
  manager: UserManager,
  { path, loginHint }: { path: string; loginHint: string | undefined },
): Promise<void> {
  await manager.signinRedirect({ state: path, ...(loginHint !== undefined && { login_hint: loginHint }) });
}

export interface Opened {
  readonly account: Account | null;
  /** where the person was when they began to sign in */
  readonly path: string | null;
}

export async function finishSignIn(manager: UserManager): Promise<Opened> {
  const user = await manager.signinRedirectCallback();
  const path = typeof user.state === 'string' && /^\/(?!\/)/.test(user.state) ? user.state : '/';
  return { account: accountOf(user), path };
}

export async function readStored(manager: UserManager): Promise<Opened> {
  const user = await manager.getUser();
  return { account: user && accountOf(user), path: null };
}

/** Null: the session has ended. @throws Error when the issuer does not answer */
export async function freshToken(manager: UserManager): Promise<string | null> {
  const user = await manager.getUser();
  if (!user) return null;
  if (isFresh(user.profile.exp, Date.now())) return user.id_token ?? null;
  return navigator.locks.request(RENEWAL, () => renew(manager));
}

async function renew(manager: UserManager): Promise<string | null> {
  const user = await manager.getUser();
  if (user && isFresh(user.profile.exp, Date.now())) return user.id_token ?? null;
  if (!user?.refresh_token) return forget(manager);
  try {
    const renewed = await manager.signinSilent();
    if (!renewed) return forget(manager);
    await share({ replaces: user.refresh_token, user: renewed.toStorageString() });
    return renewed.id_token ?? null;
  } catch (error) {
    if (error instanceof ErrorResponse) return forget(manager);
    throw error;
  }
}

async function share(renewal: Renewal): Promise<void> {
  channel?.postMessage(renewal);
  await new Promise((resolve) => setTimeout(resolve, SHARE_MS));
}

async function forget(manager: UserManager): Promise<null> {
  await manager.removeUser();
  return null;
}

/** Also at the issuer, or the next sign-in would ask nobody. */
export async function endSession(manager: UserManager, { logoutUrl }: PageConfig): Promise<void> {
  if (logoutUrl !== null) {
    await manager.removeUser();
    location.assign(`${logoutUrl}&logout_uri=${encodeURIComponent(`${location.origin}/`)}`);
    return;
  }
  const endpoint = await manager.metadataService.getEndSessionEndpoint().catch(() => undefined);
  if (endpoint === undefined) await manager.removeUser();
  else await manager.signoutRedirect();
}

function accountOf({ profile }: User): Account {
  const groups = profile['cognito:groups'];
  return { email: profile.email ?? profile.sub, admin: Array.isArray(groups) && groups.includes(ADMIN_GROUP) };
}
