import { createServer } from 'node:http';
import { Provider } from 'oidc-provider';
import { issuerOf, readIdentity } from '../oidc/identity.ts';
import { providerConfiguration } from '../oidc/provider-configuration.ts';
import { answerSignIn, SIGN_IN_PATH, type SignedIn } from '../oidc/sign-in-page.ts';
import { requestUrl } from '../request-url.ts';
import { closeServer, listen } from './close-server.ts';
import type { Engine } from './dynamodb.ts';
import { guardHost } from './loopback-host.ts';

/** Starts `oidc-provider` as the issuer that the template's authorizer trusts: discovery, keys, and a sign-in page for anyone. */
export async function startIssuer(folder: string): Promise<Engine> {
  const identity = await readIdentity(folder);
  const issuer = issuerOf(identity);
  const signedIn: SignedIn = new Map();
  const provider = new Provider(issuer, providerConfiguration(identity.keys, signedIn));
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
