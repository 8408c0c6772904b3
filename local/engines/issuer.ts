import { createServer } from 'node:http';
import { type Grant, type GrantContext, Provider } from 'oidc-provider';
import { SIGN_IN_SCOPES, TERMINAL_REDIRECTS } from '../../contract/sign-in-view.ts';
import { CLIENT_ID, claimsOf } from '../oidc/claims.ts';
import { issuerOf, readIdentity } from '../oidc/identity.ts';
import { answerSignIn, SIGN_IN_PATH, type SignedIn } from '../oidc/sign-in-page.ts';
import { requestUrl } from '../request-url.ts';
import { closeServer, listen } from './close-server.ts';
import type { Engine } from './dynamodb.ts';
import { guardHost } from './loopback-host.ts';

const DEVICE_CODE = 'urn:ietf:params:oauth:grant-type:device_code';

/** Starts `oidc-provider` as the issuer that the template's authorizer trusts: discovery, keys, and a sign-in page for anyone. */
export async function startIssuer(folder: string): Promise<Engine> {
  const identity = await readIdentity(folder);
  const issuer = issuerOf(identity);
  const signedIn: SignedIn = new Map();
  const provider = new Provider(issuer, configuration(identity.keys, signedIn));
  const answer = provider.callback();
  const server = createServer((request, response) => {
    const url = requestUrl(request);
    if (!url) return response.writeHead(400).end();
    if (!url.pathname.startsWith(SIGN_IN_PATH)) return answer(request, response);
    return answerSignIn({ request, response }, { provider, signedIn });
  });
  guardHost(server);
  await listen(server, identity.port).catch((error: unknown) => {
    throw new Error(
      `the issuer's port ${identity.port} is taken by another program: end that one, or \`npm run reset\` (which also clears all alerts)`,
      { cause: error },
    );
  });
  return { url: issuer, stop: () => closeServer(server) };
}

function configuration(keys: readonly unknown[], signedIn: SignedIn): Record<string, unknown> {
  return {
    jwks: { keys },
    clients: [
      {
        client_id: CLIENT_ID,
        token_endpoint_auth_method: 'none',
        application_type: 'native',
        redirect_uris: ['http://127.0.0.1/', ...TERMINAL_REDIRECTS],
        response_types: ['code'],
        grant_types: ['authorization_code', 'refresh_token', DEVICE_CODE],
        id_token_signed_response_alg: 'ES256',
      },
    ],
    claims: { openid: ['sub', 'token_use'], email: ['email', 'email_verified'] },
    conformIdTokenClaims: false,
    features: { devInteractions: { enabled: false }, deviceFlow: { enabled: true }, revocation: { enabled: true } },
    loadExistingGrant: grantAll,
    // as Cognito does, which knows no scope for it
    issueRefreshToken: (_context: unknown, client: { grantTypeAllowed(type: string): boolean }) =>
      client.grantTypeAllowed('refresh_token'),
    pkce: { required: () => true },
    cookies: { keys: ['pricebell-local'] },
    findAccount: (_context: unknown, accountId: string) => {
      const email = signedIn.get(accountId);
      return email && { accountId, claims: () => ({ sub: accountId, ...claimsOf({ email, admin: false }) }) };
    },
  };
}

/** What a client asks for is given without asking: there is one client, our own. */
async function grantAll({ oidc }: GrantContext): Promise<Grant> {
  const { provider, client, session } = oidc;
  const grant = new provider.Grant({ clientId: client.clientId, accountId: session.accountId });
  grant.addOIDCScope(SIGN_IN_SCOPES.join(' '));
  await grant.save();
  return grant;
}
