import * as oidc from 'openid-client';
import { reasonOf } from '../api/call-errors.ts';
import { CliError, EXIT } from '../terminal/exit-codes.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { discoverIssuer, type SignIn, sessionOf } from './issuer.ts';
import { receiveRedirect } from './receive-redirect.ts';
import type { Session } from './session-file.ts';

/**
 * Authorization code with PKCE: the person signs in at the issuer's page, which sends the browser back to this machine (RFC 8252).
 * @throws CliError when no redirect address is free, or the person does not sign in
 */
export async function signInWithBrowser(signIn: SignIn, terminal: Terminal): Promise<Session> {
  const config = await discoverIssuer(signIn);
  const pkceCodeVerifier = oidc.randomPKCECodeVerifier();
  const expectedState = oidc.randomState();
  const redirect = await receiveRedirect(signIn.redirectUris, terminal.signal);
  try {
    const address = oidc.buildAuthorizationUrl(config, {
      redirect_uri: redirect.uri,
      scope: signIn.scopes.join(' '),
      state: expectedState,
      code_challenge: await oidc.calculatePKCECodeChallenge(pkceCodeVerifier),
      code_challenge_method: 'S256',
    });
    terminal.note(`Open this address in a browser on this machine:\n${address.href}`);
    const tokens = await oidc.authorizationCodeGrant(config, await redirect.arrival, {
      pkceCodeVerifier,
      expectedState,
    });
    return sessionOf(tokens, signIn);
  } catch (error) {
    if (terminal.signal.aborted || error instanceof CliError) throw error;
    throw new CliError(`Nobody signed in: ${reasonOf(error)}`, EXIT.signIn);
  } finally {
    redirect.close();
  }
}
