import { type Grant, type GrantContext, type InteractionContext, interactionPolicy } from 'oidc-provider';
import { SIGNED_IN_PATH } from '../../contract/page-config.ts';
import { SIGN_IN_SCOPES, TERMINAL_REDIRECTS } from '../../contract/sign-in-view.ts';
import { escapeHtml } from '../../text/format/escape-html.ts';
import { CLIENT_ID, claimsOf, subjectOf } from './claims.ts';
import { SIGNING_ALGORITHM } from './identity.ts';
import { renderPage } from './render-page.ts';
import type { SignedIn } from './sign-in-page.ts';
import { showSigningOut } from './signing-out-page.ts';

const DEVICE_CODE = 'urn:ietf:params:oauth:grant-type:device_code';

/** The page's hosts. Of a loopback address, the port does not count (RFC 8252). */
const PAGE_ORIGINS = ['http://localhost', 'http://127.0.0.1'];

/** The configuration of `oidc-provider`: one public client, for the page and for terminals, as the stack's user pool has. */
export function providerConfiguration(keys: readonly unknown[], signedIn: SignedIn): Record<string, unknown> {
  return {
    jwks: { keys },
    clients: [
      {
        client_id: CLIENT_ID,
        token_endpoint_auth_method: 'none',
        application_type: 'native',
        redirect_uris: [
          'http://127.0.0.1/',
          ...PAGE_ORIGINS.map((origin) => `${origin}${SIGNED_IN_PATH}`),
          ...TERMINAL_REDIRECTS,
        ],
        post_logout_redirect_uris: PAGE_ORIGINS.map((origin) => `${origin}/`),
        response_types: ['code'],
        grant_types: ['authorization_code', 'refresh_token', DEVICE_CODE],
        id_token_signed_response_alg: SIGNING_ALGORITHM,
      },
    ],
    claims: { openid: ['sub', 'token_use', 'cognito:groups'], email: ['email', 'email_verified'] },
    conformIdTokenClaims: false,
    features: {
      devInteractions: { enabled: false },
      deviceFlow: { enabled: true },
      revocation: { enabled: true },
      rpInitiatedLogout: { enabled: true, logoutSource: showSigningOut },
    },
    interactions: { policy: askWhoElse() },
    loadExistingGrant: grantAll,
    // the issuer answers this machine's own pages alone (`guardHost`), and a public client has no secret to lose
    clientBasedCORS: () => true,
    // as Cognito does, which knows no scope for it
    issueRefreshToken: (_context: unknown, client: { grantTypeAllowed(type: string): boolean }) =>
      client.grantTypeAllowed('refresh_token'),
    pkce: { required: () => true },
    cookies: { keys: ['pricebell-local'] },
    findAccount: (_context: unknown, accountId: string) => {
      const person = signedIn.get(accountId);
      return person && { accountId, claims: () => ({ sub: accountId, ...claimsOf(person) }) };
    },
    renderError: showError,
  };
}

/**
 * Beside the usual reasons to ask who it is: somebody else is signed in than the one whom the client names. That the client is a program
 * of this machine is none: the page is, and who is signed in is not asked again.
 */
function askWhoElse() {
  const { Check, base } = interactionPolicy;
  const policy = base();
  policy.get('consent')?.checks.remove('native_client_prompt');
  policy.get('login')?.checks.add(
    new Check('login_hint', 'somebody else is signed in', ({ oidc }: InteractionContext) => {
      const { login_hint: hint } = oidc.params;
      const isOther = typeof hint === 'string' && oidc.session.accountId !== subjectOf(hint);
      return isOther ? Check.REQUEST_PROMPT : Check.NO_NEED_TO_PROMPT;
    }),
  );
  return policy;
}

/** What a client asks for is given without asking: there is one client, our own. */
async function grantAll({ oidc }: GrantContext): Promise<Grant> {
  const { provider, client, session } = oidc;
  const grant = new provider.Grant({ clientId: client.clientId, accountId: session.accountId });
  grant.addOIDCScope(SIGN_IN_SCOPES.join(' '));
  await grant.save();
  return grant;
}

function showError(
  context: { type: string; body: string },
  { error, error_description: why = '' }: { error: string; error_description?: string },
): void {
  context.type = 'html';
  context.body = renderPage(
    'Sign-in failed',
    `<h1>Sign-in failed</h1><p class="lead">${escapeHtml(why)} (${escapeHtml(error)})</p>`,
  );
}
