import * as oidc from 'openid-client';
import { reasonOf } from '../api/call-errors.ts';
import { CliError, EXIT } from '../terminal/exit-codes.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { discoverIssuer, type SignIn, sessionOf } from './issuer.ts';
import type { Session } from './session-file.ts';

/**
 * Shows a code, which a person enters in a browser on any machine (RFC 8628).
 * @throws CliError when the issuer has no such way, or the person does not sign in
 */
export async function signInWithDevice(signIn: SignIn, { note, signal }: Terminal): Promise<Session> {
  const config = await discoverIssuer(signIn);
  if (config.serverMetadata().device_authorization_endpoint === undefined) {
    throw new CliError(`The issuer ${signIn.issuer} gives no codes for devices: sign in without --device.`);
  }
  const started = await oidc.initiateDeviceAuthorization(config, { scope: signIn.scopes.join(' ') });
  note(`Open ${started.verification_uri} in a browser and enter the code ${started.user_code}`);
  if (started.verification_uri_complete) note(`or open ${started.verification_uri_complete}`);
  try {
    const tokens = await oidc.pollDeviceAuthorizationGrant(config, started, undefined, { signal });
    return sessionOf(tokens, signIn);
  } catch (error) {
    if (signal.aborted) throw error;
    throw new CliError(`Nobody signed in: ${reasonOf(error)}`, EXIT.signIn);
  }
}
