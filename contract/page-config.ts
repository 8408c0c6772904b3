/** Where the issuer sends the browser of somebody who signs in on the page. */
export const SIGNED_IN_PATH = '/signed-in';

/** Where the page finds this, on its own origin. */
export const PAGE_CONFIG_PATH = '/config.json';

/** What the page must know of where it runs. All of it is public. */
export interface PageConfig {
  /** the `iss` of the tokens that the API accepts; its discovery document says the rest */
  readonly issuer: string;
  /** the `aud` of the tokens that the API accepts; the client has no secret */
  readonly clientId: string;
  /** as OAuth writes it, with spaces */
  readonly scope: string;
  /** path of the API on the page's origin */
  readonly apiUrl: string;
  /** path of the live socket on the page's origin */
  readonly liveUrl: string;
  /**
   * Where signing out ends, for an issuer whose discovery document has no `end_session_endpoint`. It has `client_id` already; the
   * page adds `logout_uri`, which is its origin and a slash.
   */
  readonly logoutUrl: string | null;
  /** on one machine alone: the inbox that all mails go to, and the person who has alerts already; `login_hint` with that address signs in at once */
  readonly local: { readonly inboxUrl: string; readonly demoEmail: string } | null;
}

/** How the two deployables fill it in: what is the same everywhere is said here once. */
export function pageConfig({
  issuer,
  clientId,
  scopes,
  logoutUrl = null,
  local = null,
}: Pick<PageConfig, 'issuer' | 'clientId'> &
  Partial<Pick<PageConfig, 'logoutUrl' | 'local'>> & { readonly scopes: readonly string[] }): PageConfig {
  return { issuer, clientId, scope: scopes.join(' '), apiUrl: '/api', liveUrl: '/live', logoutUrl, local };
}
