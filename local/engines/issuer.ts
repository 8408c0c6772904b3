import { createServer } from 'node:http';
import { Provider } from 'oidc-provider';
import { CLIENT_ID, claimsOf, subjectOf } from '../oidc/claims.ts';
import { issuerOf, readIdentity } from '../oidc/identity.ts';
import { requestUrl } from '../request-url.ts';
import { closeServer, listen } from './close-server.ts';
import type { Engine } from './dynamodb.ts';
import { guardHost } from './loopback-host.ts';

/** Starts `oidc-provider` as the issuer that the template's authorizer trusts: discovery, keys, and a sign-in page for anyone. */
export async function startIssuer(folder: string): Promise<Engine> {
  const identity = await readIdentity(folder);
  const issuer = issuerOf(identity);
  const provider = new Provider(issuer, configuration(identity.keys));
  const answer = provider.callback();
  const server = createServer((request, response) =>
    requestUrl(request) ? answer(request, response) : response.writeHead(400).end(),
  );
  guardHost(server);
  await listen(server, identity.port).catch((error: unknown) => {
    throw new Error(
      `the issuer's port ${identity.port} is taken by another program: end that one, or \`npm run reset\` (which also clears all alerts)`,
      { cause: error },
    );
  });
  return { url: issuer, stop: () => closeServer(server) };
}

function configuration(keys: readonly unknown[]): Record<string, unknown> {
  return {
    jwks: { keys },
    clients: [
      {
        client_id: CLIENT_ID,
        token_endpoint_auth_method: 'none',
        application_type: 'native',
        redirect_uris: ['http://127.0.0.1/'],
        response_types: ['code'],
        grant_types: ['authorization_code'],
        id_token_signed_response_alg: 'ES256',
      },
    ],
    claims: { email: ['email', 'email_verified'] },
    conformIdTokenClaims: false,
    pkce: { required: () => true },
    cookies: { keys: ['pricebell-local'] },
    findAccount: (_context: unknown, email: string) => ({
      accountId: email,
      claims: () => ({ sub: subjectOf(email), ...claimsOf({ email, admin: false }) }),
    }),
  };
}
