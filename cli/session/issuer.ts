import * as oidc from 'openid-client';
import * as z from 'zod';
import { reasonOf } from '../api/call-errors.ts';
import { CliError, EXIT } from '../terminal/exit-codes.ts';
import { isLoopback } from './find-origin.ts';
import type { Session } from './session-file.ts';

/** What `GET /api/sign-in` answers, as it is read. */
export const signInSchema = z.object({
  issuer: z.url(),
  clientId: z.string(),
  scopes: z.array(z.string()),
  redirectUris: z.array(z.url()),
});
export type SignIn = z.infer<typeof signInSchema>;
type Issuer = Pick<SignIn, 'issuer' | 'clientId'>;

/** @throws CliError when the issuer can't be reached */
export async function discoverIssuer({ issuer, clientId }: Issuer) {
  const url = new URL(issuer);
  const execute = isLoopback(url.hostname) ? [oidc.allowInsecureRequests] : [];
  try {
    return await oidc.discovery(url, clientId, { token_endpoint_auth_method: 'none' }, oidc.None(), { execute });
  } catch (error) {
    throw new CliError(`The issuer ${issuer} can't be reached: ${reasonOf(error)}`);
  }
}

type Tokens = oidc.TokenEndpointResponse & oidc.TokenEndpointResponseHelpers;

/** @throws CliError when the issuer gave no ID token */
export function sessionOf(tokens: Tokens, { issuer, clientId }: Issuer): Session {
  const { id_token: idToken, refresh_token: refreshToken } = tokens;
  if (idToken === undefined) throw new CliError(`The issuer ${issuer} gave no ID token.`, EXIT.signIn);
  return { idToken, renewal: refreshToken === undefined ? null : { issuer, clientId, refreshToken } };
}

/** @returns null when the issuer accepts the refresh token no more. @throws CliError when it can't be reached */
export async function renewSession({ renewal }: Session): Promise<Session | null> {
  if (!renewal) return null;
  const config = await discoverIssuer(renewal);
  try {
    const tokens = await oidc.refreshTokenGrant(config, renewal.refreshToken);
    const renewed = sessionOf(tokens, renewal);
    // an issuer that does not replace the refresh token sends none
    return { ...renewed, renewal: renewed.renewal ?? renewal };
  } catch (error) {
    if (error instanceof oidc.ResponseBodyError) return null;
    throw new CliError(`The issuer ${renewal.issuer} can't be reached: ${reasonOf(error)}`);
  }
}

/** The issuer forgets the refresh token, where it has a way to be asked. */
export async function revokeSession({ renewal }: Session): Promise<void> {
  if (!renewal) return;
  const config = await discoverIssuer(renewal);
  if (config.serverMetadata().revocation_endpoint === undefined) return;
  await oidc.tokenRevocation(config, renewal.refreshToken, { token_type_hint: 'refresh_token' });
}
